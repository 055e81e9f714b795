package synapscale_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func check(t *testing.T, db *gorm.DB) *schema.Report {
	t.Helper()
	report, err := schema.Check(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	return report
}

// names are the findings as "code table object".
func names(findings []schema.Finding) []string {
	var names []string
	for _, f := range findings {
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Code, f.Table, f.Object)))
	}
	return names
}

func TestModelsAndDatabaseAgree(t *testing.T) {
	t.Parallel()
	report := check(t, pgtest.Tx(t))
	require.Equal(t, "101 models, 1,447 columns, 0 differences", report.String())
	require.Empty(t, report.Findings)
}

// Each way of breaking the database is found and named, and nothing else is reported with it.
func TestEveryBreakIsFoundAlone(t *testing.T) {
	t.Parallel()
	breaks := []struct{ statement, finding string }{
		{"drop table synapscale_db.campaign_contacts", "table-missing synapscale_db.campaign_contacts"},
		{"drop table synapscale_db.coupons cascade", "table-missing synapscale_db.coupons"},
		{"alter table synapscale_db.coupons rename to vouchers", "table-missing synapscale_db.coupons + table-extra synapscale_db.vouchers"},
		{"create table synapscale_db.notes (id uuid primary key, note text)", "table-extra synapscale_db.notes"},
		{"alter table synapscale_db.contacts drop column job_title", "column-missing synapscale_db.contacts job_title"},
		{"alter table synapscale_db.llms add column region text", "column-extra synapscale_db.llms region"},
		{"alter table synapscale_db.files alter column file_size type bigint", "column-type synapscale_db.files file_size"},
		{"alter table synapscale_db.tools alter column created_at type timestamp", "column-type synapscale_db.tools created_at"},
		{"alter table synapscale_db.users alter column email type varchar(320)", "column-length synapscale_db.users email"},
		{"alter table synapscale_db.coupons alter column value type numeric(12,3)", "column-length synapscale_db.coupons value"},
		{"alter table synapscale_db.agents alter column name drop not null", "column-null synapscale_db.agents name"},
		{"alter table synapscale_db.tags alter column auto_generated set not null", "column-null synapscale_db.tags auto_generated"},
		{"alter table synapscale_db.llms alter column is_active set default false", "column-default synapscale_db.llms is_active"},
		{"alter table synapscale_db.tenants alter column id drop default", "column-default synapscale_db.tenants id"},
		{"alter table synapscale_db.agents alter column id set default '00000000-0000-0000-0000-000000000000'", "column-default synapscale_db.agents id"},
		{"alter table synapscale_db.webhook_logs drop constraint webhook_logs_pkey", "primary-key synapscale_db.webhook_logs primary key"},
		{"alter table synapscale_db.agents drop constraint agents_workspace_id_fkey", "foreign-key-missing synapscale_db.agents agents_workspace_id_fkey"},
		{"alter table synapscale_db.tags add constraint tags_target foreign key (target_id) references synapscale_db.contacts (id)", "foreign-key-extra synapscale_db.tags tags_target"},
		{"alter table synapscale_db.agents add constraint agents_workspace_again foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade", "foreign-key-duplicate synapscale_db.agents agents_workspace_again"},
		{replaceKey("agents", "workspace_id", "tenants (id) on delete cascade"), "foreign-key-target synapscale_db.agents agents_workspace_id_fkey"},
		{replaceKey("agents", "workspace_id", "workspaces (id) on delete set null"), "foreign-key-action synapscale_db.agents agents_workspace_id_fkey"},
		{replaceKey("agents", "workspace_id", "workspaces (id) on delete cascade on update cascade"), "foreign-key-action synapscale_db.agents agents_workspace_id_fkey"},
		{"alter table synapscale_db.agents drop constraint agents_status_check", "check-missing synapscale_db.agents agents_status_check"},
		{"alter table synapscale_db.tags add constraint tags_named check (tag_name <> '')", "check-extra synapscale_db.tags tags_named"},
		{"alter table synapscale_db.agents drop constraint agents_priority_check, add constraint agents_priority_check check (priority between 1 and 100)", "check-expression synapscale_db.agents agents_priority_check"},
		{"drop index synapscale_db.idx_agents_name", "index-missing synapscale_db.agents idx_agents_name"},
		{"create index agents_by_version on synapscale_db.agents (version)", "index-extra synapscale_db.agents agents_by_version"},
		{replaceIndex("idx_agents_name", "agents (name desc)"), "index-keys synapscale_db.agents idx_agents_name"},
		{replaceIndex("idx_agents_tenant_user", "agents (user_id, tenant_id)"), "index-keys synapscale_db.agents idx_agents_tenant_user"},
		{replaceIndex("idx_agents_name", "agents using hash (name)"), "index-method synapscale_db.agents idx_agents_name"},
		{replaceIndex("idx_agents_status", "agents (status)"), "index-predicate synapscale_db.agents idx_agents_status"},
		{replaceIndex("idx_agents_status", "agents (status) where status <> 'draft'"), "index-predicate synapscale_db.agents idx_agents_status"},
		{"drop index synapscale_db.idx_agents_name; create unique index idx_agents_name on synapscale_db.agents (name)", "index-unique synapscale_db.agents idx_agents_name"},
		{"alter table synapscale_db.tenants drop constraint tenants_slug_key", "unique-missing synapscale_db.tenants tenants_slug_key"},
		{"alter table synapscale_db.tenants add constraint tenants_named_once unique (name)", "unique-extra synapscale_db.tenants tenants_named_once"},
		{"alter table synapscale_db.agents rename constraint agents_status_check to agents_state", "check-name synapscale_db.agents agents_status_check"},
	}
	require.GreaterOrEqual(t, len(breaks), 30)
	db := pgtest.Clone(t)
	for _, b := range breaks {
		tx := db.Begin()
		require.NoError(t, tx.Exec(b.statement).Error, b.statement)
		require.Equal(t, b.finding, strings.Join(names(check(t, tx).Findings), " + "), b.statement)
		require.NoError(t, tx.Rollback().Error)
	}
}

// replaceKey is a foreign key with another definition under the same name.
func replaceKey(table, column, references string) string {
	return fmt.Sprintf("alter table synapscale_db.%s drop constraint %[1]s_%[2]s_fkey, add constraint %[1]s_%[2]s_fkey foreign key (%[2]s) references synapscale_db.%[3]s",
		table, column, references)
}

// replaceIndex is an index with another definition under the same name.
func replaceIndex(name, definition string) string {
	return fmt.Sprintf("drop index synapscale_db.%s; create index %[1]s on synapscale_db.%[2]s", name, definition)
}

// The check needs no more than to see: a role that may read gets the owner's result.
func TestTheCheckNeedsOnlyToRead(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	expected := check(t, tx)
	becomeReader(t, tx, "synapscale_test_reader")
	require.Equal(t, expected.Findings, check(t, tx).Findings)
}

// becomeReader goes on in the transaction as a role of its own, which may read and nothing else.
func becomeReader(t *testing.T, tx *gorm.DB, role string) {
	t.Helper()
	require.NoError(t, tx.Exec(fmt.Sprintf(`
		create role %[1]s;
		grant usage on schema synapscale_db to %[1]s;
		grant select on all tables in schema synapscale_db to %[1]s;
		set local role %[1]s`, role)).Error)
}
