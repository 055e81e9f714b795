//go:build unix

package postgres

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A standby answers with what the primary has, also with what comes later, and changes nothing.
func TestAStandbyFollows(t *testing.T) {
	t.Parallel()
	primary := start(t, Options{Replication: true})
	conn := connect(t, primary.DSN("postgres"))
	_, err := conn.Exec(t.Context(), "create table before (id bigint)")
	require.NoError(t, err)
	standby := connect(t, start(t, Options{StandbyOf: primary}).DSN("postgres"))
	require.Equal(t, "true", query(t, standby, "select pg_is_in_recovery()::text"))
	require.Equal(t, "before", query(t, standby, "select to_regclass('before')::text"))
	_, err = standby.Exec(t.Context(), "create table refused (id bigint)")
	require.ErrorContains(t, err, "read-only transaction")

	_, err = conn.Exec(t.Context(), "create table after (id bigint)")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		return query(t, standby, "select coalesce(to_regclass('after')::text, '')") == "after"
	}, time.Minute, 10*time.Millisecond)
}

func TestAStandbyOfAServerThatHasNone(t *testing.T) {
	t.Parallel()
	_, err := Start(context.Background(), Options{StandbyOf: start(t, Options{})})
	require.ErrorContains(t, err, "pg_basebackup")
}
