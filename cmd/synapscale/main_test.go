package main

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// commandVariable makes the test binary the command itself.
const commandVariable = "SYNAPSCALE_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestUsage(t *testing.T) {
	t.Parallel()
	dsn := "postgres://u:" + secret + "@host/db"
	cases := map[string]struct {
		arguments []string
		says      string
	}{
		"unknown command":      {[]string{"chek"}, "did you mean synapscale check?"},
		"unknown subcommand":   {[]string{"migrate", "upp"}, "did you mean synapscale migrate up?"},
		"nothing like it":      {[]string{"migrate", "sideways"}, "unknown command: see synapscale migrate --help"},
		"a DSN as command":     {[]string{dsn}, "unknown command: see synapscale --help"},
		"a DSN as argument":    {[]string{"check", dsn}, "synapscale check takes no argument: name the database with --dsn"},
		"a DSN for migrate":    {[]string{"migrate", "down", dsn}, "takes no argument"},
		"one dash":             {[]string{"check", "-dsn=" + dsn}, "unknown flag (all begin with two dashes): see synapscale check --help"},
		"unknown flag":         {[]string{"check", "--formt", "json"}, "unknown flag --formt: see synapscale check --help"},
		"a DSN as flag":        {[]string{"check", "--" + dsn}, "unknown flag (all"},
		"a password as flag":   {[]string{"check", "--=" + secret}, "unknown flag (all"},
		"no value":             {[]string{"check", "--dsn"}, "--dsn needs a value: see synapscale check --help"},
		"no number":            {[]string{"migrate", "up", "--to", dsn}, "--to needs a number: see synapscale migrate up --help"},
		"two codes":            {[]string{"explain", "a", "b"}, "synapscale explain takes one code"},
		"a flag of its sister": {[]string{"migrate", "status", "--to", "1"}, "unknown flag --to"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, c.arguments...)
			require.Equal(t, exitNotChecked, r.status)
			require.Empty(t, r.out)
			require.Contains(t, r.err, c.says)
		})
	}
}

// Asked for help on what it does not know, it shows what it knows.
func TestHelp(t *testing.T) {
	t.Parallel()
	r := command(t, "help", "postgres://u:"+secret+"@host/db")
	require.Zero(t, r.status)
	require.Contains(t, r.out+r.err, "Available Commands:")
	require.Equal(t, command(t, "migrate", "up", "--help"), command(t, "help", "migrate", "up"))
}

func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		arguments := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		r := command(t, arguments...)
		require.Zero(t, r.status)
		require.Empty(t, r.err)
		require.Contains(t, r.out, cmd.Long)
		require.Contains(t, r.out, "Examples:\n  "+"synapscale")
		if cmd.HasSubCommands() && cmd.Flags().Lookup("dsn") == nil { // It does nothing by itself.
			require.Equal(t, r, command(t, arguments[:len(arguments)-1]...))
		} else {
			require.Contains(t, cmd.Long, "Exit status: 0")
			require.Equal(t, cmd.Name() != "explain", strings.Contains(r.out, "--dsn"))
		}
		for _, line := range strings.Split(r.out, "\n") {
			require.LessOrEqual(t, len([]rune(line)), pageWidth, line)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(rootCommand(console{}, nil))
}

func TestStatusIsAnError(t *testing.T) {
	t.Parallel()
	require.EqualError(t, status(exitDiffer), "exit status 2")
}

// keepVariables undoes at the end of the test what it does to the PG… variables, and forbids it to run in parallel.
func keepVariables(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "PG") {
			t.Setenv(name, value)
		}
	}
}

// The variables would keep the driver from every server.
func TestCheckThrowAway(t *testing.T) {
	keepVariables(t)
	t.Setenv("PGSERVICE", "no_such_service")
	t.Setenv("PGOPTIONS", "-c default_transaction_read_only=on")
	t.Setenv("PGTARGETSESSIONATTRS", "standby")
	r := command(t, "check")
	require.Zero(t, r.status, r.err)
	require.Regexp(t, `PostgreSQL \d+, database postgres`+healthy+"$", r.out)
	require.Regexp(t, `^No --dsn and no DATABASE_URL: starting a throw-away PostgreSQL …
PostgreSQL \d+[^\n]* has started, migrating …
Migrated to version \d+, checking …
$`, r.err)
}

func TestCheckThrowAwayWithoutBinaries(t *testing.T) {
	keepVariables(t)
	t.Setenv("SYNAPSCALE_PG_BIN", t.TempDir())
	r := command(t, "check")
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "SYNAPSCALE_PG_BIN")
}

// It runs alone, because it counts the goroutines of the process.
func TestNothingIsLeftBehind(t *testing.T) {
	agreeing, differing := migratedDatabase(t), emptyDatabase(t)
	broken := fakeServer(t, func(b *pgproto3.Backend, _ string) {
		b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", SeverityUnlocalized: "ERROR", Code: "42501", Message: "no"})
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	})
	refusing := startupServer(t, func(b *pgproto3.Backend) {
		b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: "28000", Message: "no"})
	})
	command(t, "check", "--dsn", agreeing)
	before := runtime.NumGoroutine()
	for _, dsn := range []string{agreeing, differing, broken, "postgres://u@" + refusing + "/db", "garbage", "postgres://u@127.0.0.1:1/db"} {
		for _, arguments := range [][]string{{"check"}, {"probe"}, {"migrate", "status"}, {"migrate", "adopt"}, {"migrate", "up"}} {
			command(t, append(arguments, "--dsn", dsn)...)
		}
	}
	for deadline := time.Now().Add(goneTimeout); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
}
