package fill_test

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/validation"
)

// production is an empty database as production stands.
func production(t *testing.T) *sql.DB {
	t.Helper()
	db, err := pgtest.Open(t, pgtest.ProductionDSN(t)).DB()
	require.NoError(t, err)
	return db
}

// newest is an empty database of the newest version, which is faster to get.
func newest(t *testing.T) *sql.DB {
	t.Helper()
	db, err := pgtest.Clone(t).DB()
	require.NoError(t, err)
	return db
}

func exec(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
}

func count(t *testing.T, db *sql.DB, query string) (count int) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&count), query)
	return count
}

func checksums(t *testing.T, db *sql.DB, except map[string][]string) map[string]fill.Checksum {
	t.Helper()
	sums, err := fill.Checksums(t.Context(), db, except)
	require.NoError(t, err)
	return sums
}

func orphans(t *testing.T, db *sql.DB) map[string]int64 {
	t.Helper()
	orphans, err := fill.Orphans(t.Context(), db)
	require.NoError(t, err)
	return orphans
}

func TestEveryTableGetsItsRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options fill.Options
		tables  int
	}{
		"without triggers": {fill.Options{Rows: 20, WithoutTriggers: true}, 101},
		"with triggers":    {fill.Options{Rows: 20, Skip: fill.RefusedAtVersion1}, 92},
		"one row each":     {fill.Options{Rows: 1, WithoutTriggers: true}, 101},
		"another number": {fill.Options{Rows: 3, WithoutTriggers: true, More: map[string]int{
			"audit_log": 30, "node_categories": 9, "project_comments": 6, "agents": 6, "agent_configurations": 12, "workspace_members": 9, "tags": 1,
		}}, 101},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := production(t)
			require.NoError(t, fill.Fill(t.Context(), db, test.options))
			filled := 0
			for table, sum := range checksums(t, db, nil) {
				want, found := test.options.More[table]
				if !found {
					want = test.options.Rows
				}
				if slices.Contains(test.options.Skip, table) {
					want = 0
				}
				require.EqualValues(t, want, sum.Rows, table)
				if want > 0 {
					filled++
				}
			}
			require.Equal(t, test.tables, filled)
			require.Empty(t, orphans(t, db))
			requireOneTenantOnEveryPath(t, db)
			require.Zero(t, count(t, db, `
				select count(*) from synapscale_db.workspaces w
				where member_count <> (select count(*) from synapscale_db.workspace_members where workspace_id = w.id)
				   or project_count <> (select count(*) from synapscale_db.workspace_projects where workspace_id = w.id)`))
		})
	}
}

// requireOneTenantOnEveryPath follows every foreign key between two tables that name their tenant. Members are left out:
// they are spread, because a workspace has a user once.
func requireOneTenantOnEveryPath(t *testing.T, db *sql.DB) {
	t.Helper()
	var followed, strangers []string
	for _, query := range list(t, db, `
		select format('select %L where exists (select from %s c join %s p on p.%I = c.%I where p.tenant_id <> c.tenant_id)',
			conrelid::regclass || '.' || a.attname, conrelid::regclass, confrelid::regclass, b.attname, a.attname)
		from pg_constraint f
		join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
		join pg_attribute b on b.attrelid = confrelid and b.attnum = confkey[1]
		where contype = 'f' and conrelid <> 'synapscale_db.workspace_members'::regclass
		  and exists (select from pg_attribute where attrelid = conrelid and attname = 'tenant_id')
		  and exists (select from pg_attribute where attrelid = confrelid and attname = 'tenant_id')`) {
		followed = append(followed, query)
		strangers = append(strangers, list(t, db, query)...)
	}
	require.Greater(t, len(followed), 70)
	require.Empty(t, strangers)
}

func list(t *testing.T, db *sql.DB, query string) (texts []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	require.NoError(t, err, query)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		texts = append(texts, text)
	}
	require.NoError(t, rows.Err())
	return texts
}

