package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/migrations"
)

const first = "0001_production_structure.sql"

// recorded is what status prints of a migration that the database has.
const recorded = `   1  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  0001_production_structure\.sql\n`

func TestUpStatusDown(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	pending := command(t, "migrate", "status", "--dsn", dsn)
	require.Zero(t, pending.status, pending.err)
	require.Contains(t, pending.out, "   1  pending                  "+first+"\n\n      The production structure as it stands")
	require.Equal(t, int(migrations.Latest()), strings.Count(pending.out, "pending"))

	r := command(t, "migrate", "up", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Contains(t, r.err, "applying "+first+" …\n")
	require.Regexp(t, "^applied "+first+` in [\d.]+m?s\n`, r.out)
	require.Equal(t, int(migrations.Latest()), strings.Count(r.err, "applying "))

	require.Equal(t, result{out: "nothing to apply\n"}, command(t, "migrate", "up", "--dsn", dsn))
	r = command(t, "migrate", "status", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Regexp(t, "^"+recorded, r.out)
	require.NotContains(t, r.out, "pending")
	require.Zero(t, command(t, "check", "--dsn", dsn).status)

	r = command(t, "migrate", "down", "--to", "0", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Contains(t, r.err, "undoing "+first+" …\n")
	require.Regexp(t, "undid "+first+` in [\d.]+m?s\n$`, r.out)
	require.Equal(t, pending, command(t, "migrate", "status", "--dsn", dsn))
	for _, arguments := range [][]string{{"down"}, {"down", "--to", "0"}} {
		require.Equal(t, result{out: "nothing to undo\n"}, command(t, append([]string{"migrate", "--dsn", dsn}, arguments...)...))
	}
	require.Equal(t, result{out: "nothing to apply\n"}, command(t, "migrate", "up", "--to", "0", "--dsn", dsn))
}

func TestVersionsThatDoNotExist(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	want := fmt.Sprintf("choose one from 0 to %d", migrations.Latest())
	for _, to := range []string{"-1", "9000"} {
		for _, direction := range []string{"up", "down"} {
			r := command(t, "migrate", direction, "--to", to, "--dsn", dsn)
			require.Equal(t, exitNotChecked, r.status)
			require.Contains(t, r.err, "there is no version "+to+": "+want)
		}
	}
	require.Equal(t, exitNotChecked, command(t, "migrate", "up", "--to", "x", "--dsn", dsn).status)

	require.Zero(t, command(t, "migrate", "up", "--dsn", dsn).status)
	execute(t, dsn, "insert into synapscale_db.goose_db_version (version_id, is_applied) values (9000, true)")
	r := command(t, "migrate", "up", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "use the newer release")
	r = command(t, "migrate", "status", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Regexp(t, `\n9000  .* UTC  \(of a newer release\)\n$`, r.out)
}

func TestDownKeepsRows(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	require.Zero(t, command(t, "migrate", "up", "--to", "1", "--dsn", dsn).status)
	execute(t, dsn, "insert into synapscale_db.features (key, name) values ('sso', 'Single sign-on')")
	r := command(t, "migrate", "down", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "(features)")
	require.Contains(t, r.err, "--to 0")
	require.Zero(t, command(t, "migrate", "down", "--to", "0", "--dsn", dsn).status)
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := productionDatabase(t)
	execute(t, dsn, "insert into synapscale_db.alembic_version values ('a1'); grant usage on schema synapscale_db to "+role+
		"; grant select on all tables in schema synapscale_db to "+role)
	r := command(t, "check", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.err, "adopted first: synapscale migrate adopt")
	r = command(t, "migrate", "adopt", "--dsn", dsn)
	require.Equal(t, result{out: "adopted: the structure is production's, and version 1 is recorded as applied\n"}, r)
	r = command(t, "migrate", "adopt", "--dsn", dsn)
	require.Equal(t, result{out: "nothing to do: version 1 is recorded already\n"}, r)
	r = command(t, "migrate", "status", "--dsn", dsn)
	require.Regexp(t, "^"+recorded, r.out)

	r = command(t, "migrate", "up", "--to", "1", "--dsn", dsn)
	require.Equal(t, result{out: "nothing to apply\n"}, r)

	r = command(t, "check", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status, "the models describe the newest version")
	require.Equal(t, fmt.Sprintf("%d migrations are pending, and the models describe the newest version: synapscale migrate status\n", migrations.Latest()-1), r.err)
	r = command(t, "migrate", "up", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	for _, who := range []string{dsn, as(t, dsn, role)} {
		r = command(t, "check", "--dsn", who)
		require.Zero(t, r.status, r.err)
		require.Contains(t, r.out, healthy)
	}
}

func TestAdoptRefuses(t *testing.T) {
	t.Parallel()
	dsn := productionDatabase(t)
	execute(t, dsn, "alter table synapscale_db.llms alter column name type text; drop index synapscale_db.idx_llms_status")
	r := command(t, "migrate", "adopt", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Equal(t, "different column llms.name: expected character varying(100) not null, found text not null\n"+
		"missing index llms.idx_llms_status: CREATE INDEX idx_llms_status ON synapscale_db.llms USING btree (status)\n", r.out)
	require.Contains(t, r.err, "synapscale: not adopted, because the structure differs from production's (2 times): mend that")
	require.Contains(t, command(t, "migrate", "status", "--dsn", dsn).out, "pending")

	r = command(t, "migrate", "adopt", "--dsn", emptyDatabase(t))
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, "missing table tenants: ordinary\n")
	require.Contains(t, r.err, "An empty database is migrated instead: synapscale migrate up\n")
}

func TestTwoUpsDoTheWorkOnce(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	results := make([]result, 4)
	var wait sync.WaitGroup
	for i := range results {
		wait.Go(func() { results[i] = command(t, "migrate", "up", "--dsn", dsn) })
	}
	wait.Wait()
	workers := 0
	for _, r := range results {
		require.Zero(t, r.status, r.err)
		if r.out != "nothing to apply\n" {
			require.Contains(t, r.out, "applied "+first)
			workers++
		}
	}
	require.Equal(t, 1, workers)
}

// Somebody else creates the schema and does not commit.
func TestWhatTakesLongIsAnnounced(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	tx, err := open(t, dsn).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "create schema synapscale_db")
	require.NoError(t, err)
	// More patience than the connection takes on a busy machine, as that would be announced too.
	c := console{patience: 10 * impatient.patience}
	time.AfterFunc(2*c.patience, func() { _ = tx.Rollback() })
	r := commandOn(t.Context(), t, c, "migrate", "up", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Regexp(t, "^Still at it; if another migration runs on this database, this one waits for it …\napplying "+first+" …\n", r.err)
}

func TestMigrationIsInterrupted(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	tx, err := open(t, dsn).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "create schema synapscale_db")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	r := commandOn(ctx, t, console{}, "migrate", "up", "--dsn", dsn)
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: interrupted\n"}, r)
	require.NoError(t, tx.Rollback())
}

// What a role lacks is named grant by grant, until there is nothing left to name.
func TestMissingRights(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := emptyDatabase(t)
	clerk := as(t, dsn, role)
	execute(t, dsn, "revoke create on schema public from public")
	require.Zero(t, command(t, "migrate", "status", "--dsn", clerk).status)
	for _, grant := range []string{
		"grant create on database " + databaseName(t, dsn) + " to " + role,
		"grant create on schema public to " + role,
	} {
		r := command(t, "migrate", "up", "--dsn", clerk)
		require.Equal(t, exitNotChecked, r.status)
		require.Contains(t, r.err, "\nThe role lacks a right: "+grant+"\n")
		execute(t, dsn, grant)
	}
	// The server, and so somebody else, has had the roles since a database of it was migrated.
	migratedDatabase(t)
	r := command(t, "migrate", "up", "--dsn", clerk)
	require.Equal(t, exitNotChecked, r.status)
	grant := "grant synapscale_system to " + role
	require.Contains(t, r.err, "\nhint: Let somebody who may run: "+grant+"\n")
	require.NotContains(t, r.err, "The role lacks a right")
	execute(t, dsn, grant)
	r = command(t, "migrate", "up", "--dsn", clerk)
	require.Zero(t, r.status, r.err)
	require.Zero(t, command(t, "check", "--dsn", clerk).status)
}

func TestMissingRightsInAnExistingSchema(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := productionDatabase(t)
	clerk := as(t, dsn, role)
	steps := []struct{ command, grant string }{
		{"status", "grant usage on schema synapscale_db to "},
		{"adopt", "grant create on schema synapscale_db to "},
	}
	for _, step := range steps {
		r := command(t, "migrate", step.command, "--dsn", clerk)
		require.Equal(t, exitNotChecked, r.status, step)
		require.Contains(t, r.err, "\nThe role lacks a right: "+step.grant+role+"\n")
		execute(t, dsn, step.grant+role)
	}
	require.Zero(t, command(t, "migrate", "adopt", "--dsn", dsn).status)
	for _, step := range []struct{ command, grant string }{
		{"status", "grant select on synapscale_db.goose_db_version to "},
		{"down", "connect as the owner of schema synapscale_db and its tables"},
	} {
		r := command(t, "migrate", step.command, "--dsn", clerk)
		require.Equal(t, exitNotChecked, r.status, step)
		require.Contains(t, r.err, "\nThe role lacks a right: "+step.grant)
		if strings.HasPrefix(step.grant, "grant") {
			execute(t, dsn, step.grant+role)
		}
	}
}

func TestServerThatOnlyReads(t *testing.T) {
	t.Parallel()
	r := command(t, "migrate", "up", "--dsn", with(t, emptyDatabase(t), "default_transaction_read_only", "on"))
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "\nThis server or role only reads: connect to the primary")
}

func TestOtherErrorsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	plain, server := errors.New("plain"), &pgconn.PgError{Code: "22012"}
	require.Equal(t, plain, advise(t.Context(), nil, plain))
	require.Equal(t, error(server), advise(t.Context(), nil, server))
	require.NoError(t, advise(t.Context(), nil, nil))

	db := open(t, emptyDatabase(t))
	require.NoError(t, db.Close())
	refused := &pgconn.PgError{Code: "42501", Message: "permission denied"}
	err := advise(t.Context(), db, refused)
	require.ErrorIs(t, err, refused)
	require.ErrorContains(t, err, "database is closed")
}

func TestMigrationThatFails(t *testing.T) {
	t.Parallel()
	dsn := emptyDatabase(t)
	execute(t, dsn, "create schema synapscale_db; create table synapscale_db.invoices (id int)")
	r := command(t, "migrate", "up", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "at: create table synapscale_db.invoices (")
	require.Contains(t, r.err, "synapscale migrate adopt")
	require.Contains(t, command(t, "migrate", "status", "--dsn", dsn).out, "pending")
}

func TestMigrationsOnAServerThatBreaksOff(t *testing.T) {
	t.Parallel()
	dsn := fakeServer(t, func(b *pgproto3.Backend, _ string) {
		b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: "57P01", Message: "terminating connection"})
	})
	for _, name := range []string{"up", "down", "status", "adopt"} {
		r := command(t, "migrate", name, "--dsn", dsn)
		require.Equal(t, exitNotChecked, r.status, name)
		require.Contains(t, r.err, "terminating connection", name)
	}
}
