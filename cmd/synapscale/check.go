package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/schema"
)

func checkCommand(c console) *cobra.Command {
	check := examination[*schema.Report]{
		doing:   "checking",
		timeout: 2 * time.Minute,
		run: func(ctx context.Context, db *gorm.DB) (*schema.Report, error) {
			return schema.Checker{Declared: synapscale.Structure()}.Check(ctx, db, synapscale.Models()...)
		},
		write:   writeReport,
		verdict: verdict,
	}
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
		RunE: func(cmd *cobra.Command, _ []string) error { return check.command(cmd, c) },
	}
	dsnFlag(command)
	formatFlag(command)
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
