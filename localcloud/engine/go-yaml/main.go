// The language host for YAML: upstream's, with the call that ends `pulumi package add`. The newest release that is a
// public module lacks it.
package main

import (
	"context"
	"errors"
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

// Link has nothing to do: a YAML program finds an added package through the entry that the engine makes in Pulumi.yaml.
func (host) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return &pulumirpc.LinkResponse{}, nil
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers the engine's calls until the engine is gone or interrupts.
func serve() error {
	if len(os.Args) < 2 {
		return errors.New("usage: pulumi-language-yaml ADDRESS_OF_THE_ENGINE")
	}
	engine := os.Args[len(os.Args)-1]
	interrupted, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := rpcutil.Healthcheck(interrupted, engine, 5*time.Minute, cancel); err != nil {
		return err
	}
	stop := make(chan bool)
	go func() {
		<-interrupted.Done()
		close(stop)
	}()
	// The engine knows where each package that Pulumi.yaml lists comes from. Upstream's own loader, the default in its
	// release, looks for one from Git by its name alone and finds none.
	const engineLoadsPackages = true
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(grpcServer *grpc.Server) error {
			upstream := server.NewLanguageHost(engine, "", engineLoadsPackages)
			pulumirpc.RegisterLanguageRuntimeServer(grpcServer, host{upstream})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port) // the engine reads where to call
	return <-handle.Done
}
