// Command synapscale checks a PostgreSQL database against the models of the domain
// library and migrates it.
//
//	synapscale check      compare the models with a database
//	synapscale migrate    up, down, status, adopt
//
// Run "synapscale help COMMAND" for flags and examples.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit statuses. They are part of the command's interface.
const (
	exitAgree      = 0
	exitNotChecked = 1 // the command could not do its work; also a wrong flag
	exitDiffer     = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		// The first signal ends the work in order; a second one ends the process.
		<-ctx.Done()
		stop()
	}()
	os.Exit(run(ctx, console{os.Stdout, os.Stderr, os.Getenv}, os.Args[1:]))
}

// A console is the part of the world that the command sees.
type console struct {
	out    io.Writer
	err    io.Writer
	getenv func(string) string
}

// A status is the error of a command that has said all there is to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run runs one command line and returns its exit status.
func run(ctx context.Context, c console, arguments []string) int {
	root := &cobra.Command{
		Use:   "synapscale",
		Short: "Check and migrate the SynapScale database",
		Long: "synapscale compares the models of the domain library with a PostgreSQL database\n" +
			"and migrates it.\n\n" +
			"The database is given by --dsn, or else by DATABASE_URL, as a URL or as keywords:\n" +
			"  postgres://user@host:5432/database?sslmode=require\n" +
			"  host=/var/run/postgresql dbname=synapscale",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(checkCommand(c), migrateCommand(c))
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetArgs(arguments)

	err := root.ExecuteContext(ctx)
	var reached status
	switch {
	case err == nil:
		return exitAgree
	case errors.As(err, &reached):
		return int(reached)
	case ctx.Err() != nil:
		fmt.Fprintln(c.err, "synapscale: interrupted")
	default:
		fmt.Fprintln(c.err, "synapscale:", err)
	}
	return exitNotChecked
}
