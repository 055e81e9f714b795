package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/schema"
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

func writeProbe(c console, report *schema.ProbeReport, format string) error {
	if format == "json" {
		return writeJSON(c, report)
	}
	p := page{colour: c.colour}
	p.refusals("Refused", report.With(schema.Refused))
	p.refusals("Not reached", report.With(schema.NotReached))
	if immutable := notUpdated(report); len(immutable) > 0 {
		p.line(p.paint(yellow, "Not updated, because every column is create-only"))
		p.labelled("  ", strings.Join(immutable, ", "))
		p.line("")
	}
	summary := fmt.Sprintf("PostgreSQL %d, database %s: %s", report.Server/10000, report.Database, report)
	colour := green
	if probeVerdict(report) != nil {
		colour = red
	}
	p.line(p.paint(colour, summary))
	_, err := io.WriteString(c.out, p.text.String())
	return err
}

// notUpdated lists the tables that are immutable by declaration.
func notUpdated(report *schema.ProbeReport) []string {
	var tables []string
	for _, probed := range report.Tables {
		if probed.NotUpdated == schema.Immutable {
			tables = append(tables, probed.Table)
		}
	}
	return tables
}

// refusals writes the tables of one result with what was refused and the cause, the operations aligned.
func (p *page) refusals(title string, tables []schema.Probed) {
	if len(tables) == 0 {
		return
	}
	p.line(p.paint(red, title))
	width := 0
	for _, probed := range tables {
		width = max(width, utf8.RuneCountInString(probed.Table))
	}
	for _, probed := range tables {
		for _, refusal := range probed.Refusals {
			p.line(strings.TrimRight(fmt.Sprintf("  %-*s  %-6s  %s", width, probed.Table, refusal.Operation, refusal.SQLState), " "))
			message := refusal.Message
			if refusal.Table != probed.Table {
				message = "it needs a row of " + refusal.Table + ": " + message
			}
			p.labelled("        says   ", message)
			if cause := refusal.Cause(); cause != "" {
				p.labelled("        cause  ", cause)
			}
		}
	}
	p.line("")
}
