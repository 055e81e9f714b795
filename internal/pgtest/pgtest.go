// Package pgtest gives tests a real PostgreSQL database that holds the migrated structure, or none.
//
// The server is the one that the environment variable SYNAPSCALE_TEST_DATABASE_URL names, a URL of a role that may
// create databases and roles, or else a private one of this process (see package postgres), which ends with it. A test
// that gets no server fails with the way to get one; none is skipped.
//
// All databases have the time zone America/St_Johns, whose offset is no whole hour and changes twice a year, so that a
// time that loses its zone on the way is noticed.
package pgtest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Tx begins a transaction in the migrated database that the tests share, and rolls it back at the end of the test. It is
// the cheapest of the three; it must not be committed.
func Tx(tb testing.TB) *gorm.DB {
	tb.Helper()
	c, err := theCluster()
	require.NoError(tb, err)
	db, err := c.shared()
	require.NoError(tb, err)
	tx := db.Begin()
	require.NoError(tb, tx.Error)
	tb.Cleanup(func() { tx.Rollback() })
	return tx
}

// Clone creates a migrated database of the test's own, with a pool of its own, and drops it at the end of the test.
func Clone(tb testing.TB) *gorm.DB {
	tb.Helper()
	return Open(tb, CloneDSN(tb))
}

// CloneDSN is [Clone] for a test that connects by itself.
func CloneDSN(tb testing.TB) string {
	tb.Helper()
	c, err := theCluster()
	require.NoError(tb, err)
	template, err := c.template()
	require.NoError(tb, err)
	return database(tb, c, template)
}

// Empty creates an empty database of the test's own, with a pool of its own, and drops it at the end of the test.
func Empty(tb testing.TB) *gorm.DB {
	tb.Helper()
	return Open(tb, EmptyDSN(tb))
}

// EmptyDSN is [Empty] for a test that connects by itself.
func EmptyDSN(tb testing.TB) string {
	tb.Helper()
	c, err := theCluster()
	require.NoError(tb, err)
	return database(tb, c, "template0")
}

// Open connects to a database, with a pool that is closed at the end of the test. Statements are not logged.
func Open(tb testing.TB, dsn string) *gorm.DB {
	tb.Helper()
	db, err := open(dsn)
	require.NoError(tb, err)
	sqlDB, err := db.DB()
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, sqlDB.Close()) })
	return db
}

func open(dsn string) (*gorm.DB, error) {
	return gorm.Open(postgres.Open(dsn), &gorm.Config{Logger: logger.Discard})
}

// database copies a database and drops the copy at the end of the test.
func database(tb testing.TB, c cluster, template string) (dsn string) {
	tb.Helper()
	name := uniqueName()
	require.NoError(tb, c.create(name, template))
	tb.Cleanup(func() { require.NoError(tb, c.drop(name)) })
	return c.dsn(name)
}
