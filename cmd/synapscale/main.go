// Command synapscale checks a PostgreSQL database against the models of the domain
// library, tries what it accepts, and migrates it.
//
//	synapscale check      compare the models with a database
//	synapscale plan       say how it is brought to what the models ask for
//	synapscale explain    say what a finding means and how to mend it
//	synapscale probe      try which rows a database accepts
//	synapscale migrate    up, down, status, adopt
//	synapscale isolation  how far row security has come; policies, report, forced
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
	"regexp"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit statuses. They are part of the command's interface.
const (
	exitAgree        = 0
	exitNotChecked   = 1 // the command could not do its work; also a wrong flag
	exitDiffer       = 2
	exitUndetermined = 3 // nothing differs as far as that could be found out
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		// The first signal ends the work in order; a second one ends the process.
		<-ctx.Done()
		stop()
	}()
	os.Exit(run(ctx, console{
		out: os.Stdout, err: os.Stderr, getenv: os.Getenv,
		colour: coloured(os.Stdout, os.Getenv), patience: 2 * time.Second,
	}, os.Args[1:]))
}

// A console is the part of the world that the command sees.
type console struct {
	out      io.Writer
	err      io.Writer
	getenv   func(string) string
	colour   bool          // whether out shows colours
	patience time.Duration // how long something may take before it is announced
}

// coloured reports whether a file is a terminal whose user wants colours.
func coloured(file *os.File, getenv func(string) string) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// announce writes a line if the work that begins now takes long. The caller calls stop at the end of the work.
func (c console) announce(line string) (stop func()) {
	timer := time.AfterFunc(c.patience, func() { fmt.Fprintln(c.err, line) })
	return func() { timer.Stop() }
}

// A status is the error of a command that has said all there is to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run runs one command line and returns its exit status.
func run(ctx context.Context, c console, arguments []string) int {
	err := rootCommand(c, arguments).ExecuteContext(ctx)
	if err == nil {
		return exitAgree
	}
	if reached, ok := errors.AsType[status](err); ok {
		return int(reached)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		fmt.Fprintln(c.err, "synapscale: interrupted")
		return exitNotChecked
	}
	fmt.Fprintln(c.err, "synapscale:", err)
	return exitNotChecked
}

func rootCommand(c console, arguments []string) *cobra.Command {
	root := groupCommand(&cobra.Command{
		Use:   "synapscale",
		Short: "Check, probe and migrate the SynapScale database",
		Long: "synapscale compares the models of the domain library with a PostgreSQL database,\n" +
			"tries which rows it accepts, and migrates it.\n\n" +
			"The database is given by --dsn, or else by DATABASE_URL, as a URL or as keywords:\n" +
			"  postgres://user@host:5432/database?sslmode=require\n" +
			"  host=/var/run/postgresql dbname=synapscale\n" +
			"What it leaves out is taken from PGHOST, PGUSER, PGPASSWORD and the like, and from\n" +
			"~/.pgpass, as psql does it. Alone, these variables choose no database.",
		Example: "  synapscale check\n" +
			"  synapscale migrate status --dsn postgres://checker@localhost/synapscale\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale check",
		SilenceErrors: true,
		SilenceUsage:  true,
	})
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(checkCommand(c), planCommand(c), explainCommand(c), probeCommand(c), migrateCommand(c), isolationCommand(c))
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetArgs(arguments)
	root.SetFlagErrorFunc(flagError)
	return root
}

// groupCommand makes a command that only shows what its subcommands are.
func groupCommand(command *cobra.Command) *cobra.Command {
	command.SuggestionsMinimumDistance = 2
	command.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	command.Args = noUnknownCommand
	return command
}

// noUnknownCommand refuses what is no subcommand.
func noUnknownCommand(cmd *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	if close := cmd.SuggestionsFor(arguments[0]); len(close) > 0 {
		return fmt.Errorf("unknown command: did you mean %s %s?", cmd.CommandPath(), close[0])
	}
	return fmt.Errorf("unknown command: %s", seeHelp(cmd))
}

// noArguments refuses arguments without repeating them, because one that does not belong there is mostly a DSN,
// and that may hold a password. For the same reason no other message repeats what the command line holds.
func noArguments(cmd *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument: name the database with --dsn", cmd.CommandPath())
}

// flagError says which flag is wrong, as far as that is safe.
func flagError(cmd *cobra.Command, err error) error {
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("--%s needs a value: %s", missing.GetFlag().Name, seeHelp(cmd))
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("--%s needs a number: %s", invalid.GetFlag().Name, seeHelp(cmd))
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if ok && unknown.GetSpecifiedShortnames() == "" && flagName.MatchString(unknown.GetSpecifiedName()) {
		return fmt.Errorf("unknown flag --%s: %s", unknown.GetSpecifiedName(), seeHelp(cmd))
	}
	return fmt.Errorf("unknown flag (all begin with two dashes): %s", seeHelp(cmd))
}

var flagName = regexp.MustCompile(`^[a-z-]+$`)

func seeHelp(cmd *cobra.Command) string { return "see " + cmd.CommandPath() + " --help" }
