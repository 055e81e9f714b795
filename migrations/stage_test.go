package migrations_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

// The row security of tenants is undone from its first stage only, and the refusal comes before anything is undone.
func TestDownPastTheRowSecurityIsRefused(t *testing.T) {
	t.Parallel()
	db, err := pgtest.Clone(t).DB()
	require.NoError(t, err)
	for _, stage := range []string{"report", "forced"} {
		exec(t, db, "create or replace function synapscale_db.isolation_stage() returns text language sql immutable parallel safe as $$ select '"+stage+"' $$")
		before := structure(t, db)
		for _, to := range []int64{0, 1, 17} {
			_, err := migrations.Down(t.Context(), db, migrations.Options{To: &to})
			require.ErrorIs(t, err, migrations.ErrIsolated)
			require.ErrorContains(t, err, `it is at the stage "`+stage+`"`)
			require.True(t, before == structure(t, db), "to %d", to)
		}
	}
	_, err = migrations.Down(t.Context(), db, migrations.Options{To: new(int64(18))})
	require.NoError(t, err)
	_, err = migrations.Down(t.Context(), db, migrations.Options{})
	require.ErrorIs(t, err, migrations.ErrIsolated)
	exec(t, db, "create or replace function synapscale_db.isolation_stage() returns text language sql immutable parallel safe as $$ select 'policies' $$")
	_, err = migrations.Down(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
}

// Where row security is forced on the owner, a migration that changes rows would change none, and say nothing. It is
// refused.
func TestMigratingWhereRowSecurityIsForced(t *testing.T) {
	t.Parallel()
	role := fmt.Sprintf("synapscale_test_%016x", rand.Uint64())
	db, err := pgtest.Clone(t).DB()
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	exec(t, db, "create role "+role+"; alter table synapscale_db.users owner to "+role+"; alter table synapscale_db.users force row level security")
	exec(t, db, "alter schema synapscale_db owner to "+role+"; grant all on all tables in schema synapscale_db to "+role)
	exec(t, db, "delete from synapscale_db.goose_db_version where version_id = 19")
	defer exec(t, db, "reset role; reassign owned by "+role+" to current_user; drop owned by "+role+"; drop role "+role)

	exec(t, db, "set role "+role)
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.ErrorIs(t, err, migrations.ErrRowsHidden)
	require.ErrorContains(t, err, "row security is forced on the owner of the tables: connect as ")
}