// missingRules are those that production lacks and a later version has: the unique keys and the foreign keys.
var missingRules = []string{
	"create unique index on synapscale_db.component_ratings (component_id, user_id)",
	"create unique index on synapscale_db.component_versions (component_id, version)",
	"create unique index on synapscale_db.message_feedbacks (message_id, user_id)",
	"create unique index on synapscale_db.node_ratings (node_id, user_id)",
	"create unique index on synapscale_db.payment_methods (customer_id, external_method_id)",
	"create unique index on synapscale_db.subscriptions (provider_id, external_subscription_id)",
	"create unique index on synapscale_db.webhook_logs (provider_id, event_id)",
	"create unique index on synapscale_db.workspace_members (workspace_id, user_id)",
	"create unique index on synapscale_db.subscriptions (tenant_id) where status in ('active', 'trialing', 'past_due')",
	"create unique index on synapscale_db.subscriptions (tenant_id) where ended_at is null",
	"alter table synapscale_db.analytics_dashboards add foreign key (workspace_id) references synapscale_db.workspaces",
	"alter table synapscale_db.analytics_events add foreign key (workspace_id) references synapscale_db.workspaces",
	"alter table synapscale_db.analytics_events add foreign key (workflow_id) references synapscale_db.workflows",
	"alter table synapscale_db.knowledge_bases add foreign key (tenant_id) references synapscale_db.tenants",
	"alter table synapscale_db.node_executions add foreign key (node_id) references synapscale_db.nodes",
	"alter table synapscale_db.project_collaborators add foreign key (project_id) references synapscale_db.workspace_projects",
	"alter table synapscale_db.project_comments add foreign key (project_id) references synapscale_db.workspace_projects",
	"alter table synapscale_db.tools add foreign key (tenant_id) references synapscale_db.tenants",
	"alter table synapscale_db.workflow_execution_metrics add foreign key (workflow_execution_id) references synapscale_db.workflow_executions",
	"alter table synapscale_db.workflow_execution_metrics add foreign key (node_execution_id) references synapscale_db.node_executions",
	"alter table synapscale_db.workflow_nodes add foreign key (node_id) references synapscale_db.nodes",
}

// A database filled as production stands takes the rules that it lacks, and one that has them is filled with the same
// rows, whatever the number.
func TestRowsSatisfyTheRulesThatProductionLacks(t *testing.T) {
	t.Parallel()
	options := fill.Options{Rows: 5, WithoutTriggers: true, More: map[string]int{}}
	for _, table := range []string{
		"component_ratings", "component_versions", "message_feedbacks", "node_ratings", "payment_methods", "subscriptions",
		"user_tenant_roles", "webhook_logs", "workspace_members",
	} {
		options.More[table] = 25
	}
	before, after := production(t), production(t)
	require.NoError(t, fill.Fill(t.Context(), before, options))
	exec(t, before, missingRules...)
	exec(t, after, missingRules...)
	require.NoError(t, fill.Fill(t.Context(), after, options))
	require.Equal(t, checksums(t, before, nil), checksums(t, after, nil))
	require.Empty(t, orphans(t, after))
}

func TestTheSameCallWritesTheSameRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options fill.Options
		except  map[string][]string
	}{
		"without triggers": {fill.Options{Rows: 20, WithoutTriggers: true}, nil},
		"with triggers":    {fill.Options{Rows: 20, Skip: fill.RefusedAtVersion1}, map[string][]string{"workspaces": {"updated_at"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := production(t), production(t)
			other.SetMaxOpenConns(1) // So that the setting is that of the session that fills.
			exec(t, other, "set timezone to 'Asia/Tokyo'")
			require.NoError(t, fill.Fill(t.Context(), one, test.options))
			require.NoError(t, fill.Fill(t.Context(), other, test.options))
			require.Equal(t, checksums(t, one, test.except), checksums(t, other, test.except))
		})
	}
}

// The rows of the newest version are what the models describe.
func TestModelsAcceptTheRows(t *testing.T) {
	t.Parallel()
	gormDB := pgtest.Clone(t)
	db, err := gormDB.DB()
	require.NoError(t, err)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 4, WithoutTriggers: true}))
	for _, model := range synapscale.Models() {
		found := reflect.New(reflect.SliceOf(reflect.TypeOf(model).Elem()))
		require.NoError(t, gormDB.Find(found.Interface()).Error)
		require.Equal(t, 4, found.Elem().Len())
		for i := range 4 {
			require.NoError(t, validation.Struct(t.Context(), found.Elem().Index(i).Addr().Interface()), "%T", model)
		}
	}
}

