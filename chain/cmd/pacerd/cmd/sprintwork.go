package cmd

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pacer-network/pacer/chain/address"
	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// sprintWork is the flags of one nonce, or of several in a row, as they were written.
type sprintWork struct {
	dim, layers, heads, ff, seq, chain, epoch, beacon, host, nonce, count string
	json                                                                  bool
}

// sprintWorkCommand re-executes one nonce as the chain does, so that a prover can be checked against it.
func sprintWorkCommand() *cobra.Command {
	var o sprintWork
	cmd := &cobra.Command{
		Use:   "sprint-work",
		Short: "Compute the digest of one nonce of Sprint work, as the chain does",
		Long: `Compute the digest of one nonce of Sprint work, as the chain does when it re-executes it, and print it in hex. The provers take the
same flags. All but --count and --json are needed; numbers are decimal. The exit code is 2 if a flag is missing or wrong.`,
		Example: "pacerd debug sprint-work --dim 64 --layers 2 --heads 2 --ff 128 --seq 16 --chain pacer-test-1 --epoch 7 --beacon HEX --host HEX --nonce 5",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &UsageError{Reason: fmt.Sprintf("%q is no flag: the command takes flags alone", args[0])}
			}
			return nil
		},
		SilenceUsage: true, // a refusal is one line
		RunE:         func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &UsageError{Reason: err.Error()} })
	f := cmd.Flags()
	f.StringVar(&o.dim, "dim", "", "Width, a multiple of 64")
	f.StringVar(&o.layers, "layers", "", "Layers")
	f.StringVar(&o.heads, "heads", "", "Heads, a divisor of the width")
	f.StringVar(&o.ff, "ff", "", "Hidden width, a multiple of 64")
	f.StringVar(&o.seq, "seq", "", "Tokens, a multiple of 4")
	f.StringVar(&o.chain, "chain", "", "Chain id")
	f.StringVar(&o.epoch, "epoch", "", "Epoch whose beacon it is")
	f.StringVar(&o.beacon, "beacon", "", "Beacon, 64 hex digits")
	f.StringVar(&o.host, "host", "", "Host's address, "+address.Prefix+"1… or 40 hex digits")
	f.StringVar(&o.nonce, "nonce", "", "Nonce, any number of 64 bits")
	f.StringVar(&o.count, "count", "1", "So many nonces in a row, a digest a line")
	f.BoolVar(&o.json, "json", false, "Print a JSON object a line")
	return cmd
}

func (o sprintWork) run(cmd *cobra.Command) error {
	for _, flag := range []string{"dim", "layers", "heads", "ff", "seq", "chain", "epoch", "beacon", "host", "nonce"} {
		if !cmd.Flags().Changed(flag) {
			return &UsageError{flag, "it is missing"}
		}
	}
	weights, err := o.weights()
	if err != nil {
		return err
	}
	host, err := hostAddress("host", o.host)
	if err != nil {
		return err
	}
	first, count, err := o.nonces()
	if err != nil {
		return err
	}
	verifier := sprintwork.NewVerifier(weights)
	for i := range count {
		if err := o.print(cmd, verifier.Digest(host, first+i)); err != nil {
			return err
		}
	}
	return nil
}

func (o sprintWork) print(cmd *cobra.Command, digest [32]byte) error {
	text := hex.EncodeToString(digest[:])
	if o.json {
		return printJSON(cmd, map[string]string{"digest": text})
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), text)
	return err
}

// weights fails with a *UsageError.
func (o sprintWork) weights() (*sprintwork.Weights, error) {
	shape, err := o.shape()
	if err != nil {
		return nil, err
	}
	epoch := sprintwork.Epoch{Chain: o.chain}
	if epoch.Number, err = decimal("epoch", o.epoch, 64); err != nil {
		return nil, err
	}
	beacon, err := hexOf("beacon", o.beacon, sprintwork.BeaconSize)
	if err != nil {
		return nil, err
	}
	epoch.Beacon = [sprintwork.BeaconSize]byte(beacon)
	return sprintwork.Expand(epoch, shape)
}

// nonces are the first and how many in a row. It fails with a *UsageError.
func (o sprintWork) nonces() (first, count uint64, err error) {
	if first, err = decimal("nonce", o.nonce, 64); err != nil {
		return 0, 0, err
	}
	if count, err = decimal("count", o.count, 32); err != nil {
		return 0, 0, err
	}
	if count == 0 || first+count-1 < first {
		return 0, 0, &UsageError{"count", fmt.Sprintf("%d, want 1 or more, and none beyond 2^64 − 1", count)}
	}
	return first, count, nil
}

func (o sprintWork) shape() (sprintwork.Shape, error) {
	var s sprintwork.Shape
	for _, size := range []struct {
		flag, text string
		value      *uint32
	}{{"dim", o.dim, &s.Dim}, {"layers", o.layers, &s.Layers}, {"heads", o.heads, &s.Heads}, {"ff", o.ff, &s.FF}, {"seq", o.seq, &s.Seq}} {
		n, err := decimal(size.flag, size.text, 32)
		if err != nil {
			return s, err
		}
		*size.value = uint32(n)
	}
	if err := s.Validate(); err != nil {
		var wrong *sprintwork.ShapeError
		if errors.As(err, &wrong) {
			return s, &UsageError{wrong.Size, fmt.Sprintf("%d, want %s", wrong.Value, wrong.Want)}
		}
		return s, err
	}
	return s, nil
}

func decimal(flag, text string, bits int) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		return 0, &UsageError{flag, fmt.Sprintf("%q, want a decimal number below 2^%d", text, bits)}
	}
	return n, nil
}

func hexOf(flag, text string, size int) ([]byte, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != size {
		return nil, &UsageError{flag, fmt.Sprintf("%q, want %d hex digits", text, 2*size)}
	}
	return raw, nil
}

// hostAddress reads an address as clients write it, or as the formulas take it.
func hostAddress(flag, text string) ([]byte, error) {
	if !strings.HasPrefix(text, address.Prefix) {
		return hexOf(flag, text, hosttypes.AddressSize)
	}
	raw, err := hosttypes.ParseAddress("the address", text)
	if err != nil {
		return nil, &UsageError{flag, err.Error()}
	}
	return raw, nil
}
