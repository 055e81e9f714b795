package synapscale_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// aMillionRows belong to ten thousand tenants: 100 contacts and 100 messages each, ten agents, users, and the tools of all. Nothing of it is checked: it is only to be large.
const aMillionRows = `
set session_replication_role = replica;
insert into synapscale_db.tenants (id, name, slug, plan_id) select md5('t' || n)::uuid, 'tenant', 'tenant-' || n, gen_random_uuid() from generate_series(1, 10000) n;
insert into synapscale_db.users (id, email, username, hashed_password, full_name, tenant_id)
	select md5('u' || n)::uuid, n || '@example.org', 'user' || n, '', '', md5('t' || n % 10000 + 1)::uuid from generate_series(1, 100000) n;
insert into synapscale_db.agents (id, name, user_id, tenant_id, workspace_id)
	select md5('a' || n)::uuid, 'agent', md5('u' || n % 10000 + 1)::uuid, md5('t' || n % 10000 + 1)::uuid, md5('w' || n % 20000)::uuid from generate_series(1, 100000) n;
insert into synapscale_db.agent_triggers (agent_id, trigger_type, cron_expr)
	select md5('a' || n % 100000 + 1)::uuid, 'schedule', '0 9 * * *' from generate_series(1, 200000) n;
insert into synapscale_db.contacts (id, tenant_id, email)
	select md5('c' || n)::uuid, md5('t' || n % 10000 + 1)::uuid, n || '@example.com' from generate_series(1, 1000000) n;
insert into synapscale_db.llms_messages (conversation_id, role, content, tenant_id, created_at)
	select md5('v' || n % 50000)::uuid, 'user', 'hello', md5('t' || n % 10000 + 1)::uuid, now() - n * interval '1 second' from generate_series(1, 1000000) n;
insert into synapscale_db.tools (tool_id, name, tenant_id)
	select md5('o' || n)::uuid, 'tool', case when n > 20 then md5('t' || n % 10000 + 1)::uuid end from generate_series(1, 50000) n;
`

// hotReads are queries of every request. $1 is the number of a tenant; {} stands where a service without row security
// says the tenant by hand: what it would write comes after.
var hotReads = []struct{ name, query, byHand string }{
	{"contact by id", "select * from synapscale_db.contacts c where id = md5('c' || $1)::uuid {}", "and tenant_id = $2"},
	{"contact by e-mail", "select * from synapscale_db.contacts c where email = $1 || '@example.com' {}", "and tenant_id = $2"},
	{"first page of contacts", "select id, email from synapscale_db.contacts c where $1::text is not null {} order by email limit 50", "and tenant_id = $2"},
	{"count of contacts", "select count(*) from synapscale_db.contacts c where $1::text is not null {}", "and tenant_id = $2"},
	{"last messages of a conversation", "select * from synapscale_db.llms_messages m where conversation_id = md5('v' || $1)::uuid {} order by created_at desc limit 20", "and tenant_id = $2"},
	{"agents of a workspace", "select * from synapscale_db.agents a where workspace_id = md5('w' || $1)::uuid {}", "and tenant_id = $2"},
	{
		"triggers of an agent (part)", "select t.* from synapscale_db.agent_triggers t where agent_id = md5('a' || $1)::uuid {}",
		"and exists (select from synapscale_db.agents a where a.id = t.agent_id and a.tenant_id = $2)",
	},
	{"tool by id (shared)", "select * from synapscale_db.tools o where tool_id = md5('o' || $1)::uuid {}", "and (tenant_id = $2 or tenant_id is null)"},
	{"tools (shared)", "select * from synapscale_db.tools o where $1::text is not null {}", "and (tenant_id = $2 or tenant_id is null)"},
	{"user by id", "select * from synapscale_db.users u where id = md5('u' || $1)::uuid {}", "and tenant_id = $2"},
}

