package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// The defects of production, each counted in the live catalog as its list counts them, and what was measured there.
var defects = []struct {
	name, query string
	before      int
}{
	{"foreign key SET NULL on a column that is NOT NULL", `
		select count(*) from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
		where k.contype = 'f' and k.confdeltype = 'n' and a.attnotnull`, 12},
	{"the same foreign key twice", `
		select coalesce(sum(n - 1), 0) from (
			select count(*) n from pg_constraint where contype = 'f' group by conrelid, conkey, confrelid, confkey
		) same`, 9},
	{"foreign key whose column leads no index", `
		select count(*) from (select distinct conrelid, conkey from pg_constraint where contype = 'f') k
		where not exists (select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1])`, 46},
	{"redundant index", `
		select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
		where c.relnamespace = 'synapscale_db'::regnamespace and not i.indisunique and i.indexprs is null and exists (
			select from pg_index j join pg_class d on d.oid = j.indexrelid
			where j.indrelid = i.indrelid and j.indexrelid <> i.indexrelid and d.relam = c.relam and j.indexprs is null
			  and (i.indkey::text || ' ') = left(j.indkey::text || ' ', length(i.indkey::text) + 1)
			  and pg_get_expr(j.indpred, j.indrelid) is not distinct from pg_get_expr(i.indpred, i.indrelid)
			  -- Of two that are equal, one is redundant.
			  and (i.indkey::text <> j.indkey::text or j.indisunique or i.indexrelid > j.indexrelid)
		)`, 34},
	{"column that references a table without a foreign key", `
		select count(*) from (values
			('analytics_dashboards', 'workspace_id', 'workspaces'), ('analytics_events', 'workspace_id', 'workspaces'),
			('analytics_events', 'workflow_id', 'workflows'), ('knowledge_bases', 'tenant_id', 'tenants'), ('tools', 'tenant_id', 'tenants'),
			('node_executions', 'node_id', 'nodes'), ('workflow_nodes', 'node_id', 'nodes'),
			('project_collaborators', 'project_id', 'workspace_projects'), ('project_comments', 'project_id', 'workspace_projects'),
			('workflow_execution_metrics', 'workflow_execution_id', 'workflow_executions'),
			('workflow_execution_metrics', 'node_execution_id', 'node_executions')
		) r (child, col, parent)
		where not exists (
			select from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
			where k.contype = 'f' and k.convalidated and k.conrelid = ('synapscale_db.' || child)::regclass
			  and k.confrelid = ('synapscale_db.' || parent)::regclass and a.attname = col
		)`, 11},
	{"uuid primary key without a default", `
		select count(*) from pg_index i join pg_class c on c.oid = i.indrelid
		join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
		where i.indisprimary and i.indnkeyatts = 1 and c.relnamespace = 'synapscale_db'::regnamespace
		  and a.atttypid = 'uuid'::regtype and not a.atthasdef`, 42},
	{"missing rule of uniqueness", `
		select count(*) from (values
			('webhook_logs', 'provider_id,event_id'), ('payment_methods', 'customer_id,external_method_id'),
			('subscriptions', 'provider_id,external_subscription_id'), ('component_ratings', 'component_id,user_id'),
			('component_versions', 'component_id,version'), ('node_ratings', 'node_id,user_id'),
			('workspace_members', 'workspace_id,user_id'), ('message_feedbacks', 'message_id,user_id'), ('subscriptions', 'tenant_id')
		) r (child, cols)
		where not exists (
			select from pg_index i where i.indrelid = ('synapscale_db.' || child)::regclass and i.indisunique and i.indisvalid
			  and cols = (select string_agg(a.attname, ',' order by k.place) from unnest(i.indkey) with ordinality k (attnum, place)
				join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum)
		)`, 9},
	{"constraint that PostgreSQL has not confirmed, or index that is not valid", `
		select (select count(*) from pg_constraint where not convalidated) + (select count(*) from pg_index where not indisvalid)`, 0},
}

// Every count is what the list of defects says in production, and zero after the migrations. What a database does when
// it is written to is for the tests beside the packages, and for the probe.
func TestDefectsAreGone(t *testing.T) {
	t.Parallel()
	production, newest := pgtest.Open(t, pgtest.ProductionDSN(t)), pgtest.Tx(t)
	for _, defect := range defects {
		var before, after int
		require.NoError(t, production.Raw(defect.query).Scan(&before).Error, defect.name)
		require.NoError(t, newest.Raw(defect.query).Scan(&after).Error, defect.name)
		require.Equal(t, defect.before, before, defect.name)
		require.Zero(t, after, defect.name)
	}
}
