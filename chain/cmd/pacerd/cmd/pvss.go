package cmd

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
)

func debugCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "debug",
		Short: "Check what others say, without a node",
		RunE:  client.ValidateCmd,
		// In place of the root's: nothing here needs a home, or makes one.
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SilenceUsage = true
			cmd.SetOut(cmd.OutOrStdout())
			cmd.SetErr(cmd.ErrOrStderr())
			return nil
		},
	}
	cmd.AddCommand(pvssCommand(), sprintWorkCommand())
	return cmd
}

// pvssCommand checks the secret sharing of the Sprint's beacon (protocol §4).
func pvssCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "pvss", Short: "Check dealings, openings and the secret of the Sprint's beacon", RunE: client.ValidateCmd}
	cmd.AddCommand(
		pvssCheck("verify-dealing", "Verify a Host's dealing", "pvss-dealing", pvssCase.verifyDealing),
		pvssCheck("verify-opening", "Verify a Host's opening against the sums of its slots", "pvss-opening", pvssCase.verifyOpening),
		pvssCheck("reconstruct", "Make the secret and the beacon from opened shares", "pvss-beacon", pvssCase.reconstruct),
	)
	return cmd
}

// pvssVerdict is what a check prints about one case. Reason is empty if all is well.
type pvssVerdict struct {
	Name   string `json:"name,omitempty"`
	OK     bool   `json:"ok"`
	Found  string `json:"found,omitempty"`
	Reason string `json:"reason,omitempty"`
	Secret string `json:"secret,omitempty"`
	Beacon string `json:"beacon,omitempty"`
}

func pvssCheck(use, short, vectors string, check func(pvssCase) (pvssVerdict, error)) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use + " FILE",
		Short: short,
		Long: short + fmt.Sprintf(`. FILE is a JSON object in the form of proto/vectors/%s.json: one case, or a whole file, of which every
case is checked; - is the standard input. The exit code is 0 only if everything holds.`, vectors),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			output, err := cmd.Flags().GetString(flags.FlagOutput)
			if err != nil {
				return err
			}
			if output != flags.OutputFormatText && output != flags.OutputFormatJSON {
				return fmt.Errorf("--output %q: choose text or json", output)
			}
			cases, err := readPVSS(cmd.InOrStdin(), args[0], vectors)
			if err != nil {
				return err
			}
			return checkAll(cmd, cases, output, check)
		},
	}
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "Output format (text|json)")
	return cmd
}

// checkAll prints a verdict for each case and fails with the first reason.
func checkAll(cmd *cobra.Command, cases []pvssCase, output string, check func(pvssCase) (pvssVerdict, error)) error {
	var failed error
	for _, c := range cases {
		verdict, err := check(c)
		verdict.Name, verdict.OK = c.Name, err == nil
		if err != nil {
			verdict.Reason = err.Error()
			failed = errors.Join(failed, fmt.Errorf("%s: %w", c.title(), err))
		}
		if output == flags.OutputFormatJSON {
			err = printJSON(cmd, verdict)
		} else {
			_, err = fmt.Fprint(cmd.OutOrStdout(), verdict.text(c.title()))
		}
		if err != nil {
			return err
		}
	}
	return failed
}

func (v pvssVerdict) text(title string) string {
	if !v.OK {
		return fmt.Sprintf("%s: REFUSED: %s\n", title, v.Reason)
	}
	text := fmt.Sprintf("%s: ok, %s\n", title, v.Found)
	if v.Beacon != "" {
		text += fmt.Sprintf("secret %s\nbeacon %s\n", v.Secret, v.Beacon)
	}
	return text
}