// BenchmarkIsolation measures what the policies cost: the same read with the tenant in the query and row security
// bypassed, and without it for a tenant's transaction, turn about. A million rows in each of two tables belong to ten
// thousand tenants. It fails where the two do not use the same indexes.
func BenchmarkIsolation(b *testing.B) {
	dsn := pgtest.CloneDSN(b)
	connection := connect(b, dsn)
	_, err := connection.PgConn().Exec(b.Context(), aMillionRows).ReadAll()
	require.NoError(b, err)
	_, err = connection.Exec(b.Context(), "vacuum analyze")
	require.NoError(b, err)
	isolated := reader{connect(b, dsn), isolation.AppRole}
	byHand := reader{connect(b, dsn), "reader_" + connection.Config().Database}
	_, err = connection.Exec(b.Context(), "create role "+byHand.role+" bypassrls in role "+isolation.AppRole)
	require.NoError(b, err)
	b.Cleanup(func() {
		_, err := connection.Exec(context.WithoutCancel(b.Context()), "drop role "+byHand.role)
		require.NoError(b, err)
	})
	var ratios []float64
	for _, read := range hotReads {
		b.Run(read.name, func(b *testing.B) {
			query := strings.ReplaceAll(read.query, "{}", "")
			queryByHand := strings.ReplaceAll(read.query, "{}", strings.ReplaceAll(read.byHand, "$2", "$2::uuid"))
			var without, with []time.Duration
			n := 0
			for b.Loop() {
				n = n%9999 + 1
				tenant := tenantOf(b, connection, n)
				// Whoever reads second finds the pages in memory.
				if n%2 == 0 {
					without = append(without, byHand.measure(b, tenant, queryByHand, fmt.Sprint(n), tenant))
				}
				with = append(with, isolated.measure(b, tenant, query, fmt.Sprint(n)))
				if n%2 == 1 {
					without = append(without, byHand.measure(b, tenant, queryByHand, fmt.Sprint(n), tenant))
				}
			}
			tenant := tenantOf(b, connection, n)
			require.Equal(b, byHand.indexes(b, tenant, queryByHand, fmt.Sprint(n), tenant), isolated.indexes(b, tenant, query, fmt.Sprint(n)))
			b.ReportMetric(float64(median(without))/1e3, "µs-by-hand")
			b.ReportMetric(float64(median(with))/1e3, "µs-isolated")
			ratio := float64(median(with)) / float64(median(without))
			b.ReportMetric(ratio, "ratio")
			ratios = append(ratios, ratio)
		})
	}
	b.Logf("the median of the ratios is %.3f", median(ratios))
}

func connect(b *testing.B, dsn string) *pgx.Conn {
	b.Helper()
	connection, err := pgx.Connect(b.Context(), dsn)
	require.NoError(b, err)
	b.Cleanup(func() { _ = connection.Close(b.Context()) })
	return connection
}

// tenantOf is the tenant of the n-th row of every table above.
func tenantOf(b *testing.B, connection *pgx.Conn, n int) (tenant string) {
	b.Helper()
	require.NoError(b, connection.QueryRow(b.Context(), "select md5('t' || $1::integer % 10000 + 1)::uuid::text", n).Scan(&tenant))
	return tenant
}

// A reader reads in transactions of tenants, as a role.
type reader struct {
	*pgx.Conn
	role string
}

func (r reader) inTransaction(b *testing.B, tenant string, fn func(pgx.Tx)) {
	b.Helper()
	tx, err := r.Begin(b.Context())
	require.NoError(b, err)
	_, err = tx.Exec(b.Context(), "select set_config('role', $1, true), set_config('app.current_tenant', $2, true)", r.role, tenant)
	require.NoError(b, err)
	fn(tx)
	require.NoError(b, tx.Rollback(b.Context()))
}

// measure says how long it takes until the last row has been read.
func (r reader) measure(b *testing.B, tenant, query string, arguments ...any) (took time.Duration) {
	b.Helper()
	r.inTransaction(b, tenant, func(tx pgx.Tx) {
		start := time.Now()
		rows, err := tx.Query(b.Context(), query, arguments...)
		require.NoError(b, err)
		read := 0
		for rows.Next() {
			read++
		}
		took = time.Since(start)
		require.NoError(b, rows.Err())
		require.Positive(b, read, query)
	})
	return took
}

// indexes lists those that a query uses: PostgreSQL 13 also plans what it then leaves alone.
func (r reader) indexes(b *testing.B, tenant, query string, arguments ...any) (indexes []string) {
	b.Helper()
	r.inTransaction(b, tenant, func(tx pgx.Tx) {
		var plan []byte
		require.NoError(b, tx.QueryRow(b.Context(), "explain (analyze, format json) "+query, append([]any{pgx.QueryExecModeExec}, arguments...)...).Scan(&plan))
		var nodes any
		require.NoError(b, json.Unmarshal(plan, &nodes))
		var visit func(any)
		visit = func(node any) {
			switch node := node.(type) {
			case []any:
				for _, inner := range node {
					visit(inner)
				}
			case map[string]any:
				used, _ := node["Actual Loops"].(float64)
				if index, found := node["Index Name"].(string); found && used > 0 && !slices.Contains(indexes, index) {
					indexes = append(indexes, index)
				}
				for _, inner := range node {
					visit(inner)
				}
			}
		}
		visit(nodes)
	})
	slices.Sort(indexes)
	return indexes
}

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
