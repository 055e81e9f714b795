package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
)

// A server is one of the test's own, on which nobody has made the roles yet: they belong to a server and not to a
// database, and the one that the tests share has them.
type server struct {
	*testing.T
	*postgres.Server
	admin *sql.DB
}

func newServer(t *testing.T) server {
	t.Helper()
	started, err := postgres.Start(t.Context(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, started.Stop()) })
	return server{t, started, open(t, started.DSN("postgres"))}
}

// databaseOf makes a database that a role owns, and connects to it as that role.
func (s server) databaseOf(role, name string) *sql.DB {
	s.Helper()
	exec(s, s.admin, fmt.Sprintf("create database %s owner %s", name, role))
	dsn, err := url.Parse(s.DSN(name))
	require.NoError(s, err)
	parameters := dsn.Query()
	parameters.Set("user", role)
	dsn.RawQuery = parameters.Encode()
	return open(s, dsn.String())
}

// roles lists the four that there are, with their comments and whether they can do more than they should.
func (s server) roles() (text string) {
	s.Helper()
	require.NoError(s, s.admin.QueryRowContext(s.Context(), `
select coalesce(string_agg(rolname || case when shobj_description(oid, 'pg_authid') is null then ' without a comment' else '' end
    || case when rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication then ' with power' else '' end, ' ' order by rolname), '')
from pg_roles where rolname ~ '^synapscale_'`).Scan(&text))
	return text
}

// members lists who is a member of what, but for who may only give the membership to others.
func (s server) members() (text string) {
	s.Helper()
	set := "true"
	if s.adminIsGranted() {
		set = "(set_option or inherit_option)"
	}
	require.NoError(s, s.admin.QueryRowContext(s.Context(), `
select coalesce(string_agg(member::regrole || ' of ' || roleid::regrole, ', ' order by member::regrole::text, roleid::regrole::text), '')
from pg_auth_members where `+set+` and roleid::regrole::text !~ '^pg_'`).Scan(&text))
	return text
}

// adminIsGranted reports whether, as since PostgreSQL 16, a role may give the membership in others, and in itself, only
// if it was told so.
func (s server) adminIsGranted() (is bool) {
	s.Helper()
	require.NoError(s, s.admin.QueryRowContext(s.Context(), "select current_setting('server_version_num')::int >= 160000").Scan(&is))
	return is
}

const allRoles = "synapscale_app synapscale_checker synapscale_migrator synapscale_system"

// The roles belong to the server. Whoever migrates another database of it at the same time meets them in the making.
func TestDatabasesOfOneServerShareTheRoles(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	exec(t, s.admin, "create role deployer login createrole")
	databases := make([]*sql.DB, 4)
	for i := range databases {
		databases[i] = s.databaseOf("deployer", fmt.Sprint("tenants_", i))
		up(t, databases[i], 16)
	}
	start := make(chan struct{})
	errs := make([]error, len(databases))
	var wg sync.WaitGroup
	for i, db := range databases {
		wg.Go(func() {
			<-start
			_, errs[i] = migrations.Up(t.Context(), db, migrations.Options{})
		})
	}
	close(start)
	wg.Wait()
	for i, db := range databases {
		require.NoError(t, errs[i])
		require.Equal(t, newest(t), structure(t, db))
	}
	require.Equal(t, allRoles, s.roles())
	want := "synapscale_migrator of deployer"
	if s.adminIsGranted() {
		want = "" // A notice says so.
	}
	require.Equal(t, want, s.members())
}

