package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
	"github.com/synapscale/synapscale-go/schema/policy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

func checkCommand(c console) *cobra.Command {
	var o checkOptions
	check := examination[*schema.Report]{
		doing:   "checking",
		timeout: 2 * time.Minute,
		formats: format.Names(),
		run:     func(ctx context.Context, db *gorm.DB) (*schema.Report, error) { return o.check(ctx, c, db) },
		write:   o.write,
		verdict: o.verdict,
	}
	command := &cobra.Command{
		Use:   "check",
		Short: "Compare the models with a database",
		Long: "check compares the 101 models, and what they declare beside their tables, with the live\n" +
			"structure of a database, in one read-only transaction. The role needs USAGE on schema\n" +
			"synapscale_db and SELECT on its tables.\n\n" +
			"With neither --dsn nor DATABASE_URL it starts a throw-away PostgreSQL, migrates it,\n" +
			"checks it and removes it without a trace. PG… variables play no part in that.\n\n" +
			"The report goes to standard output, everything else to standard error. Run inside the\n" +
			"module, it names the line of the model.\n\n" +
			"The isolation of tenants is checked at the stage that the database says it is at (see\n" +
			"synapscale help isolation). --stage demands one.\n\n" +
			"What a team accepts stands with its reason in .synapscale.yaml of the working directory,\n" +
			"or in the file that --policy names. --write-baseline writes all that is found now into\n" +
			"it, so that only what is new is reported from then on.\n\n" +
			"Exit status: 0 they agree; 2 there is a finding as grave as --severity; 3 there is none,\n" +
			"but something is undetermined; 1 it could not be checked.",
		Example: "  synapscale check\n" +
			"  synapscale check --dsn postgres://checker@localhost/synapscale --severity warning\n" +
			"  synapscale check --tables 'agent*,tools' --only column-type,column-null\n" +
			"  synapscale check --format sarif --output check.sarif\n" +
			"  synapscale check --stage forced\n" +
			"  synapscale check --advice --write-baseline\n" +
			"  DATABASE_URL='host=/var/run/postgresql dbname=synapscale' synapscale check --format json",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.prepare(cmd); err != nil {
				return err
			}
			return check.command(cmd, c)
		},
	}
	dsnFlag(command)
	formatFlag(command, format.Names()...)
	o.flags(command)
	return command
}

// checkOptions are the flags of check and what they lead to.
type checkOptions struct {
	advice, writeBaseline          bool
	severity, policyFile, fileName string
	stage                          string
	only, tables                   []string

	threshold schema.Severity
	demanded  isolation.Stage // empty if any will do
	selection schema.Selection
	policy    *policy.Policy
	fallback  string // for SARIF
}

func (o *checkOptions) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&o.advice, "advice", false, "advise on the structure itself as well")
	flags.StringVar(&o.severity, "severity", "difference", "exit with 2 from difference, warning or advice on")
	flags.StringSliceVar(&o.only, "only", nil, "report these codes only")
	flags.StringSliceVar(&o.tables, "tables", nil, "report these tables only; * and ? are wildcards")
	flags.StringVar(&o.policyFile, "policy", "", "the policy file (default "+policy.FileName+", if there is one)")
	flags.StringVar(&o.stage, "stage", "", "the stage of isolation that is demanded: policies, report or forced")
	flags.BoolVar(&o.writeBaseline, "write-baseline", false, "accept all that is found now, in the policy file")
	flags.StringVar(&o.fileName, "output", "", "write the report to this file")
}

// prepare reads the flags and the policy, before there is anything to undo. Like all
// messages, none of its own repeats what the command line holds.
func (o *checkOptions) prepare(cmd *cobra.Command) error {
	o.threshold = schema.Severity(o.severity)
	if o.threshold != schema.SeverityDifference && o.threshold != schema.SeverityWarning && o.threshold != schema.SeverityAdvice {
		return errors.New("--severity is difference, warning or advice")
	}
	if o.stage != "" {
		stage, err := stages.Named(o.stage)
		if err != nil {
			return errors.New("--stage is policies, report or forced")
		}
		o.demanded = stage
	}
	if o.writeBaseline && len(o.only)+len(o.tables) > 0 {
		return errors.New("--write-baseline accepts all that is found: leave --only and --tables out")
	}
	o.advice = o.advice || o.threshold == schema.SeverityAdvice
	o.selection = schema.Selection{Tables: o.tables}
	for _, text := range o.only {
		explanation, ok := schema.Explain(schema.Code(text))
		if !ok {
			return fmt.Errorf("--only: %w", noSuchCode(text))
		}
		o.selection.Codes = append(o.selection.Codes, explanation.Code)
		o.advice = o.advice || explanation.Severity == schema.SeverityAdvice
	}
	return o.readPolicy(cmd.Flags().Changed("policy"))
}

