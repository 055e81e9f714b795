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
		Long: "up applies the pending migrations in order, each wholly or not at all. The role has to\n" +
			"own the schema synapscale_db, or to have the right to create it.\n\n" +
			"Exit status: 0 they are applied, now or before; 1 it could not be done.",
		Example: "  synapscale migrate up --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale migrate up --to 1",
	}
	return moveCommand(c, command, movement{"applying", "applied", "nothing to apply", migrations.Up})
}

func downCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "down", Short: "Undo the newest migration, or all above a version",
		Long: "down undoes the newest migration, or with --to all above a version. Undoing version 1\n" +
			"drops every table; where one holds a row, that needs --to 0.\n\n" +
			"Exit status: 0 they are undone, now or before; 1 it could not be done.",
		Example: "  synapscale migrate down --dsn postgres://owner@localhost/synapscale\n" +
			"  synapscale migrate down --to 0    # drops every table",
	}
	return moveCommand(c, command, movement{"undoing", "undid", "nothing to undo", migrations.Down})
}

// A movement is one of the two directions in which a database can be migrated.
type movement struct {
	begins, done, nothing string
	move                  func(context.Context, *sql.DB, migrations.Options) ([]migrations.Applied, error)
}

func moveCommand(c console, command *cobra.Command, m movement) *cobra.Command {
	var to int64
	command.Flags().Int64Var(&to, "to", 0, "the version to stop at")
	return databaseCommand(c, command, func(ctx context.Context, db *sql.DB) error {
		defer c.announce("Still at it; if another migration runs on this database, this one waits for it …")()
		options := migrations.Options{Logger: slog.New(&narrator{Handler: slog.DiscardHandler, out: c.err, begins: m.begins})}
		if command.Flags().Changed("to") {
			options.To = &to
		}
		moved, err := m.move(ctx, db, options)
		for _, migration := range moved {
			fmt.Fprintf(c.out, "%s %s in %s\n", m.done, migration.Name, migration.Duration.Round(time.Millisecond))
		}
		if err == nil && len(moved) == 0 {
			fmt.Fprintln(c.out, m.nothing)
		}
		if errors.Is(err, migrations.ErrHoldsRows) {
			return fmt.Errorf("%w with --to 0", err)
		}
		return err
	})
}

// A narrator is a log handler that says which migration begins. The log has no record of that, so it goes by the first
// statement of each.
type narrator struct {
	slog.Handler
	out     io.Writer
	begins  string
	current string
}

// Enabled is always true, because statements are records of the lowest level.
func (n *narrator) Enabled(context.Context, slog.Level) bool { return true }

func (n *narrator) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(attribute slog.Attr) bool {
		if attribute.Key != "source" {
			return true
		}
		if source := attribute.Value.String(); source != n.current {
			n.current = source
			fmt.Fprintf(n.out, "%s %s …\n", n.begins, source)
		}
		return false
	})
	return nil
}

func statusCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use: "status", Short: "List the migrations and when they were applied",
		Long: "status lists every migration with the time at which it was applied or adopted, or as\n" +
			"pending. It only reads, and works on an empty database too.\n\n" +
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
