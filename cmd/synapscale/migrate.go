package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/synapscale/synapscale-go/migrations"
)

func migrateCommand(c console) *cobra.Command {
	command := groupCommand(&cobra.Command{
		Use:   "migrate",
		Short: "Bring a database to a version",
		Long: "migrate applies and undoes the versioned SQL of this module, under an advisory lock,\n" +
			"so that of two at once the second waits and finds the work done.\n\n" +
			"A database that already holds the production structure is taken over with adopt.",
		Example: "  synapscale migrate up --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale migrate status",
	})
	command.AddCommand(upCommand(c), downCommand(c), statusCommand(c), adoptCommand(c))
	return command
}

// databaseCommand completes a command that works on the database that the flag or the environment names.
func databaseCommand(c console, command *cobra.Command, work func(context.Context, *sql.DB) error) *cobra.Command {
	command.Args = noArguments
	command.RunE = func(cmd *cobra.Command, _ []string) error {
		dsn, err := chooseDSN(cmd, c)
		if err != nil {
			return err
		}
		if dsn == "" {
			return errors.New("which database? give --dsn or set DATABASE_URL: " + dsnForms)
		}
		db, err := connect(cmd.Context(), c, dsn)
		if err != nil {
			return err
		}
		defer db.Close()
		return advise(cmd.Context(), db, work(cmd.Context(), db))
	}
	dsnFlag(command)
	return command
}

func upCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "up", Short: "Apply the pending migrations",
		Long: "up applies the pending migrations in order. The role has to own the schema synapscale_db\n" +
			"and its tables, or to have the right to create them.\n\n" +
			"First it counts the rows that a migration would stumble over. Where there are any, it lists\n" +
			"them with the query that finds them, and applies nothing.\n\n" +
			"It is made for a database in use: a table that others keep locked is tried again and again,\n" +
			"half a second at a time, for ten minutes. Interrupted, it is finished by running it again.\n\n" +
			"--dry-run writes nothing. It prints the SQL, the locks that each statement takes, and the\n" +
			"counts; a role that can read all rows will do.\n\n" +
			"Exit status: 0 they are applied, now or before, or could be; 2 rows are in the way; 1 it\n" +
			"could not be done.",
		Example: "  synapscale migrate up --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale migrate up --dry-run > plan.sql\n" +
			"  synapscale migrate up --to 1",
	}
	dry := command.Flags().Bool("dry-run", false, "print what would be done, and do nothing")
	to := toFlag(command)
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		if *dry {
			return printPlan(ctx, c, db, migrations.Options{To: to()})
		}
		return move(ctx, c, db, to(), movement{"applying", "applied", "nothing to apply", migrations.Up})
	})
}

func downCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "down", Short: "Undo the newest migration, or all above a version",
		Long: "down undoes the newest migration, or with --to all above a version, and keeps every row.\n" +
			"Where rows have come to be that the older structure does not allow, it lists them and\n" +
			"undoes nothing. Undoing version 1 drops every table; where one holds a row, that needs --to 0.\n\n" +
			"Exit status: 0 they are undone, now or before; 2 rows are in the way; 1 it could not be done.",
		Example: "  synapscale migrate down --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale migrate down --to 0    # drops every table",
	}
	to := toFlag(command)
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		return move(ctx, c, db, to(), movement{"undoing", "undid", "nothing to undo", migrations.Down})
	})
}

// A movement is one of the two directions in which a database can be migrated.
type movement struct {
	begins, done, nothing string
	move                  func(context.Context, *sql.DB, migrations.Options) ([]migrations.Applied, error)
}

// toFlag adds the flag --to. Its value is nil where the command line leaves it out.
func toFlag(command *cobra.Command) func() *int64 {
	to := command.Flags().Int64("to", 0, "the version to stop at")
	return func() *int64 {
		if !command.Flags().Changed("to") {
			return nil
		}
		return to
	}
}