// readPolicy reads the policy file. One that is named has to exist, unless it is to be
// written.
func (o *checkOptions) readPolicy(named bool) error {
	if !named {
		o.policyFile = policy.FileName
	}
	read, err := policy.Read(o.policyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && (o.writeBaseline || !named):
		read, err = policy.Parse(o.policyFile, nil)
	case errors.Is(err, policy.ErrInvalid):
		return err
	}
	o.policy = read
	return withoutPath(o.policyName(), err)
}

// policyName is what an error calls the policy file.
func (o *checkOptions) policyName() string {
	if o.policyFile == policy.FileName {
		return policy.FileName
	}
	return "--policy"
}

// withoutPath takes the path out of an error, as it stands on the command line.
func withoutPath(name string, err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", name, path.Err)
	}
	return err
}

// check makes the report that is shown: checked, judged by the policy, selected, and
// with the lines of the models.
func (o *checkOptions) check(ctx context.Context, c console, db *gorm.DB) (*schema.Report, error) {
	report, stage, err := checkAtStage(ctx, db, schema.Checker{Advice: o.advice}, o.demanded)
	if err != nil {
		return nil, err
	}
	if stage != "" && o.demanded != "" && o.demanded != stage {
		fmt.Fprintf(c.err, "The isolation of tenants is at the stage %s, and is to be at %s: synapscale isolation %[2]s\n", stage, o.demanded)
	}
	today := time.Now()
	if o.writeBaseline {
		if err := o.rebase(c, report, today); err != nil {
			return nil, err
		}
	}
	report = o.policy.Apply(report, today)
	if wrong := o.selection.Unmatched(report); len(wrong) > 0 {
		return nil, fmt.Errorf("--tables: pattern %d matches no table: * and ? are wildcards, and upper case counts", slices.Index(o.tables, wrong[0])+1)
	}
	report = report.Select(o.selection)
	if sources, err := format.OpenSources("."); err == nil { // Without source, no lines.
		o.fallback = sources.Root()
		report = sources.Locate(report)
	}
	return report, nil
}

// rebase writes the baseline into the policy file.
func (o *checkOptions) rebase(c console, report *schema.Report, today time.Time) error {
	rebased, err := o.policy.Rebase(report, today)
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.policyFile, rebased.Text(), 0o644); err != nil {
		return withoutPath(o.policyName(), err)
	}
	fmt.Fprintf(c.err, "%s: %s.\n", rebased.File, rebased.Change(o.policy))
	o.policy = rebased
	return nil
}

func (o *checkOptions) write(c console, report *schema.Report, name string) (err error) {
	write, _ := format.Named(name) // The flag has been looked at.
	options := format.Options{
		Threshold: o.threshold, Colour: c.colour, Fallback: o.fallback,
		Note: "What a code means, and how it is mended: synapscale explain CODE",
	}
	if modelsWithoutTables(report) {
		options.Note = "No model has its table. An empty database is migrated first: synapscale migrate up"
	}
	if o.fileName == "" {
		return write(c.out, report, options)
	}
	file, err := os.Create(o.fileName)
	if err != nil {
		return withoutPath("--output", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	options.Colour = false
	return write(file, report, options)
}

// modelsWithoutTables reports whether the database holds no table of a model.
func modelsWithoutTables(report *schema.Report) bool {
	missing := 0
	for _, finding := range report.Findings {
		if finding.Code == schema.CodeTableMissing {
			missing++
		}
	}
	return missing > 0 && missing == report.Models
}

// verdict turns a report into the exit status of the command.
func (o *checkOptions) verdict(report *schema.Report) error {
	switch {
	case len(report.Reaching(o.threshold)) > 0:
		return status(exitDiffer)
	case len(report.Undetermined()) > 0:
		return status(exitUndetermined)
	default:
		return nil
	}
}
