// Command pacerd is a node of the Pacer network, and the tool of who runs one.
package main

import (
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/pacer-network/pacer/chain/cmd/pacerd/cmd"
)

func main() {
	root, err := cmd.NewRoot()
	if err == nil {
		err = svrcmd.Execute(root, cmd.EnvPrefix, cmd.DefaultHome())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pacerd:", err)
		os.Exit(cmd.ExitCode(err))
	}
}
