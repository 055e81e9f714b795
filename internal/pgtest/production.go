package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/migrations"
)

// sharedVariable names the folder in which synapscale-db/legacy.sql is, the script of the production database. Without
// it the folder is looked for beside the checkout of the team, and nowhere else.
const sharedVariable = "SYNAPSCALE_SHARED"

// ProductionDSN creates a database that holds the production structure and was never migrated, and drops it at the end
// of the test.
func ProductionDSN(tb testing.TB) string {
	tb.Helper()
	dsn := EmptyDSN(tb)
	db, err := sql.Open("pgx", dsn)
	require.NoError(tb, err)
	defer db.Close()
	LoadProduction(tb, db)
	return dsn
}

// LoadProduction gives an empty database the production structure: from the script of production where it is at hand,
// else from version 1 without its record.
func LoadProduction(tb testing.TB, db *sql.DB) {
	tb.Helper()
	script, err := productionScript()
	if errors.Is(err, fs.ErrNotExist) && os.Getenv(sharedVariable) == "" {
		_, err = migrations.Up(context.Background(), db, migrations.Options{To: new(int64(1))})
		script = `
			drop table synapscale_db.goose_db_version;
			create table synapscale_db.alembic_version (version_num varchar(32) primary key)`
	}
	require.NoError(tb, err)
	_, err = db.ExecContext(context.Background(), script)
	require.NoError(tb, err)
}

func productionScript() (string, error) {
	shared := os.Getenv(sharedVariable)
	if shared == "" {
		root, err := moduleRoot()
		if err != nil {
			return "", err
		}
		shared = filepath.Join(root, "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(shared, "synapscale-db", "legacy.sql"))
	return string(text), err
}

// moduleRoot is the first folder with a go.mod, from that of the test upwards.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fs.ErrNotExist
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}
