package stages_test

import (
	"database/sql"
	"maps"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

// What is counted is what the stage after it would deny: no less, and a row that the statement does not look at is nobody's.
func TestWhatIsCounted(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	a, b := d.newTenant(t), d.newTenant(t)
	shared := uuid.NewString()
	execute(t, d.admin, insertTool, shared, nil)
	execute(t, d.admin, insertTool, uuid.NewString(), a.id)
	execute(t, d.admin, insertToken, a.user)
	execute(t, d.admin, insertToken, b.user)
	execute(t, d.admin, "insert into synapscale_db.audit_log (table_name, record_id, operation) values ('t', gen_random_uuid(), 'INSERT')")
	d.move(t, isolation.StageReport)

	none, each := tenant{}, []any{}
	for _, test := range []struct {
		name      string
		within    tenant
		statement string
		arguments []any
		counted   []string
	}{
		{"all users", none, "select from synapscale_db.users", each, []string{"users"}},
		{"one user", none, "select from synapscale_db.users where id = $1", []any{a.user}, []string{"users"}},
		{"a user that does not exist", none, "select from synapscale_db.users where id = gen_random_uuid()", each, nil},
		{"what belongs to SynapScale", none, "select from synapscale_db.plans", each, nil},
		{"parts, and not their parents", none, "select from synapscale_db.refresh_tokens", each, []string{"refresh_tokens"}},
		{"a join", none, "select from synapscale_db.users u join synapscale_db.workspaces w on w.owner_id = u.id", each, []string{"users", "workspaces"}},
		{"what all share", none, "select from synapscale_db.tools where tool_id = $1", []any{shared}, []string{"tools"}},

		{"the tenant's users", a, "select from synapscale_db.users where tenant_id = $1", []any{a.id}, nil},
		{"its users and those of others", a, "select from synapscale_db.users", each, []string{"users"}},
		{"its parts", a, "select from synapscale_db.refresh_tokens where user_id = $1", []any{a.user}, nil},
		{"its parts and those of others", a, "select from synapscale_db.refresh_tokens", each, []string{"refresh_tokens"}},
		{"its tools and what all share", a, "select from synapscale_db.tools", each, nil},
		{"changing what all share", a, "update synapscale_db.tools set name = 'T' where tool_id = $1", []any{shared}, []string{"tools"}},
		{"deleting what all share", a, "delete from synapscale_db.tools where tool_id = $1", []any{shared}, []string{"tools"}},
		{"locking what all share", a, "select from synapscale_db.tools where tool_id = $1 for update", []any{shared}, []string{"tools"}},
		{"changing the tenant itself", a, "update synapscale_db.tenants set name = 'T' where id = $1", []any{a.id}, []string{"tenants"}},
		{"the audit log", a, "select from synapscale_db.audit_log", each, []string{"audit_log"}},
		{"its workspace", a, insertWorkspace, []any{uuid.NewString(), a.id, a.user}, nil},
		{"a workspace of another's user", a, insertWorkspace, []any{uuid.NewString(), a.id, b.user}, []string{"users"}},
		{"giving a workspace away", a, "update synapscale_db.workspaces set tenant_id = $1 where id = $2", []any{b.id, a.workspace}, []string{"workspaces", "tenants"}},
		{"a cascade", a, "delete from synapscale_db.users where id = $1", []any{a.user}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := d.denied(t)
			tx, err := d.owner.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			defer tx.Rollback() //nolint:errcheck // The count is what remains.
			execute(t, tx, "select set_config('app.current_tenant', $1, true)", test.within.id)
			execute(t, tx, test.statement, test.arguments...)
			execute(t, tx, "/* again */ select from synapscale_db.users where id = gen_random_uuid()")
			require.NoError(t, tx.Rollback())
			require.Equal(t, added(before, test.counted), d.denied(t), "a rollback leaves the count")
		})
	}
}

// added are counts with one transaction more for some tables.
func added(counts map[string]int64, tables []string) map[string]int64 {
	counts = maps.Clone(counts)
	for _, table := range tables {
		counts[table]++
	}
	return counts
}

func TestATransactionIsCountedOnce(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	d.newTenant(t)
	d.move(t, isolation.StageReport)
	tx, err := d.owner.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	for range 3 {
		execute(t, tx, "select from synapscale_db.users")
		execute(t, tx, "select from synapscale_db.workspaces")
	}
	require.NoError(t, tx.Commit())
	require.Equal(t, map[string]int64{"users": 1, "workspaces": 1}, d.denied(t))
	// The next one on the same connection is another.
	execute(t, d.owner, "begin; select from synapscale_db.users; commit; select from synapscale_db.users")
	require.Equal(t, map[string]int64{"users": 3, "workspaces": 1}, d.denied(t))
}