// A row that is added later gets a number of its own.
func TestSequencesGoOn(t *testing.T) {
	t.Parallel()
	db := newest(t)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 7, WithoutTriggers: true}))
	sequences := list(t, db, "select oid::regclass::text from pg_class where relkind = 'S' and relname <> 'goose_db_version_id_seq' and relnamespace = 'synapscale_db'::regnamespace")
	require.Len(t, sequences, 11)
	for _, sequence := range sequences {
		require.Equal(t, 8, count(t, db, fmt.Sprintf("select nextval('%s')", sequence)), sequence)
	}
}

func TestRowsOfTheSameTable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before string
		want   []string
	}{
		"nullable": {"select", []string{"-", "-", "comment 0", "comment 1", "comment 2", "comment 3"}},
		"not null": {
			"alter table synapscale_db.project_comments alter parent_id set not null",
			[]string{"comment 0", "comment 1", "comment 0", "comment 1", "comment 2", "comment 3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := newest(t)
			exec(t, db, test.before)
			require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 2, WithoutTriggers: true, More: map[string]int{"project_comments": 6}}))
			require.Equal(t, test.want, list(t, db, `
				select coalesce('comment ' || right(p.content, 1), '-')
				from synapscale_db.project_comments c left join synapscale_db.project_comments p on p.id = c.parent_id order by c.content`))
		})
	}
}

func TestFillRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before  string
		options fill.Options
		message string
	}{
		"no rows":           {options: fill.Options{}, message: "0 rows per table"},
		"no rows in one":    {options: fill.Options{Rows: 1, More: map[string]int{"tags": 0}}, message: "0 rows in tags: skip the table instead"},
		"an unknown number": {options: fill.Options{Rows: 1, More: map[string]int{"tag": 2}}, message: "there is no table tag"},
		"an unknown skip":   {options: fill.Options{Rows: 1, Skip: []string{"tag"}}, message: "there is no table tag"},
		"a skip that is needed": {
			options: fill.Options{Rows: 1, Skip: []string{"llms_conversations"}},
			message: "conversation_id needs a row of llms_conversations, which gets none",
		},
		"more than a key allows": {
			options: fill.Options{Rows: 2, More: map[string]int{"workspace_members": 5}},
			message: "5 rows in workspace_members, whose unique (workspace_id, user_id) allows 4",
		},
		"rows that are there": {
			before:  "insert into synapscale_db.plans (id, name, slug) values (gen_random_uuid(), 'p', 'slug-0')",
			options: fill.Options{Rows: 1}, message: "fill plans: ERROR: duplicate key",
		},
		"a type without a value": {
			before:  "alter table synapscale_db.tags add place point",
			options: fill.Options{Rows: 1}, message: "tags.place: no value of type point",
		},
		"a circle": {
			before:  "alter table synapscale_db.agents alter current_config set not null",
			options: fill.Options{Rows: 1}, message: "tables reference each other in a circle and no column of it is nullable: agent_configurations, agents",
		},
		"a circle without a key": {
			before: `
				alter table synapscale_db.agents drop constraint agents_pkey cascade;
				alter table synapscale_db.agents add unique (id);
				alter table synapscale_db.agent_acl add foreign key (agent_id) references synapscale_db.agents (id);
				alter table synapscale_db.agent_configurations add foreign key (agent_id) references synapscale_db.agents (id)`,
			options: fill.Options{Rows: 1}, message: "agents has no primary key by which to set current_config",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := newest(t)
			exec(t, db, test.before)
			err := fill.Fill(t.Context(), db, test.options)
			require.ErrorContains(t, err, test.message)
		})
	}
}

func TestATableThatRefusesIsNamedAndNothingStays(t *testing.T) {
	t.Parallel()
	db := production(t)
	err := fill.Fill(t.Context(), db, fill.Options{Rows: 1, Skip: slices.DeleteFunc(slices.Clone(fill.RefusedAtVersion1), func(name string) bool {
		return name == "files"
	})})
	require.ErrorContains(t, err, `fill files: ERROR: column "file_size_bytes" does not exist`)
	for table, sum := range checksums(t, db, nil) {
		require.Zero(t, sum.Rows, table)
	}
}
