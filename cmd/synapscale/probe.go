package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

func probeCommand(c console) *cobra.Command {
	var prober schema.Prober
	probe := examination[*schema.ProbeReport]{
		doing:   "probing",
		timeout: 10 * time.Minute,
		run: func(ctx context.Context, db *gorm.DB) (*schema.ProbeReport, error) {
			report, err := prober.Probe(ctx, db, synapscale.Models()...)
			if errors.Is(err, schema.ErrProduction) {
				err = fmt.Errorf("%w; with --allow-production it is probed all the same", err)
			}
			return report, err
		},
		write:   writeProbe,
		verdict: probeVerdict,
	}
	command := &cobra.Command{
		Use:   "probe",
		Short: "Try which rows a database accepts",
		Long: "probe writes one valid row of each of the 101 models, reads it back, updates it and\n" +
			"deletes it, in one transaction that is always rolled back, and says what the database\n" +
			"refused and why. It finds what check cannot: a trigger that fails, a policy that lets\n" +
			"nothing through. The role needs what the service needs: to write to every table.\n\n" +
			"A rollback does not undo numbers drawn from sequences, nor what a trigger does outside\n" +
			"of the database. A row is locked until its table is done, and no lock is waited for\n" +
			"longer than two seconds. A database that only reads is not probed, and one on which\n" +
			"app.environment is 'production' only with --allow-production.\n\n" +
			"With neither --dsn nor DATABASE_URL it starts a throw-away PostgreSQL, migrates it,\n" +
			"probes it and removes it without a trace. PG… variables play no part in that.\n\n" +
			"Exit status: 0 nothing was refused; 2 something was, or a table was not reached because\n" +
			"it needs a row of one that refuses it; 1 it could not be probed.",
		Example: "  synapscale probe\n" +
			"  synapscale probe --dsn postgres://service@localhost/staging\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale probe --format json",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return probe.command(cmd, c) },
	}
	dsnFlag(command)
	formatFlag(command)
	command.Flags().BoolVar(&prober.AllowProduction, "allow-production", false, "probe a database that is marked as production, too")
	return command
}

// probeVerdict turns a report into the exit status of the command.
func probeVerdict(report *schema.ProbeReport) error {
	if report.Err() != nil {
		return status(exitDiffer)
	}
	return nil
}

func writeProbe(c console, report *schema.ProbeReport, name string) error {
	if name == "json" {
		return writeJSON(c, report)
	}
	return format.ProbeText(c.out, report, format.Options{Colour: c.colour})
}