// move migrates a database and says what it does.
func move(ctx context.Context, c console, db *sql.DB, to *int64, m movement) error {
	defer c.announce("Still at it; if another migration runs on this database, this one waits for it …")()
	logger := slog.New(&narrator{Handler: slog.DiscardHandler, out: c.err, begins: m.begins})
	moved, err := m.move(ctx, db, migrations.Options{To: to, Logger: logger})
	for _, migration := range moved {
		fmt.Fprintf(c.out, "%s %s in %s\n", m.done, migration.Name, migration.Duration.Round(time.Millisecond))
	}
	switch {
	case err == nil && len(moved) == 0:
		fmt.Fprintln(c.out, m.nothing)
	case errors.Is(err, migrations.ErrHoldsRows):
		return fmt.Errorf("%w with --to 0", err)
	case errors.Is(err, migrations.ErrRowsInTheWay):
		fmt.Fprintln(c.err, "synapscale:", err)
		return status(exitDiffer)
	}
	return err
}

// A narrator is a log handler that says which migration begins, what it waits for and how far an index is. The log has no
// record of the beginning, so it goes by the first statement of each.
type narrator struct {
	slog.Handler
	out     io.Writer
	begins  string
	current string
}

// Enabled is always true, because statements are records of the lowest level.
func (n *narrator) Enabled(context.Context, slog.Level) bool { return true }

func (n *narrator) Handle(_ context.Context, record slog.Record) error {
	attributes := map[string]slog.Value{}
	record.Attrs(func(attribute slog.Attr) bool {
		attributes[attribute.Key] = attribute.Value
		return true
	})
	switch record.Message {
	case migrations.MessageInUse:
		fmt.Fprintf(n.out, "  a table is in use, trying again: %v\n", attributes["sessions"])
	case migrations.MessageProgress:
		fmt.Fprintf(n.out, "  %s: %s, %v of %v\n", attributes["index"], attributes["phase"], attributes["done"], attributes["total"])
	default:
		if source, ok := attributes["source"]; ok && source.String() != n.current {
			n.current = source.String()
			fmt.Fprintf(n.out, "%s %s …\n", n.begins, source)
		}
	}
	return nil
}

func statusCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "status", Short: "List the migrations, when they were applied and why they matter",
		Long: "status lists every migration with the time at which it was applied or adopted, or as\n" +
			"pending, and then why. It only reads, and works on an empty database too.\n\n" +
			"Exit status: 0 whatever is pending; 1 it could not be found out.",
		Example: "  synapscale migrate status --dsn postgres://checker@localhost/synapscale",
	}
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		states, err := migrations.Status(ctx, db)
		for _, state := range states {
			applied, name := "pending", state.Name
			if !state.Pending() {
				applied = state.AppliedAt.UTC().Format("2006-01-02 15:04:05 UTC")
			}
			if name == "" {
				name = "(of a newer release)"
			}
			fmt.Fprintf(c.out, "%4d  %-23s  %s\n", state.Version, applied, name)
			if state.Pending() {
				fmt.Fprintf(c.out, "\n%s\n\n", indent(firstParagraph(state.Why), "      "))
			}
		}
		return err
	})
}

func adoptCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "adopt", Short: "Take over a database that already holds the production structure",
		Long: "adopt verifies that a database holds the production structure and records version 1 as\n" +
			"applied. It reads the catalog and touches no row. A database that differs is refused, and\n" +
			"every difference is printed. The table alembic_version of the Python backend does not\n" +
			"disturb.\n\n" +
			"Exit status: 0 it is adopted, now or before; 2 it differs and was left as it is; 1 it could\n" +
			"not be done.",
		Example: "  synapscale migrate adopt --dsn postgres://owner@localhost/synapscale",
	}
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		defer c.announce("Still at it; if a migration runs on this database, this waits for it …")()
		adopted, err := migrations.Adopt(ctx, db)
		if refused, ok := errors.AsType[*migrations.DifferenceError](err); ok {
			for _, difference := range refused.Differences {
				fmt.Fprintln(c.out, difference)
			}
			fmt.Fprintf(c.err, "synapscale: not adopted, because the structure differs from production's (%d times): mend that and adopt again. "+
				"An empty database is migrated instead: synapscale migrate up\n", len(refused.Differences))
			return status(exitDiffer)
		}
		switch {
		case err != nil:
			return err
		case adopted:
			fmt.Fprintln(c.out, "adopted: the structure is production's, and version 1 is recorded as applied")
		default:
			fmt.Fprintln(c.out, "nothing to do: version 1 is recorded already")
		}
		return nil
	})
}
