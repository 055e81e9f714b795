package migrations_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/migrations"
)

func TestAdoptProduction(t *testing.T) {
	t.Parallel()
	db := production(t)
	exec(t, db, "insert into synapscale_db.alembic_version values ('a1'); insert into synapscale_db.features (key, name) values ('sso', 'Single sign-on')")
	before := structure(t, db)

	adopted, err := migrations.Adopt(t.Context(), db)
	require.NoError(t, err)
	require.True(t, adopted)
	require.Equal(t, before, structure(t, db))
	states, err := migrations.Status(t.Context(), db)
	require.NoError(t, err)
	require.False(t, states[0].Pending())
	var rows int
	require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from synapscale_db.alembic_version, synapscale_db.features").Scan(&rows))
	require.Equal(t, 1, rows)

	adopted, err = migrations.Adopt(t.Context(), db)
	require.NoError(t, err)
	require.False(t, adopted, "the second call finds it adopted")

	applied, err := migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	require.Empty(t, applied)
}

func TestAdoptMigratedDatabaseDoesNothing(t *testing.T) {
	t.Parallel()
	adopted, err := migrations.Adopt(t.Context(), migrated(t))
	require.NoError(t, err)
	require.False(t, adopted)
}

func TestConcurrentAdoptRecordsOnce(t *testing.T) {
	t.Parallel()
	db := production(t)
	results, errs := make([]bool, 4), make([]error, 4)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i], errs[i] = migrations.Adopt(t.Context(), db) })
	}
	wg.Wait()
	count := 0
	for i := range results {
		require.NoError(t, errs[i])
		if results[i] {
			count++
		}
	}
	require.Equal(t, 1, count)
	var rows int
	require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from synapscale_db.goose_db_version where version_id = 1").Scan(&rows))
	require.Equal(t, 1, rows)
}

// Production's function bodies are known only as a restatement, so a different body is no reason to refuse.
func TestAdoptIgnoresFunctionBodies(t *testing.T) {
	t.Parallel()
	db := production(t)
	exec(t, db, `create or replace function synapscale_db.update_timestamp() returns trigger language plpgsql as
		$$ begin new.updated_at = clock_timestamp(); return new; end $$`)
	adopted, err := migrations.Adopt(t.Context(), db)
	require.NoError(t, err)
	require.True(t, adopted)
}

func TestAdoptRefusesAndListsEveryDifference(t *testing.T) {
	t.Parallel()
	const s = "synapscale_db."
	cases := []struct{ change, want string }{
		{"alter table " + s + "contact_tags drop column color", "missing column contact_tags.color: character varying(7) default '#6B7280'::character varying"},
		{"alter table " + s + "llms add column x int", "unexpected column llms.x: integer"},
		{"alter table " + s + "llms alter column name type text", "different column llms.name: expected character varying(100) not null, found text not null"},
		{"alter table " + s + "llms alter column provider drop not null", "different column llms.provider: expected character varying(50) not null, found character varying(50)"},
		{"alter table " + s + "llms alter column is_active set default false", "different column llms.is_active: expected boolean default true, found boolean default false"},
		{"alter table " + s + "invoices drop constraint invoices_subscription_id_fkey", "missing constraint invoices.invoices_subscription_id_fkey: FOREIGN KEY (subscription_id) REFERENCES synapscale_db.subscriptions(id)"},
		{"alter table " + s + "tags add constraint x check (target_id is not null) not valid", "unexpected constraint tags.x: CHECK ((target_id IS NOT NULL)) NOT VALID"},
		{"drop index " + s + "idx_llms_status", "missing index llms.idx_llms_status: CREATE INDEX idx_llms_status ON synapscale_db.llms USING btree (status)"},
		{"alter table " + s + "tools disable trigger trg_audit_tools", "different trigger tools.trg_audit_tools: expected CREATE TRIGGER trg_audit_tools AFTER INSERT OR DELETE OR UPDATE ON synapscale_db.tools FOR EACH ROW EXECUTE FUNCTION synapscale_db.fn_audit(), found CREATE TRIGGER trg_audit_tools AFTER INSERT OR DELETE OR UPDATE ON synapscale_db.tools FOR EACH ROW EXECUTE FUNCTION synapscale_db.fn_audit() disabled"},
		{"alter table " + s + "files disable row level security", "different table files: expected ordinary, row security enabled, found ordinary"},
		{"drop policy tenant_isolation on " + s + "agents", "missing policy agents.tenant_isolation: permissive for all to public using ((tenant_id = (current_setting('app.current_tenant'::text))::uuid))"},
		{"alter type " + s + "agent_scope add value 'user'", "different type agent_scope: expected enum ('global', 'tenant'), found enum ('global', 'tenant', 'user')"},
		{"alter sequence " + s + "node_executions_id_seq increment 2", "different sequence node_executions_id_seq: expected integer start 1 increment 1 from 1 to 2147483647 cache 1 owned by synapscale_db.node_executions.id, found integer start 1 increment 2 from 1 to 2147483647 cache 1 owned by synapscale_db.node_executions.id"},
		{"create table " + s + "x (id int primary key, note text)", "unexpected table x: ordinary"},
		{"drop table " + s + "campaign_contacts", "missing table campaign_contacts: ordinary"},
		{"create function " + s + "x(int) returns int language sql as 'select $1'", "unexpected function synapscale_db.x(integer): returns integer"},
		{"create view " + s + "y as select", "unexpected view y: SELECT;"},
	}
	db := production(t)
	var want []string
	for _, c := range cases {
		exec(t, db, c.change)
		want = append(want, c.want)
	}
	before := structure(t, db)

	adopted, err := migrations.Adopt(t.Context(), db)
	require.False(t, adopted)
	require.ErrorIs(t, err, migrations.ErrNotProduction)
	var refused *migrations.DifferenceError
	require.ErrorAs(t, err, &refused)
	var got []string
	for _, d := range refused.Differences {
		got = append(got, d.String())
		require.ErrorContains(t, err, d.String())
	}
	require.ElementsMatch(t, want, got)
	require.Equal(t, before, structure(t, db))
	require.False(t, hasVersionTable(t, db), "a refusal writes nothing")
}

func TestAdoptRefusesAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	db := empty(t)
	_, err := migrations.Adopt(t.Context(), db)
	require.ErrorIs(t, err, migrations.ErrNotProduction)
	require.ErrorContains(t, err, "an empty database is migrated up instead")
	var schemas int
	require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from pg_namespace where nspname = 'synapscale_db'").Scan(&schemas))
	require.Zero(t, schemas)
}
