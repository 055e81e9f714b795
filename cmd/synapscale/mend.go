package main

import (
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

func planCommand(c console) *cobra.Command {
	var checker schema.Checker
	var options schema.PlanOptions
	plan := examination[*schema.Plan]{
		doing:   "planning",
		timeout: 2 * time.Minute,
		run: func(ctx context.Context, db *gorm.DB) (*schema.Plan, error) {
			report, _, err := checkAtStage(ctx, db, checker, "")
			if err != nil {
				return nil, err
			}
			return report.Plan(options), nil
		},
		write:   writePlan,
		verdict: planVerdict,
	}
	command := &cobra.Command{
		Use:   "plan",
		Short: "Say how a database is brought to what the models ask for",
		Long: "plan checks a database and prints the SQL that mends what it finds, as a script for psql.\n" +
			"It runs nothing of it. Of each step the script says which lock it takes and whom that\n" +
			"keeps waiting, which query finds the rows that are in its way, and what undoes it.\n\n" +
			"Every step takes the form that keeps others waiting the least: indexes are built\n" +
			"concurrently, constraints are added unverified and verified beside those who write.\n\n" +
			"What loses something is planned only if it is asked for by name: --allow takes the code\n" +
			"of a finding, such as column-extra, or the fingerprint of one. Findings without a step\n" +
			"stand at the end, each with the reason.\n\n" +
			"Where migrations are pending, they are the plan: synapscale migrate up.\n\n" +
			"Exit status: 0 there is nothing to do; 2 there is; 3 there is not, as far as could be\n" +
			"found out; 1 it could not be planned.",
		Example: "  synapscale plan --dsn postgres://checker@localhost/synapscale > mend.sql\n" +
			"  synapscale plan --advice --allow index-extra --allow 2f1d5c0e8a7b6394\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale plan --format json",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range options.Allow {
				if _, known := schema.Explain(schema.Code(name)); !known && !fingerprint.MatchString(name) {
					return errors.New("--allow takes a code or a fingerprint of a finding: see synapscale check --format json")
				}
			}
			return plan.command(cmd, c)
		},
	}
	dsnFlag(command)
	formatFlag(command)
	command.Flags().BoolVar(&checker.Advice, "advice", false, "plan for advice as well")
	command.Flags().StringSliceVar(&options.Allow, "allow", nil, "plan what loses something, by code or fingerprint")
	return command
}

var fingerprint = regexp.MustCompile(`^[0-9a-f]{16}$`)

func writePlan(c console, plan *schema.Plan, format string) error {
	if format == "json" {
		return writeJSON(c, plan)
	}
	_, err := io.WriteString(c.out, plan.SQL())
	return err
}

// planVerdict turns a plan into the exit status of the command. A finding that is left
// to a person is something to do, too, but one that is undetermined may be nothing.
func planVerdict(plan *schema.Plan) error {
	known := func(u schema.Unplanned) bool { return u.Finding.Severity != schema.SeverityUndetermined }
	switch {
	case len(plan.Steps) > 0 || slices.ContainsFunc(plan.Unplanned, known):
		return status(exitDiffer)
	case len(plan.Unplanned) > 0:
		return status(exitUndetermined)
	default:
		return nil
	}
}
