package synapscale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

// Whatever is broken in the real database, the plan mends: nothing is found any more,
// the catalog is what it was, and the ways back lead to the broken one.
func TestEveryBreakIsMended(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	fillForPlans(t, db)
	conn := plantest.NewSession(t, db)
	healthy := conn.Structure()
	for _, statement := range mendable {
		ok := t.Run(statement, func(t *testing.T) {
			s := plantest.Session{TB: t, Conn: conn.Conn}
			s.Exec(statement)
			broken := s.Structure()
			require.NotEqual(t, healthy, broken)
			report := checkDeclared(t, db)
			require.NotEmpty(t, report.Findings)
			plan := report.Plan(schema.PlanOptions{Allow: codesOf(report)})
			require.Empty(t, plan.Unplanned)
			s.Apply(plan)
			require.Empty(t, checkDeclared(t, db).Findings)
			require.Equal(t, healthy, s.Structure())
			if slices.ContainsFunc(plan.Steps, func(step schema.Step) bool { return strings.HasPrefix(step.UndoNote, "There is none") }) {
				return
			}
			s.Undo(plan)
			require.Equal(t, broken, s.Structure())
			s.Apply(plan)
			require.Equal(t, healthy, s.Structure())
		})
		require.True(t, ok, "the next break needs a healthy database")
	}
}

// fillForPlans writes a few rows, so that plans have something to keep.
func fillForPlans(t *testing.T, db *gorm.DB) {
	t.Helper()
	require.NoError(t, db.Exec(`
		insert into synapscale_db.plans (name, slug) values ('free', 'free');
		insert into synapscale_db.tenants (name, slug, plan_id) select 'acme', 'acme', id from synapscale_db.plans where slug = 'free'`).Error)
}

func codesOf(report *schema.Report) (codes []string) {
	for _, finding := range report.Findings {
		codes = append(codes, string(finding.Code))
	}
	return codes
}

// mendable are breaks of the database after which the models and declarations say all
// that there was.
var mendable = []string{
	"drop table synapscale_db.agent_kbs",
	"alter table synapscale_db.coupons rename to vouchers",
	"create table synapscale_db.notes (id uuid primary key, note text)",
	"alter table synapscale_db.contacts drop column job_title",
	"alter table synapscale_db.contacts rename column job_title to title",
	"alter table synapscale_db.llms add column region text",
	"alter table synapscale_db.files alter column file_size type bigint",
	"alter table synapscale_db.tools alter column created_at type timestamp",
	"alter table synapscale_db.users alter column email type varchar(320)",
	"alter table synapscale_db.coupons alter column value type numeric(12,3)",
	"alter table synapscale_db.agents alter column name drop not null",
	"alter table synapscale_db.tags alter column auto_generated set not null",
	"alter table synapscale_db.llms alter column is_active set default false",
	"alter table synapscale_db.tenants alter column id drop default",
	"alter table synapscale_db.webhook_logs drop constraint webhook_logs_pkey",
	"alter table synapscale_db.agents drop constraint agents_workspace_id_fkey",
	"alter table synapscale_db.tags add constraint tags_target foreign key (target_id) references synapscale_db.contacts (id)",
	"alter table synapscale_db.agents add constraint agents_workspace_again foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade",
	replaceKey("agents", "workspace_id", "tenants (id) on delete cascade"),
	replaceKey("agents", "workspace_id", "workspaces (id) on delete set null"),
	"alter table synapscale_db.agents drop constraint agents_status_check",
	"alter table synapscale_db.tags add constraint tags_named check (tag_name <> '')",
	"alter table synapscale_db.agents drop constraint agents_priority_check, add constraint agents_priority_check check (priority between 1 and 100)",
	"drop index synapscale_db.idx_agents_name",
	"create index agents_by_version on synapscale_db.agents (version)",
	replaceIndex("idx_agents_name", "agents (name desc)"),
	replaceIndex("idx_agents_name", "agents using hash (name)"),
	replaceIndex("idx_agents_status", "agents (status)"),
	"alter table synapscale_db.tenants add constraint tenants_named_once unique (name)",
	"alter table synapscale_db.agents rename constraint agents_status_check to agents_state",
	"update pg_index set indisvalid = false where indexrelid = 'synapscale_db.idx_agents_name'::regclass",

	"drop policy tenant_isolation_rbac_roles on synapscale_db.rbac_roles",
	"alter policy tenant_isolation_rbac_roles on synapscale_db.rbac_roles using (true)",
	"alter policy tenant_isolation_rbac_roles on synapscale_db.rbac_roles to pg_monitor",
	"alter policy tenant_isolation_rbac_roles on synapscale_db.rbac_roles rename to isolation",
	"create policy everybody on synapscale_db.rbac_roles using (true)",
	"alter table synapscale_db.rbac_roles disable row level security",
	"alter table synapscale_db.rbac_roles force row level security",
	"drop trigger trg_audit_tools on synapscale_db.tools",
	"alter table synapscale_db.tools disable trigger trg_audit_tools",
	"alter trigger trg_audit_tools on synapscale_db.tools rename to audit",
	"create trigger again before update on synapscale_db.tags for each row execute function synapscale_db.update_timestamp()",
	"alter function synapscale_db.fn_audit() security invoker",
	"alter function synapscale_db.fn_audit() reset all",
	"create or replace function synapscale_db.update_timestamp() returns trigger language plpgsql as 'begin return new; end'",
	"drop function synapscale_db.fn_audit() cascade",
	"create function synapscale_db.one() returns int language sql as 'select 1'",
	"drop view synapscale_db.system_health",
	"create view synapscale_db.more as select 1 as one",
	"alter type synapscale_db.workspacetype add value 'secret'",
	"alter type synapscale_db.workspacetype rename value 'collaborative' to 'shared'",
	"create type synapscale_db.colour as enum ('red')",
	"alter table synapscale_db.webhook_logs set unlogged",
	"drop table synapscale_db.subscriptions cascade",
}
