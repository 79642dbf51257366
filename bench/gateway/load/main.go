// Command load is both ends of a gateway that is measured: `load engine` answers as an inference server does, and
// `load run` sends what a job on its standard input says, and writes what it saw to its standard output. One program,
// since both have to take less time for a request than any gateway between them.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "engine":
		return serveEngine(args[1])
	case len(args) == 1 && args[0] == "run":
		var job Job
		if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
			return fmt.Errorf("the job cannot be read: %w", err)
		}
		report, err := job.run()
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(report)
	default:
		return fmt.Errorf("usage: load engine ADDRESS | load run < JOB, not %q", args)
	}
}