// Whatever is made by somebody whose transaction is not over is met at the last moment, as what is there already.
func TestRolesInTheMaking(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	exec(t, s.admin, "create role deployer login createrole")
	statements := []string{"create role synapscale_app", "grant deployer to synapscale_migrator"}
	if s.adminIsGranted() {
		statements = statements[:1] // Who made the role is a member of it, and it cannot be one of his.
	}
	for i, statement := range statements {
		db := s.databaseOf("deployer", fmt.Sprint("tenants_", i))
		up(t, db, 16)
		other, err := s.admin.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = other.ExecContext(t.Context(), statement)
		require.NoError(t, err)
		done := make(chan error)
		go func() {
			_, err := migrations.Up(t.Context(), db, migrations.Options{To: new(int64(17))})
			done <- err
		}()
		require.Eventually(t, func() (waits bool) {
			return s.admin.QueryRowContext(t.Context(), "select exists (select from pg_stat_activity where wait_event_type = 'Lock')").Scan(&waits) == nil && waits
		}, time.Minute, 5*time.Millisecond)
		require.NoError(t, other.Commit())
		require.NoError(t, <-done, statement)
		if !s.adminIsGranted() {
			exec(t, s.admin, "revoke deployer from synapscale_migrator")
		}
	}
}

// Who migrates need not be a superuser.
func TestMigratingRoles(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	refused := func(err error, state, message, hint string) {
		t.Helper()
		var failed *migrations.MigrationError
		require.ErrorAs(t, err, &failed)
		var cause *pgconn.PgError
		require.ErrorAs(t, err, &cause)
		require.Equal(t, state, cause.Code, err)
		require.Equal(t, message, cause.Message)
		require.ErrorContains(t, err, "\nhint: "+hint)
	}
	attempt := func(db *sql.DB) error {
		_, err := migrations.Up(context.WithoutCancel(t.Context()), db, migrations.Options{})
		return err
	}

	// One that may not make roles is told which to ask for, and goes on when it has got them.
	exec(t, s.admin, "create role powerless login")
	db := s.databaseOf("powerless", "theirs")
	refused(attempt(db), "42501", "the role synapscale_app is missing, and powerless may not create roles",
		"Apply this as a role with CREATEROLE, or let somebody who has it run: create role synapscale_app")
	require.Empty(t, s.roles())
	for role := range strings.FieldsSeq(allRoles) {
		exec(t, s.admin, "create role "+role)
	}
	exec(t, s.admin, "alter role synapscale_system bypassrls")
	refused(attempt(db), "P0001", "synapscale_app, synapscale_system or synapscale_checker is a superuser or has BYPASSRLS, and no policy would bind it",
		"alter role … nosuperuser nobypassrls")
	exec(t, s.admin, "alter role synapscale_system nobypassrls")
	err := attempt(db)
	require.ErrorContains(t, err, "0018_row_security.sql")
	var cause *pgconn.PgError
	require.ErrorAs(t, err, &cause)
	require.Equal(t, "42501", cause.Code)
	require.ErrorContains(t, err, "\nhint: Let somebody who may run: grant synapscale_system to powerless")
	exec(t, s.admin, "grant synapscale_system to powerless")
	require.NoError(t, attempt(db))
	require.Equal(t, newest(t), structure(t, db))
	down(t, db, 1)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
	up(t, db, migrations.Latest())
	require.Contains(t, s.members(), "powerless of synapscale_system", "what was granted before stays")
	exec(t, s.admin, "drop database theirs with (force)")
	exec(t, s.admin, "drop role synapscale_app, synapscale_system, synapscale_migrator, synapscale_checker, powerless")

	// One with CREATEROLE makes them, and is no member of them afterwards.
	exec(t, s.admin, "create role deployer login createrole")
	db = s.databaseOf("deployer", "theirs")
	require.NoError(t, attempt(db))
	require.Equal(t, newest(t), structure(t, db))
	require.Equal(t, allRoles, s.roles())
	require.NotContains(t, s.members(), "deployer of")
	down(t, db, 1)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
	require.Equal(t, allRoles, s.roles(), "another database may need them")
	require.NotContains(t, s.members(), "deployer of")
	up(t, db, migrations.Latest())
	require.Equal(t, newest(t), structure(t, db))

	// Nor is the way barred to a superuser afterwards.
	up(t, s.databaseOf("deployer", "others"), 16)
	up(t, open(t, s.DSN("others")), migrations.Latest())
}
