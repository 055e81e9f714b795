package synapscale_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// become takes on a role, for a tenant or for none, until the transaction ends or takes on another.
func become(t *testing.T, tx *gorm.DB, role string, tenant any) {
	t.Helper()
	execute(t, tx, "select set_config('role', ?, true), set_config('app.current_tenant', coalesce(?::text, ''), true)", role, tenant)
}

// A role in a tenant shows the tenant who has it. So a tenant cannot give one to a user whom it does not see, however it
// writes the row: it would see any user whose ID it knows. The first role is the system's to give, others then are not.
func TestATenantCannotTakeAUserIn(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	home, other := newCustomer(t, tx), newCustomer(t, tx)
	roles := make([]uuid.UUID, 2)
	for i := range roles {
		roles[i] = uuid.New()
		execute(t, tx, "insert into synapscale_db.rbac_roles (id, name) values (?, ?)", roles[i], roles[i].String())
	}
	const seen = "select count(*) from synapscale_db.users where id = ?"
	const grant = "insert into synapscale_db.user_tenant_roles (user_id, role_id, tenant_id) values (?, ?, ?)"

	become(t, tx, "synapscale_app", other.tenant)
	execute(t, tx, grant, other.user, roles[0], other.tenant)
	for name, attack := range map[string]func() error{
		"a row": func() error { return attempt(tx, grant, home.user, roles[0], other.tenant) },
		"two rows": func() error {
			return attempt(tx, grant+", (?, ?, ?)", home.user, roles[0], other.tenant, home.user, roles[1], other.tenant)
		},
		"an update": func() error { return attempt(tx, "update synapscale_db.user_tenant_roles set user_id = ?", home.user) },
		"an upsert": func() error {
			return attempt(tx, grant+" on conflict (user_id, tenant_id, role_id) do update set user_id = ?", other.user, roles[0], other.tenant, home.user)
		},
	} {
		require.Equal(t, "42501", sqlState(t, attack()), name)
		require.Zero(t, query[int](t, tx, seen, home.user), name)
	}

	become(t, tx, "synapscale_system", nil)
	execute(t, tx, grant, home.user, roles[0], other.tenant)
	become(t, tx, "synapscale_app", other.tenant)
	require.Equal(t, 1, query[int](t, tx, seen, home.user))
	execute(t, tx, grant, home.user, roles[1], other.tenant)
	require.Equal(t, "42501", sqlState(t, attempt(tx, "update synapscale_db.user_tenant_roles set tenant_id = ?", home.tenant)))
	updated := tx.Exec("update synapscale_db.users set full_name = 'Taken over' where id = ?", home.user)
	require.NoError(t, updated.Error)
	require.Zero(t, updated.RowsAffected, "a guest is seen and not written")
	execute(t, tx, "delete from synapscale_db.user_tenant_roles where user_id = ?", home.user)
	require.Zero(t, query[int](t, tx, seen, home.user))
}
