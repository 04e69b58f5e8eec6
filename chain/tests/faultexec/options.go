package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
)

// options are what the command line says.
type options struct {
	// under is the folder whose files fail, absolute and without symbolic links.
	under string
	// eio and enospc are control files: while one exists, its calls fail. Empty: never.
	eio, enospc string
	// count is the file that gets a byte for each call that was made to fail. Empty: none.
	count string
	// command is the program and its arguments.
	command []string
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("faultexec", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.under, "under", "", "folder whose files fail")
	flags.StringVar(&o.eio, "eio", "", "while this file exists, syncs fail with EIO")
	flags.StringVar(&o.enospc, "enospc", "", "while this file exists, writes fail with ENOSPC")
	flags.StringVar(&o.count, "count", "", "file that gets a byte for each call that was made to fail")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.command = flags.Args()
	if o.under == "" {
		return o, errors.New("--under FOLDER is missing")
	}
	if len(o.command) == 0 {
		return o, errors.New("the program to run is missing: put it after --")
	}
	folder, err := filepath.Abs(o.under)
	if err != nil {
		return o, fmt.Errorf("--under %s: %w", o.under, err)
	}
	// The kernel names files without symbolic links. A folder that is not there yet is taken as it is written.
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	o.under = folder
	return o, nil
}
