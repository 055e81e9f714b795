package stages_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // The driver "pgx" of database/sql.
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

// A database whose tables belong to a plain role, as the one of production does.
type database struct {
	dsn, role string
	admin     *sql.DB // a superuser, whom nothing binds
	owner     *sql.DB
}

// migrated is a migrated database that was given to a plain role.
func migrated(t *testing.T) database {
	t.Helper()
	role := newRole(t, "login")
	d := connect(t, pgtest.CloneDSN(t), role)
	execute(t, d.admin, `
do $$
declare
    ours record;
begin
    execute format('alter database %I owner to `+role+`', current_database());
    alter schema synapscale_db owner to `+role+`;
    for ours in
        select format('alter %s %s owner to `+role+`', case relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end, oid::regclass) as statement
        from pg_class c where relnamespace = 'synapscale_db'::regnamespace and (relkind in ('r', 'v') or relkind = 'S'
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i')))
        union all
        select format('alter function %s owner to `+role+`', p.oid::regprocedure)
        from pg_proc p join pg_roles r on r.oid = p.proowner where pronamespace = 'synapscale_db'::regnamespace and r.rolname <> 'synapscale_system'
    loop
        execute ours.statement;
    end loop;
end
$$`)
	return d
}

// production is the database of production, loaded and migrated by the plain role that owns it. A superuser has made the
// roles beforehand, lends it what the migrations need, and takes it back.
func production(t *testing.T) database {
	t.Helper()
	role := newRole(t, "login noinherit") // What it is lent, it must not act as all the time.
	d := connect(t, pgtest.EmptyDSN(t), role)
	pgtest.CloneDSN(t) // Its migrations have made the roles.
	execute(t, d.admin, "do $$ begin execute format('alter database %I owner to "+role+"', current_database()); end $$")
	execute(t, d.admin, "grant synapscale_system to "+role+" with admin option; grant create on schema public to "+role)
	pgtest.LoadProduction(t, d.owner)
	_, err := migrations.Adopt(t.Context(), d.owner)
	require.NoError(t, err)
	_, err = migrations.Up(t.Context(), d.owner, migrations.Options{})
	require.NoError(t, err)
	execute(t, d.admin, "revoke synapscale_system from "+role+"; alter role "+role+" inherit")
	return d
}

func connect(t *testing.T, dsn, role string) database {
	t.Helper()
	return database{dsn: dsn, role: role, admin: open(t, dsn), owner: open(t, as(t, dsn, role))}
}

// newRole creates a role. It has to be called before the database is created in which it owns something,
// so that it is dropped after it.
func newRole(t *testing.T, attributes string) string {
	t.Helper()
	role := fmt.Sprintf("synapscale_test_%016x", rand.Uint64())
	admin := open(t, pgtest.EmptyDSN(t))
	execute(t, admin, "create role "+role+" "+attributes)
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), "drop role "+role)
		require.NoError(t, err)
	})
	return role
}

// as is the DSN for another role.
func as(t *testing.T, dsn, role string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	query := u.Query()
	query.Set("user", role)
	u.User, u.RawQuery = nil, query.Encode()
	return u.String()
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// An executor is a pool or a transaction.
type executor interface {
	ExecContext(ctx context.Context, query string, arguments ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, arguments ...any) *sql.Row
}

// execute runs a statement that has to succeed, and returns how many rows it touched.
func execute(t *testing.T, db executor, statement string, arguments ...any) int64 {
	t.Helper()
	result, err := db.ExecContext(t.Context(), statement, arguments...)
	require.NoError(t, err, statement)
	rows, err := result.RowsAffected()
	require.NoError(t, err)
	return rows
}

// value is the single one that a query returns.
func value[T any](t *testing.T, db executor, query string, arguments ...any) (found T) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query, arguments...).Scan(&found), query)
	return found
}

// refusal is the SQLSTATE with which a statement is refused, empty if it is not.
func refusal(t *testing.T, db executor, statement string, arguments ...any) string {
	t.Helper()
	_, err := db.ExecContext(t.Context(), statement, arguments...)
	if err == nil {
		return ""
	}
	refused, ok := errors.AsType[*pgconn.PgError](err)
	require.True(t, ok, "%v", err)
	return refused.Code
}

// A tenant has a user, who owns its workspace.
type tenant struct{ id, user, workspace, plan string }

// newTenant makes one on a plan without limits, past row security.
func (d database) newTenant(t *testing.T) tenant {
	t.Helper()
	c := tenant{uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()}
	execute(t, d.admin, `insert into synapscale_db.plans (id, name, slug, max_workspaces, max_members_per_workspace, max_projects_per_workspace, max_storage_mb)
		values ($1::uuid, 'Plan', $1::uuid::text, -1, -1, -1, -1)`, c.plan)
	execute(t, d.admin, "insert into synapscale_db.tenants (id, name, slug, plan_id) values ($1::uuid, 'Tenant', $1::uuid::text, $2)", c.id, c.plan)
	execute(t, d.admin, insertUser, c.user, c.id)
	execute(t, d.admin, insertWorkspace, c.workspace, c.id, c.user)
	return c
}

const (
	insertUser      = "insert into synapscale_db.users (id, email, username, hashed_password, full_name, tenant_id) values ($1::uuid, $1::uuid::text, $1::uuid::text, '', 'User', $2)"
	insertToken     = "insert into synapscale_db.refresh_tokens (token, user_id, expires_at) values (gen_random_uuid()::text, $1, now())"
	insertTool      = "insert into synapscale_db.tools (tool_id, name, tenant_id) values ($1, 'Tool', $2)"
	insertWorkspace = `insert into synapscale_db.workspaces (id, name, slug, tenant_id, owner_id, require_approval, enable_real_time_editing, enable_comments,
		enable_chat, enable_video_calls, member_count, project_count, activity_count, storage_used_mb, last_activity_at)
		values ($1::uuid, 'Workspace', $1::uuid::text, $2, $3, false, false, false, false, false, 0, 0, 0, 0, now())`
)

// within is a transaction of the owner that names its tenant and its user first, as the Python backend does it.
func (d database) within(t *testing.T, c tenant, do func(tx *sql.Tx)) {
	t.Helper()
	tx, err := d.owner.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // Committed already, unless the test fails.
	execute(t, tx, "select set_config('app.current_tenant', $1, true), set_config('app.current_user', $2, true)", c.id, c.user)
	do(tx)
	require.NoError(t, tx.Commit())
}

// move brings the database to a stage as its owner.
func (d database) move(t *testing.T, to isolation.Stage) (moved []string) {
	t.Helper()
	moved, err := stages.Move(t.Context(), d.owner, to, stages.Options{})
	require.NoError(t, err)
	require.Equal(t, isolation.State{Stage: to, Owner: d.role}, d.state(t))
	return moved
}

func (d database) state(t *testing.T) isolation.State {
	t.Helper()
	state, err := stages.Read(t.Context(), d.owner)
	require.NoError(t, err)
	return state
}

// denied is what was counted, by table.
func (d database) denied(t *testing.T) map[string]int64 {
	t.Helper()
	status, err := stages.Inspect(t.Context(), d.owner)
	require.NoError(t, err)
	require.Empty(t, status.Unfinished)
	counts := map[string]int64{}
	for _, count := range status.Denied {
		counts[count.Table] = count.Transactions
	}
	return counts
}

// requireAgreement checks the database against what is declared of its stage.
func (d database) requireAgreement(t *testing.T) {
	t.Helper()
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: d.owner}), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	report, err := schema.Checker{Declared: synapscale.StructureAt(d.state(t))}.Check(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}