// A transaction that only reads may not draw a number, and must not fail for it.
func TestReadOnlyTransactionsAreNotCounted(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	d.newTenant(t)
	d.move(t, isolation.StageReport)
	tx, err := d.owner.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	require.NoError(t, err)
	require.Equal(t, 1, value[int](t, tx, "select count(*) from synapscale_db.users"))
	require.NoError(t, tx.Commit())
	require.Empty(t, d.denied(t))
}

// The policies of the stages are for the owner. Who acts for a tenant, or for SynapScale, is bound by theirs as before, and
// is not counted.
func TestStagesLeaveTheRolesAlone(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	a, _ := d.newTenant(t), d.newTenant(t)
	for _, stage := range []isolation.Stage{isolation.StagePolicies, isolation.StageReport, isolation.StageForced} {
		d.move(t, stage)
		for _, test := range []struct {
			role, tenant string
			users        int
		}{
			{isolation.AppRole, "", 0}, {isolation.AppRole, a.id, 1}, {isolation.SystemRole, "", 2}, {isolation.SystemRole, a.id, 2},
		} {
			tx, err := d.admin.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			execute(t, tx, "select set_config('role', $1, true), set_config('app.current_tenant', $2, true)", test.role, test.tenant)
			require.Equal(t, test.users, value[int](t, tx, "select count(*) from synapscale_db.users"), "%s, %v", stage, test)
			require.Equal(t, int64(test.users), execute(t, tx, "update synapscale_db.users set bio = 'b'"), "%s, %v", stage, test)
			require.NoError(t, tx.Rollback())
		}
		require.Empty(t, d.denied(t))
	}
}

// A superuser is not bound, so that nothing of what it does is counted.
func TestASuperuserIsNotCounted(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	d.newTenant(t)
	d.move(t, isolation.StageReport)
	require.Equal(t, 1, value[int](t, d.admin, "select count(*) from synapscale_db.users"))
	require.Empty(t, d.denied(t))
}

// Who may read the counts gets them, others are told, and nobody is told that there are none.
func TestWhoReadsTheCounts(t *testing.T) {
	t.Parallel()
	checker, stranger := newRole(t, "login in role synapscale_checker"), newRole(t, "login")
	d := migrated(t)
	d.newTenant(t)
	d.move(t, isolation.StageReport)
	execute(t, d.owner, "select from synapscale_db.users")
	for _, db := range []*sql.DB{d.owner, d.admin, open(t, as(t, d.dsn, checker))} {
		status, err := stages.Inspect(t.Context(), db)
		require.NoError(t, err)
		require.Equal(t, []stages.Count{{Table: "users", Transactions: 1}}, status.Denied)
		require.WithinDuration(t, value[sql.NullTime](t, d.admin, "select now()").Time, status.Since, 10*60*1e9)
		require.Equal(t, isolation.State{Stage: isolation.StageReport, Owner: d.role}, status.State)
	}
	_, err := stages.Inspect(t.Context(), open(t, as(t, d.dsn, stranger)))
	require.ErrorIs(t, err, stages.ErrCountsHidden)
}

// A sign-in does not know its tenant yet. At the last stage it takes on the role of SynapScale, which the owner must be
// allowed without inheriting it, as otherwise nothing would bind the owner.
func TestSigningInWhenForced(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	a := d.newTenant(t)
	if value[int](t, d.admin, "select current_setting('server_version_num')::integer") >= 160000 {
		execute(t, d.admin, "grant synapscale_system to "+d.role+" with inherit false, set true")
	} else {
		execute(t, d.admin, "alter role "+d.role+" noinherit; grant synapscale_system to "+d.role)
	}
	d.move(t, isolation.StageForced)
	require.Zero(t, value[int](t, d.owner, "select count(*) from synapscale_db.users where email = $1", a.user))
	tx, err := d.owner.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	execute(t, tx, "select set_config('role', 'synapscale_system', true)")
	require.Equal(t, a.id, value[string](t, tx, "select tenant_id from synapscale_db.users where email = $1", a.user))
	require.NoError(t, tx.Commit())
	d.within(t, a, func(tx *sql.Tx) {
		require.Equal(t, 1, value[int](t, tx, "select count(*) from synapscale_db.users"))
	})
}
