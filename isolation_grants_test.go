package synapscale_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// lines are the rows of a query of one text.
func lines(t *testing.T, db *gorm.DB, query string) (all []string) {
	t.Helper()
	require.NoError(t, db.Raw(query).Scan(&all).Error)
	return all
}

// The roles may do with each table what its declaration says, and nothing else: to empty a table at once, to refer to it or
// to put a trigger on it is the owner's. Nobody has been granted anything by being everybody.
func TestGrantsFollowFromTheDeclaration(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	const read, write = "SELECT", "DELETE INSERT SELECT UPDATE"
	want := []string{"goose_db_version"}
	for _, table := range isolation.Tables() {
		app := ""
		switch {
		case table.Write != "":
			app = write
		case table.Read != "" || table.Kind == isolation.Global:
			app = read
		}
		line := table.Name
		if app != "" {
			line += ", " + isolation.AppRole + " " + app
		}
		want = append(want, line+", "+isolation.CheckerRole+" "+read+", "+isolation.SystemRole+" "+write)
	}
	require.ElementsMatch(t, want, lines(t, tx, granted("'r', 'p'")))

	// What the keys are drawn from comes with the tables.
	for _, line := range lines(t, tx, granted("'S'")) {
		name, rights, _ := strings.Cut(line, ", ")
		if name != "goose_db_version_id_seq" {
			require.Equal(t, "synapscale_app USAGE, synapscale_checker SELECT, synapscale_system USAGE", rights, name)
		}
	}
	view := "system_health"
	if query[int](t, tx, "select current_setting('server_version_num')::int") >= 150000 {
		view += ", synapscale_system SELECT" // Before, it would show whoever reads it what its owner sees.
	}
	require.Equal(t, []string{view}, lines(t, tx, granted("'v', 'm'")))
	require.Equal(t, []string{"synapscale_app USAGE", "synapscale_checker USAGE", "synapscale_system USAGE"}, lines(t, tx, `
		select a.grantee::regrole || ' ' || a.privilege_type from pg_namespace n, aclexplode(n.nspacl) a
		where n.nspname = 'synapscale_db' and a.grantee <> n.nspowner order by 1`))
	require.Empty(t, lines(t, tx, `select attrelid::regclass::text from pg_attribute a join pg_class c on c.oid = a.attrelid
		where c.relnamespace = 'synapscale_db'::regnamespace and attacl is not null`), "a right on a single column")
}

// granted lists what anybody but the owner may do with relations of some kinds: "name, role RIGHT RIGHT, role RIGHT".
func granted(kinds string) string {
	return `
		select c.relname || coalesce(string_agg(', ' || g.role || ' ' || g.rights, '' order by g.role), '')
		from pg_class c left join lateral (
			select case a.grantee when 0 then 'public' else a.grantee::regrole::text end as role,
			       string_agg(a.privilege_type || case when a.is_grantable then '*' else '' end, ' ' order by a.privilege_type) as rights
			from aclexplode(c.relacl) a where a.grantee <> c.relowner group by a.grantee
		) g on true
		where c.relnamespace = 'synapscale_db'::regnamespace and c.relkind in (` + kinds + `)
		group by c.relname`
}

// What looks past policies does so as the system, whoever calls it, and finds names where they were meant.
func TestDefinersAreTheSystems(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	require.Equal(t, []string{
		"check_storage_limit", "check_workspace_limits", "fn_audit", "guests", "refresh_tenant_plan_sync", "sync_tenant_after_move", "sync_tenant_from_plan",
	}, lines(t, tx, "select proname from pg_proc where pronamespace = 'synapscale_db'::regnamespace and prosecdef order by 1"))
	require.Empty(t, lines(t, tx, `select proname from pg_proc where pronamespace in ('synapscale_db'::regnamespace, 'public'::regnamespace)
		and prosecdef <> (proowner = 'synapscale_system'::regrole)`))
	require.Empty(t, lines(t, tx, `select proname from pg_proc where pronamespace = 'synapscale_db'::regnamespace
		and prosecdef and not coalesce(proconfig @> array['search_path=""'], false)`), "a search_path is not pinned")
}

// Nobody logs in as the roles, no policy spares them, nothing is theirs that would, and they act for nobody else.
func TestRolesHaveNoPower(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	require.Equal(t, []string{isolation.AppRole, isolation.CheckerRole, isolation.MigratorRole, isolation.SystemRole}, lines(t, tx, `
		select rolname from pg_roles where rolname in ('synapscale_app', 'synapscale_system', 'synapscale_migrator', 'synapscale_checker')
		and not (rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls) order by 1`))
	require.Empty(t, lines(t, tx, `
		select roleid::regrole::text from pg_auth_members
		where member in ('synapscale_app'::regrole, 'synapscale_system'::regrole, 'synapscale_checker'::regrole)`))
	require.Equal(t, []string{"7 function of synapscale_system"}, lines(t, tx, `
		select count(*) || ' ' || kind || ' of ' || owner::regrole from (
			select 'relation' as kind, relowner as owner from pg_class
			union all select 'function', proowner from pg_proc
			union all select 'schema', nspowner from pg_namespace
			union all select 'type', typowner from pg_type
			union all select 'database', datdba from pg_database
		) owned
		where owner::regrole::text ~ '^synapscale_(app|system|migrator|checker)$' group by kind, owner order by 1`))
}
