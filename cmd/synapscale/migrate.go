package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/synapscale/synapscale-go/migrations"
)

func migrateCommand(c console) *cobra.Command {
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a database to a version",
		Long: "migrate applies and undoes the versioned SQL of this module, under an advisory lock,\n" +
			"so that of two at once the second waits and finds the work done.\n\n" +
			"A database that already holds the production structure is taken over with adopt.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(upCommand(c), downCommand(c), statusCommand(c), adoptCommand(c))
	return command
}

// withDatabase runs fn with the database that the flag or the environment names.
func withDatabase(ctx context.Context, c console, dsn string, fn func(*sql.DB) error) error {
	if dsn = chooseDSN(c, dsn); dsn == "" {
		return errors.New("which database? give --dsn or set DATABASE_URL: " + dsnForms)
	}
	db, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer disconnect(db)
	sqlDB, err := db.DB()
	if err != nil {
		return err
	}
	return fn(sqlDB)
}

func upCommand(c console) *cobra.Command {
	return moveCommand(c, movement{
		use: "up", short: "Apply the pending migrations",
		example: "  synapscale migrate up --dsn postgres://owner@localhost/synapscale\n  synapscale migrate up --to 1",
		verb:    "applied", nothing: "nothing to apply", move: migrations.Up,
	})
}

func downCommand(c console) *cobra.Command {
	return moveCommand(c, movement{
		use: "down", short: "Undo the newest migration, or all above a version",
		example: "  synapscale migrate down\n  synapscale migrate down --to 0    # drops every table",
		verb:    "undid", nothing: "nothing to undo", move: migrations.Down,
	})
}

// A movement is one of the two directions in which a database can be migrated.
type movement struct {
	use, short, example string
	verb, nothing       string
	move                func(context.Context, *sql.DB, migrations.Options) ([]migrations.Applied, error)
}

func moveCommand(c console, m movement) *cobra.Command {
	var (
		dsn string
		to  int64
	)
	command := &cobra.Command{
		Use: m.use, Short: m.short, Example: m.example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			options := migrations.Options{}
			if cmd.Flags().Changed("to") {
				options.To = &to
			}
			return withDatabase(cmd.Context(), c, dsn, func(db *sql.DB) error {
				moved, err := m.move(cmd.Context(), db, options)
				for _, migration := range moved {
					fmt.Fprintf(c.out, "%s %s in %s\n", m.verb, migration.Name, migration.Duration.Round(time.Millisecond))
				}
				if err == nil && len(moved) == 0 {
					fmt.Fprintln(c.out, m.nothing)
				}
				return err
			})
		},
	}
	dsnFlag(command, &dsn)
	command.Flags().Int64Var(&to, "to", 0, "the version to stop at")
	return command
}

func statusCommand(c console) *cobra.Command {
	var dsn string
	command := &cobra.Command{
		Use: "status", Short: "List the migrations and when they were applied", Args: cobra.NoArgs,
		Example: "  synapscale migrate status --dsn postgres://checker@localhost/synapscale",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDatabase(cmd.Context(), c, dsn, func(db *sql.DB) error {
				states, err := migrations.Status(cmd.Context(), db)
				if err != nil {
					return err
				}
				for _, state := range states {
					applied := "pending"
					if !state.AppliedAt.IsZero() {
						applied = state.AppliedAt.UTC().Format("2006-01-02 15:04:05 UTC")
					}
					fmt.Fprintf(c.out, "%4d  %-24s %s\n", state.Version, applied, state.Name)
				}
				return nil
			})
		},
	}
	dsnFlag(command, &dsn)
	return command
}

func adoptCommand(c console) *cobra.Command {
	var dsn string
	command := &cobra.Command{
		Use: "adopt", Short: "Take over a database that already holds the production structure", Args: cobra.NoArgs,
		Long: "adopt verifies that a database holds the production structure and records version 1 as\n" +
			"applied. It reads the catalog and touches no row. A database that differs is refused,\n" +
			"with every difference. The table alembic_version of the Python backend does not disturb.",
		Example: "  synapscale migrate adopt --dsn postgres://owner@localhost/synapscale",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDatabase(cmd.Context(), c, dsn, func(db *sql.DB) error {
				adopted, err := migrations.Adopt(cmd.Context(), db)
				if err != nil {
					return err
				}
				message := "adopted: the structure is production's, and version 1 is recorded as applied"
				if !adopted {
					message = "nothing to do: version 1 is recorded already"
				}
				fmt.Fprintln(c.out, message)
				return nil
			})
		},
	}
	dsnFlag(command, &dsn)
	return command
}
