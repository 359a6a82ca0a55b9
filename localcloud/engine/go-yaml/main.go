// The language host for YAML, complete where the newest release of it that is a public module is not: `pulumi package
// add` ends with a call that it lacks, and packages from Git are found by the engine alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pulumi/pulumi-yaml/pkg/server"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

type host struct {
	pulumirpc.LanguageRuntimeServer
}

// Link has nothing to do: a program in YAML finds a package by what `package add` has noted in Pulumi.yaml.
func (host) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return &pulumirpc.LinkResponse{}, nil
}

func main() {
	flag.String("tracing", "", "not used")
	flag.String("root", "", "not used")
	flag.String("compiler", "", "not used")
	flag.Parse()
	engine := flag.Arg(0)

	context, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	stop := make(chan bool)
	go func() {
		<-context.Done()
		cancel()
		close(stop)
	}()
	if engine != "" {
		fatal(rpcutil.Healthcheck(context, engine, 5*time.Minute, cancel))
	}
	served, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(grpcServer *grpc.Server) error {
			upstream := server.NewLanguageHost(engine, "", os.Getenv("PULUMI_YAML_LOADER") != "own")
			pulumirpc.RegisterLanguageRuntimeServer(grpcServer, host{upstream})
			return nil
		},
	})
	fatal(err)
	fmt.Println(served.Port)
	fatal(<-served.Done)
}

func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
