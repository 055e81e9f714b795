package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
	"github.com/synapscale/synapscale-go/schema"
)

// checkTimeout is far more than a check takes. It ends one whose server has stopped to answer.
const checkTimeout = 2 * time.Minute

func checkCommand(c console) *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:   "check",
		Short: "Compare the models with a database",
		Long: "check compares the 101 models with the live structure of a database, in one read-only\n" +
			"transaction. The role needs USAGE on schema synapscale_db and SELECT on its tables.\n\n" +
			"With neither --dsn nor DATABASE_URL it starts a throw-away PostgreSQL, migrates it,\n" +
			"checks it and removes it without a trace. PG… variables play no part in that.\n\n" +
			"The report goes to standard output, everything else to standard error. The format text\n" +
			"shortens warnings; json has every finding in full.\n\n" +
			"Exit status: 0 they agree, warnings or not; 2 they differ; 1 it could not be checked, or\n" +
			"not all of it (a finding is undetermined).",
		Example: "  synapscale check\n" +
			"  synapscale check --dsn postgres://checker@localhost/synapscale\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale check --format json",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return errors.New("--format is text or json")
			}
			dsn, err := chooseDSN(cmd, c)
			if err != nil {
				return err
			}
			report, err := checkDatabase(cmd.Context(), c, dsn)
			if err != nil {
				return err
			}
			if err := writeReport(c, report, format); err != nil {
				return fmt.Errorf("write the report: %w", err)
			}
			return verdict(report)
		},
	}
	dsnFlag(command)
	command.Flags().StringVar(&format, "format", "text", "text or json")
	return command
}

// verdict turns a report into the exit status of the command.
func verdict(report *schema.Report) error {
	switch {
	case len(report.Differences()) > 0:
		return status(exitDiffer)
	case len(report.Undetermined()) > 0:
		return status(exitNotChecked)
	default:
		return nil
	}
}

// checkDatabase checks the database of a DSN, or one made for the purpose.
func checkDatabase(ctx context.Context, c console, dsn string) (*schema.Report, error) {
	if dsn == "" {
		return checkThrowAway(ctx, c)
	}
	db, err := connect(ctx, c, dsn)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	report, err := checkModels(ctx, c, db)
	if err == nil && len(report.Differences()) > 0 && !modelsWithoutTables(report) {
		adviseToMigrate(ctx, c, db)
	}
	return report, err
}

// adviseToMigrate says so where the differences are, or may be, those that a pending migration mends. A role that
// cannot read which versions are recorded gets no advice.
func adviseToMigrate(ctx context.Context, c console, db *sql.DB) {
	states, err := migrations.Status(ctx, db)
	if err != nil {
		return
	}
	pending := 0
	for _, state := range states {
		if state.Pending() {
			pending++
		}
	}
	switch pending {
	case 0:
	case len(states):
		fmt.Fprintln(c.err, "No migration is recorded, and the models describe the newest version. Production as it stood is adopted first: synapscale migrate adopt")
	default:
		fmt.Fprintf(c.err, "%d migrations are pending, and the models describe the newest version: synapscale migrate status\n", pending)
	}
}

func checkModels(ctx context.Context, c console, db *sql.DB) (*schema.Report, error) {
	defer c.announce("Checking …")()
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	// GORM's ping would know nothing of the context.
	gormDB, err := gorm.Open(gormpostgres.New(gormpostgres.Config{Conn: db}), &gorm.Config{Logger: logger.Discard, DisableAutomaticPing: true})
	if err != nil {
		return nil, err
	}
	report, err := schema.Check(ctx, gormDB, synapscale.Models()...)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, errors.New("the server has stopped to answer: look into its log, and at the network in between")
	}
	return report, err
}

func checkThrowAway(ctx context.Context, c console) (report *schema.Report, err error) {
	fmt.Fprintln(c.err, "No --dsn and no DATABASE_URL: starting a throw-away PostgreSQL …")
	forgetVariables()
	server, err := postgres.Start(ctx, postgres.Options{Progress: c.err})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	db, err := connect(ctx, c, server.DSN("postgres"))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	fmt.Fprintf(c.err, "PostgreSQL %s has started, migrating …\n", server.Version())
	if _, err := migrations.Up(ctx, db, migrations.Options{}); err != nil {
		return nil, err
	}
	fmt.Fprintf(c.err, "Migrated to version %d, checking …\n", migrations.Latest())
	return checkModels(ctx, c, db)
}

// forgetVariables unsets PGSERVICE, PGOPTIONS and the like. The driver obeys them, and they are meant for another
// server than the throw-away one.
func forgetVariables() {
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "PG") {
			_ = os.Unsetenv(name) // It fails for an impossible name only.
		}
	}
}
