// Command isobar turns private telemetry reports into a public dataset. Package cli is all of it.
package main

import (
	"context"
	"os"

	"isobar/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
