package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
	"github.com/synapscale/synapscale-go/schema"
)

func checkCommand(c console) *cobra.Command {
	var dsn, format string
	command := &cobra.Command{
		Use:   "check",
		Short: "Compare the models with a database",
		Long: "check compares the 101 models with the live structure of a database, in one read-only\n" +
			"transaction. The role needs USAGE on schema synapscale_db and SELECT on its tables.\n\n" +
			"With neither --dsn nor DATABASE_URL it starts a throw-away PostgreSQL, migrates it,\n" +
			"checks it and removes it without a trace.\n\n" +
			"Exit status: 0 they agree, 2 they differ, 1 it could not be checked.",
		Example: "  synapscale check\n" +
			"  synapscale check --dsn postgres://checker@localhost/synapscale\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale check --format json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("--format %s is unknown: use text or json", format)
			}
			report, err := checkDatabase(cmd.Context(), c, dsn)
			if err != nil {
				return err
			}
			if err := writeReport(c.out, report, format); err != nil {
				return err
			}
			switch {
			case len(report.Differences()) > 0:
				return status(exitDiffer)
			case len(report.Undetermined()) > 0:
				return status(exitNotChecked)
			}
			return nil
		},
	}
	dsnFlag(command, &dsn)
	command.Flags().StringVar(&format, "format", "text", "text or json")
	return command
}

// checkDatabase checks the database that the flag or the environment names, or
// else one made for the purpose.
func checkDatabase(ctx context.Context, c console, dsn string) (*schema.Report, error) {
	if dsn = chooseDSN(c, dsn); dsn == "" {
		return checkThrowAway(ctx, c)
	}
	db, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer disconnect(db)
	return checkModels(ctx, db)
}

func checkModels(ctx context.Context, db *gorm.DB) (*schema.Report, error) {
	return schema.Check(ctx, db, synapscale.Models()...)
}

func checkThrowAway(ctx context.Context, c console) (report *schema.Report, err error) {
	fmt.Fprintln(c.err, "No --dsn and no DATABASE_URL: starting a throw-away PostgreSQL …")
	server, err := postgres.Start(ctx, postgres.Options{Progress: c.err})
	if err != nil {
		return nil, err
	}
	defer func() {
		if stopErr := server.Stop(); err == nil {
			err = stopErr
		}
	}()
	db, err := connect(ctx, server.DSN("postgres"))
	if err != nil {
		return nil, err
	}
	defer disconnect(db)
	sqlDB, err := db.DB()
	if err != nil {
		return nil, err
	}
	applied, err := migrations.Up(ctx, sqlDB, migrations.Options{})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(c.err, "Applied %d of %d migrations, checking …\n", len(applied), migrations.Latest())
	return checkModels(ctx, db)
}

func writeReport(w io.Writer, report *schema.Report, format string) error {
	if format == "json" {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	for _, group := range []struct {
		title    string
		findings []schema.Finding
	}{
		{"Differences", report.Differences()},
		{"Undetermined", report.Undetermined()},
		{"Warnings", report.Warnings()},
	} {
		if err := writeFindings(w, group.title, group.findings); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "PostgreSQL %d, database %s: %s\n", report.Server/10000, report.Database, report)
	return err
}

func writeFindings(w io.Writer, title string, findings []schema.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "%s\n", title); err != nil {
		return err
	}
	table := ""
	for _, finding := range findings {
		if finding.Table != table {
			table = finding.Table
			if _, err := fmt.Fprintf(w, "  %s\n", table); err != nil {
				return err
			}
		}
		object := finding.Object
		if object == "" {
			object = "table"
		}
		if _, err := fmt.Fprintf(w, "    %-21s %s\n      expected  %s\n      found     %s\n",
			finding.Code, object, finding.Expected, finding.Actual); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}
