package pgtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPoolerLeadsToTheSameDatabase(t *testing.T) {
	t.Parallel()
	dsn := EmptyDSN(t)
	require.NoError(t, Open(t, dsn).Exec("create table here (id bigint)").Error)
	db := Open(t, Pooler(t, dsn, nil)+"&default_query_exec_mode=exec")
	require.NoError(t, db.Exec("insert into here values (1)").Error)
	pool, err := db.DB()
	require.NoError(t, err)
	// More clients than connections: between transactions, a backend is nobody's own.
	backends := map[int64]bool{}
	for range 5 {
		client, err := pool.Conn(t.Context())
		require.NoError(t, err)
		defer client.Close()
		var backend int64
		require.NoError(t, client.QueryRowContext(t.Context(), "select pg_backend_pid()").Scan(&backend))
		backends[backend] = true
	}
	require.LessOrEqual(t, len(backends), 2)
}

func TestAMachineWithoutAPooler(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := poolerProgram(nil)
	require.ErrorIs(t, err, ErrNoPooler)
	require.ErrorContains(t, err, "apt-get install pgbouncer")

	place := t.TempDir()
	program := filepath.Join(place, "pgbouncer")
	require.NoError(t, os.WriteFile(program, nil, 0o700))
	found, err := poolerProgram([]string{place})
	require.NoError(t, err)
	require.Equal(t, program, found)
	t.Setenv("PATH", place)
	found, err = poolerProgram(nil)
	require.NoError(t, err)
	require.Equal(t, program, found)
}

func TestThePoolersConfiguration(t *testing.T) {
	t.Parallel()
	text, err := poolerConfig("postgres://me:it's@db:5433/x", "/d", map[string]string{"default_pool_size": "1", "server_reset_query_always": "1"})
	require.NoError(t, err)
	require.Equal(t, `[databases]
* = host=db port=5433 user=me password='it''s'
[pgbouncer]
auth_type = any
default_pool_size = 1
listen_addr = `+`
listen_port = 6432
max_client_conn = 200
pool_mode = transaction
server_login_retry = 1
server_reset_query_always = 1
unix_socket_dir = /d
`, text)
	dsn, err := pooledDSN("postgres://me:secret@db:5433/x?sslmode=disable", "/d")
	require.NoError(t, err)
	require.Equal(t, "postgres:///x?host=%2Fd&port=6432&sslmode=disable&user=me", dsn)
	_, err = poolerConfig("postgres://%zz", "", nil)
	require.Error(t, err)
	_, err = pooledDSN("postgres://%zz", "")
	require.Error(t, err)
}

func TestPoolerPrepares(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]bool{
		"PgBouncer 1.18.0\nlibevent 2.1.12-stable": false, "PgBouncer 1.20.1": false, "PgBouncer 1.21.0": true, "PgBouncer 2.0": true,
	} {
		prepares, version, err := poolerPrepares(output)
		require.NoError(t, err)
		require.Equal(t, want, prepares, output)
		require.Contains(t, output, version)
	}
	_, _, err := poolerPrepares("pgcat 1.2")
	require.ErrorContains(t, err, "pgcat")
	_, version := PoolerPrepares(t)
	require.NotEmpty(t, version)
}
