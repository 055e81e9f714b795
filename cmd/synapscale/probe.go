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
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

func probeCommand(c console) *cobra.Command {
	var prober schema.Prober
	probe := examination[*schema.ProbeReport]{
		doing:   "probing",
		timeout: 10 * time.Minute,
		run: func(ctx context.Context, db *gorm.DB) (*schema.ProbeReport, error) {
			report, err := probeUnbound(ctx, db, prober)
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
			"Where row security is forced on the owner of the tables, it probes as synapscale_system,\n" +
			"which the role has to be a member of.\n\n" +
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

// errBound says that the role would be refused what it may not write, which is no defect of the database.
var errBound = errors.New("row security is forced on this role: probe as a login that is a member of " + isolation.SystemRole)

// probeUnbound probes as a role that may write the rows of all tenants, and of none: the one that is connected, unless row
// security binds it.
func probeUnbound(ctx context.Context, db *gorm.DB, prober schema.Prober) (*schema.ProbeReport, error) {
	bound, member, err := boundToTenant(ctx, db)
	switch {
	case err != nil:
		return nil, err
	case !bound:
		return prober.Probe(ctx, db, synapscale.Models()...)
	case !member:
		return nil, errBound
	}
	tx := db.WithContext(ctx).Begin()
	if tx.Error != nil {
		return nil, tx.Error
	}
	defer tx.Rollback()
	if err := tx.Exec("set local role " + isolation.SystemRole).Error; err != nil {
		return nil, err
	}
	return prober.Probe(ctx, tx, synapscale.Models()...)
}

// boundToTenant reports whether row security is forced on the role that is connected, as one that does not act for
// SynapScale, and whether it may take on the role that does. At the other stages nobody is bound who may write every table.
func boundToTenant(ctx context.Context, db *gorm.DB) (bound, member bool, err error) {
	state, err := stages.Read(ctx, db.Statement.ConnPool)
	if err != nil || state.Stage != isolation.StageForced {
		return false, false, err
	}
	err = db.Statement.ConnPool.QueryRowContext(ctx, `
select row_security_active('synapscale_db.tenants') and not pg_has_role('synapscale_system', 'usage'), case
    when current_setting('server_version_num')::integer >= 160000 then pg_has_role('synapscale_system', 'set')
    else pg_has_role('synapscale_system', 'member')
end`).Scan(&bound, &member)
	return bound, member, err
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
