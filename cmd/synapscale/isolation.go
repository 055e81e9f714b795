package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

func isolationCommand(c console) *cobra.Command {
	var format *string
	command := databaseCommand(c, &cobra.Command{
		Use:   "isolation",
		Short: "Say how far the isolation of tenants has come, and move it",
		Long: "isolation says at which of three stages the isolation of tenants is in a database:\n\n" +
			"  policies   row security binds who acts for a tenant, and not the owner of the tables;\n" +
			"             the migrations leave a database here\n" +
			"  report     nothing changes for the owner, and what it would be denied is counted:\n" +
			"             for each table, the transactions that would meet a row of another tenant,\n" +
			"             or of any while they name none\n" +
			"  forced     the owner is bound as well\n\n" +
			"At the stage report it shows the counts, which the owner of the tables and members of\n" +
			"synapscale_checker may read. At every stage it lists the rights by which somebody could get\n" +
			"around row security, with the SQL that mends them. It only reads. The subcommands move a\n" +
			"database from any stage to any other.\n\n" +
			"Exit status: 0 whatever the stage is; 2 there is such a right; 1 it could not be found out.",
		Example: "  synapscale isolation --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale isolation report\n" +
			"  synapscale isolation --format json",
		SuggestionsMinimumDistance: 2,
	}, func(ctx context.Context, db *sql.DB) error {
		return showIsolation(ctx, c, db, *format)
	})
	command.Args = noUnknownCommand
	command.PreRunE = func(*cobra.Command, []string) error {
		if !slices.Contains(textAndJSON, *format) {
			return errors.New("--format is " + oneOf(textAndJSON))
		}
		return nil
	}
	format = command.Flags().String("format", "text", oneOf(textAndJSON))
	command.AddCommand(
		stageCommand(c, isolation.StagePolicies, "Bind who acts for a tenant, and not the owner of the tables",
			"policies takes the owner of the tables out of row security, as the migrations leave a\n"+
				"database. It is the way back from report, whose counts it drops, and from forced."),
		stageCommand(c, isolation.StageReport, "Count what the owner of the tables would be denied",
			"report lets the owner of the tables read and write as before, and counts for each table\n"+
				"how many transactions would be denied something. Statements that read many rows of other\n"+
				"tenants get slower by the counting, and none is planned in parallel."),
		stageCommand(c, isolation.StageForced, "Bind the owner of the tables as well",
			"forced binds the owner of the tables to the tenant that it names, for a transaction, in the\n"+
				"setting app.current_tenant. While it names none it sees no row of any, without an error,\n"+
				"and may write none. So count first what it would be denied: synapscale isolation report"),
	)
	return command
}

// showIsolation writes the status, and the rights by which somebody could get around row security.
func showIsolation(ctx context.Context, c console, db *sql.DB, format string) error {
	found, err := stages.Inspect(ctx, db)
	if err != nil {
		return err
	}
	models, err := onGORM(db)
	if err != nil {
		return err
	}
	breaches, err := isolation.Breaches(ctx, models)
	if err != nil {
		return err
	}
	if format == "json" {
		err = writeJSON(c, isolationReport(found, breaches))
	} else {
		err = writeIsolation(c.out, found, breaches)
	}
	if err == nil && len(breaches) > 0 {
		return status(exitDiffer)
	}
	return err
}

// checkAtStage checks a database against what it has to have at its stage of isolation, or at the one that is demanded, and
// returns the one that it says it is at. Where that cannot be read, the check itself says better why, as it knows what kind
// of server it has in front of it.
func checkAtStage(ctx context.Context, db *gorm.DB, checker schema.Checker, demanded isolation.Stage) (*schema.Report, isolation.Stage, error) {
	state, unread := stages.Read(ctx, db.Statement.ConnPool)
	stage := state.Stage
	if demanded != "" {
		state.Stage = demanded
	}
	checker.Declared = synapscale.StructureAt(state)
	report, err := checker.Check(ctx, db, synapscale.Models()...)
	if err == nil {
		err = unread
	}
	return report, stage, err
}

func stageCommand(c console, to isolation.Stage, short, long string) *cobra.Command {
	command := &cobra.Command{
		Use: string(to), Short: short,
		Long: long + "\n\n" +
			"The role has to be the owner of the tables or to inherit from it. One table is changed at\n" +
			"a time; one that others keep locked is tried again and again, half a second at a time, for\n" +
			"ten minutes. Interrupted, it is finished by running it again.\n\n" +
			"Exit status: 0 the stage is reached, now or before; 1 it is not.",
		Example: "  synapscale isolation " + string(to) + " --dsn postgres://owner@localhost/synapscale",
	}
	if to == isolation.StageForced {
		command.Aliases = []string{"force"}
	}
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		defer c.announce("Still at it; if a migration runs on this database, this waits for it …")()
		mover := &mover{Handler: slog.DiscardHandler, out: c.err, told: time.Now(), patience: c.patience}
		moved, err := stages.Move(ctx, db, to, stages.Options{Logger: slog.New(mover)})
		switch {
		case err != nil && len(moved) > 0:
			fmt.Fprintf(c.err, "%d tables are moved; run it again to finish, or go back: synapscale isolation policies\n", len(moved))
		case err == nil && len(moved) == 0:
			fmt.Fprintf(c.out, "nothing to do: the stage is %s\n", to)
		case err == nil:
			fmt.Fprintf(c.out, "the stage is %s: %d tables are moved\n", to, len(moved))
		}
		return err
	})
}

