package isolation_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

func TestMigratedDatabaseHasNoBreach(t *testing.T) {
	t.Parallel()
	breaches, err := isolation.Breaches(t.Context(), pgtest.Tx(t))
	require.NoError(t, err)
	require.Empty(t, breaches)
}

// Each way around row security is found, and what is said to mend it does. One after the other: two transactions cannot
// alter one role at once.
func TestBreaches(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ breaking, object, problem string }{
		"bypass":                  {"alter role synapscale_app bypassrls", "role synapscale_app", "is bound by no policy"},
		"superuser":               {"alter role synapscale_system superuser", "role synapscale_system", "is bound by no policy"},
		"login":                   {"alter role synapscale_checker login", "role synapscale_checker", "can log in"},
		"member of the system":    {"grant synapscale_system to synapscale_app", "role synapscale_app", "is a member of synapscale_system, and so not only what it should be"},
		"member of one who reads": {"create role reader bypassrls; grant reader to synapscale_app", "role synapscale_app", "is a member of reader, and so not only what it should be"},
		"owner":                   {"alter table synapscale_db.agents owner to synapscale_app", "table synapscale_db.agents", "belongs to synapscale_app, who may change its policies"},
		"truncate":                {"grant truncate, trigger on synapscale_db.agents to synapscale_app", "table synapscale_db.agents", "grants trigger, truncate to synapscale_app"},
		"audit log":               {"grant select on synapscale_db.audit_log to synapscale_app", "table synapscale_db.audit_log", "grants select to synapscale_app"},
		"public":                  {"grant select on synapscale_db.tools to public", "table synapscale_db.tools", "grants select to public"},
		"missing":                 {"revoke insert, update on synapscale_db.tools from synapscale_app", "table synapscale_db.tools", "does not grant insert, update to synapscale_app"},
		"always the system":       {"create role service login inherit; grant synapscale_system to service", "role service", "acts for SynapScale in every session, without taking on synapscale_system"},
		"function":                {"alter function synapscale_db.fn_audit() owner to current_user", "function synapscale_db.fn_audit()", "looks past policies with the rights of "},
		"search path":             {"alter function synapscale_db.guests() reset search_path", "function synapscale_db.guests()", "finds what it calls by the search_path of its caller"},
	} {
		t.Run(name, func(t *testing.T) {
			tx := pgtest.Tx(t)
			require.NoError(t, tx.Exec(test.breaking).Error)
			breaches, err := isolation.Breaches(t.Context(), tx)
			require.NoError(t, err)
			require.NotEmpty(t, breaches)
			require.Equal(t, test.object, breaches[0].Object, breaches)
			require.Contains(t, breaches[0].Problem, test.problem)
			if name == "owner" {
				return // Whose it should be is for people to say.
			}
			for _, breach := range breaches {
				require.NoError(t, tx.Exec(breach.Mend).Error, breach)
			}
			breaches, err = isolation.Breaches(t.Context(), tx)
			require.NoError(t, err)
			require.Empty(t, breaches, fmt.Sprint(breaches))
		})
	}
}

// A login for migrations may act for SynapScale in every session: where row security is forced on the owner of the tables,
// it would not see the rows that it has to change.
func TestALoginForMigrationsIsNoBreach(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	require.NoError(t, tx.Exec("create role migrates login inherit; grant synapscale_system, synapscale_migrator to migrates").Error)
	breaches, err := isolation.Breaches(t.Context(), tx)
	require.NoError(t, err)
	require.Empty(t, breaches)
}

// Without the roles that is what is said, and no error.
func TestBreachesOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	breaches, err := isolation.Breaches(t.Context(), pgtest.Empty(t))
	require.NoError(t, err)
	for _, breach := range breaches {
		require.Contains(t, breach.Problem, "does not exist", breach)
	}
}
