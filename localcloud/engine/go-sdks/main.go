// sdks SCHEMA FOLDER writes the SDKs of a package, one folder a language: what `pulumi package gen-sdk` does where each
// language has a complete host.
package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi"

type files = map[string][]byte

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: sdks SCHEMA FOLDER")
	}
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	// The generator for C# downloads the package's logo, and one of Pulumi's where there is none.
	logo := logo()
	defer logo.Close()
	// A generator notes in the package what it has found, so each gets its own.
	described := func() *schema.Package {
		found, err := schema.ImportSpec(spec, nil, schema.ValidationOptions{})
		check(err)
		found.LogoURL = logo.URL
		return found
	}
	for language, generate := range map[string]func() (files, error){
		"nodejs": func() (files, error) { return nodejs.GeneratePackage(tool, described(), nil, nil, true, nil) },
		"python": func() (files, error) { return python.GeneratePackage(tool, described(), nil, nil) },
		"go":     func() (files, error) { return gogen.GeneratePackage(tool, described(), nil) },
		"dotnet": func() (files, error) { return dotnet.GeneratePackage(tool, described(), nil, nil) },
		"java":   func() (files, error) { return java.GeneratePackage(tool, described(), nil, nil, true, false) },
	} {
		made, err := generate()
		check(err)
		for name, data := range made {
			path := filepath.Join(os.Args[2], language, name)
			check(os.MkdirAll(filepath.Dir(path), 0o755))
			check(os.WriteFile(path, data, 0o644))
		}
	}
}

// logo serves an empty picture to this process.
func logo() *httptest.Server {
	var picture bytes.Buffer
	check(png.Encode(&picture, image.NewNRGBA(image.Rect(0, 0, 64, 64))))
	return httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		_, _ = answer.Write(picture.Bytes())
	}))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