// A mover is a log handler that says what is waited for, and how far a move is that takes long.
type mover struct {
	slog.Handler
	out      io.Writer
	told     time.Time
	patience time.Duration
}

// Enabled is always true: it is told of nothing else.
func (m *mover) Enabled(context.Context, slog.Level) bool { return true }

func (m *mover) Handle(_ context.Context, record slog.Record) error {
	attributes := map[string]slog.Value{}
	record.Attrs(func(attribute slog.Attr) bool {
		attributes[attribute.Key] = attribute.Value
		return true
	})
	switch {
	case record.Message == stages.MessageInUse:
		fmt.Fprintf(m.out, "  %s is in use, trying again: %v\n", attributes["object"], attributes["sessions"])
	case time.Since(m.told) >= m.patience:
		fmt.Fprintf(m.out, "  %v of %v tables\n", attributes["done"], attributes["total"])
	default:
		return nil
	}
	m.told = time.Now()
	return nil
}

// isolationJSON is the status for machines.
type isolationJSON struct {
	Stage      isolation.Stage `json:"stage"`
	Owner      string          `json:"owner"`
	Bindable   bool            `json:"bindable"`
	Since      *time.Time      `json:"since,omitempty"`
	Denied     []stages.Count  `json:"denied"`
	Unfinished []string        `json:"unfinished"`
	Breaches   []breachJSON    `json:"breaches"`
	Next       string          `json:"next"`
}

type breachJSON struct {
	Object  string `json:"object"`
	Problem string `json:"problem"`
	Mend    string `json:"mend"`
}

func isolationReport(status *stages.Status, breaches []isolation.Breach) isolationJSON {
	report := isolationJSON{
		Stage: status.Stage, Owner: status.Owner, Bindable: status.NotBound == nil,
		Denied: append([]stages.Count{}, status.Denied...), Unfinished: append([]string{}, status.Unfinished...),
		Breaches: []breachJSON{}, Next: nextStep(status),
	}
	for _, breach := range breaches {
		report.Breaches = append(report.Breaches, breachJSON(breach))
	}
	if !status.Since.IsZero() {
		report.Since = new(status.Since.UTC())
	}
	return report
}

func writeIsolation(out io.Writer, status *stages.Status, breaches []isolation.Breach) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "stage\t%s\nowner of the tables\t%s\n", status.Stage, status.Owner)
	if !status.Since.IsZero() {
		fmt.Fprintf(w, "counted since\t%s\n", status.Since.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	if len(status.Denied) > 0 {
		fmt.Fprint(w, "\ntable\ttransactions that would be denied something\n")
		for _, count := range status.Denied {
			fmt.Fprintf(w, "%s\t%d\n", count.Table, count.Transactions)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(breaches) > 0 {
		fmt.Fprint(out, "\nSomebody could get around row security:\n")
		for _, breach := range breaches {
			fmt.Fprintf(out, "  %s %s\n    %s\n", breach.Object, breach.Problem, breach.Mend)
		}
	}
	_, err := fmt.Fprintf(out, "\n%s\n", nextStep(status))
	return err
}

// nextStep says what there is to do.
func nextStep(status *stages.Status) string {
	switch {
	case len(status.Unfinished) > 0:
		return fmt.Sprintf("A move was interrupted (%d tables are not at the stage, %s among them).\nFinish it by running it again, or go back: synapscale isolation policies",
			len(status.Unfinished), status.Unfinished[0])
	case status.NotBound != nil:
		return capital(status.NotBound.Error()) + "."
	case status.Stage == isolation.StagePolicies:
		return "The owner is not bound. To count what it would be denied: synapscale isolation report"
	case status.Stage == isolation.StageForced:
		return "The owner is bound. The way back: synapscale isolation policies"
	case len(status.Denied) == 0:
		return "Nothing would have been denied. Once all that the service does has been done: synapscale isolation forced"
	default:
		return "These transactions have to name their tenant first, see docs/forcing.md.\n" +
			"To count anew: synapscale isolation policies, then synapscale isolation report"
	}
}

func capital(sentence string) string { return strings.ToUpper(sentence[:1]) + sentence[1:] }
