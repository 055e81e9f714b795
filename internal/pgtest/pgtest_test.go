package pgtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/postgres"
	"gorm.io/gorm"
)

func plans(tb testing.TB, db *gorm.DB) (count int64) {
	tb.Helper()
	require.NoError(tb, db.Table("synapscale_db.plans").Count(&count).Error)
	return count
}

const insertPlan = "insert into synapscale_db.plans (id, name, slug) values (gen_random_uuid(), 'p', 'p')"

func TestTxRollsBack(t *testing.T) {
	t.Parallel()
	for range 2 {
		t.Run("", func(t *testing.T) {
			tx := Tx(t)
			require.Zero(t, plans(t, tx))
			require.NoError(t, tx.Exec(insertPlan).Error)
			require.EqualValues(t, 1, plans(t, tx))
		})
	}
}

func TestClonesAreSeparate(t *testing.T) {
	t.Parallel()
	a, b := Clone(t), Clone(t)
	require.NoError(t, a.Exec(insertPlan).Error)
	require.EqualValues(t, 1, plans(t, a))
	require.Zero(t, plans(t, b))
}

func TestEmptyHasNoSchema(t *testing.T) {
	t.Parallel()
	var found bool
	require.NoError(t, Empty(t).Raw("select to_regnamespace('synapscale_db') is not null").Scan(&found).Error)
	require.False(t, found)
}

func TestDatabasesAreDropped(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("", func(t *testing.T) {
		require.NoError(t, Clone(t).Raw("select current_database()").Scan(&name).Error)
	})
	c, err := theCluster()
	require.NoError(t, err)
	var found bool
	require.NoError(t, c.admin.QueryRow("select exists (select from pg_database where datname = $1)", name).Scan(&found))
	require.False(t, found)
}

func TestTimeZoneIsOdd(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]*gorm.DB{"Tx": Tx(t), "Clone": Clone(t), "Empty": Empty(t)} {
		var offset string
		require.NoError(t, db.Raw("select to_char(timestamptz '2026-01-01 00:00Z', 'HH24:MI')").Scan(&offset).Error, name)
		require.Equal(t, "20:30", offset, name)
	}
}

// A folder that is named has to have the script: nothing takes its place.
func TestTheScriptOfProductionIsWhereItIsSaidToBe(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(sharedVariable, folder)
	_, err := productionScript()
	require.ErrorIs(t, err, fs.ErrNotExist)

	require.NoError(t, os.Mkdir(filepath.Join(folder, "synapscale-db"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "synapscale-db", "legacy.sql"), []byte("create schema legacy"), 0o600))
	var found bool
	require.NoError(t, Open(t, ProductionDSN(t)).Raw("select to_regnamespace('legacy') is not null").Scan(&found).Error)
	require.True(t, found)
}

// Outside a team's checkout version 1 takes its place, without its record.
func TestProductionWithoutItsScript(t *testing.T) {
	t.Setenv(sharedVariable, "")
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), nil, 0o600))
	t.Chdir(root)
	db := Open(t, ProductionDSN(t))
	require.Zero(t, plans(t, db))
	var recorded bool
	require.NoError(t, db.Raw("select to_regclass('synapscale_db.goose_db_version') is not null").Scan(&recorded).Error)
	require.False(t, recorded)
}

// Several processes test on one server: each makes the cluster for itself.
func TestConcurrentProcessesShareOneTemplate(t *testing.T) {
	c, err := theCluster()
	require.NoError(t, err)
	template, err := c.template()
	require.NoError(t, err)
	t.Setenv(postgres.URLVariable, c.url.String())
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			other, err := connect()
			if err != nil {
				t.Error(err)
				return
			}
			defer other.admin.Close()
			name, err := other.template()
			if err != nil || name != template {
				t.Errorf("template %s, %v; want %s", name, err, template)
			}
		})
	}
	wait.Wait()
}

func TestAnUnfinishedDatabaseIsMadeAnew(t *testing.T) {
	t.Parallel()
	c, err := theCluster()
	require.NoError(t, err)
	name := uniqueName()
	require.Error(t, c.ensure(name, func(unfinished string) error {
		require.NoError(t, c.create(unfinished, "template0"))
		return gorm.ErrInvalidDB
	}))
	require.NoError(t, c.ensure(name, func(unfinished string) error { return c.create(unfinished, "template0") }))
	t.Cleanup(func() { require.NoError(t, c.drop(name)) })
}

func TestFingerprintSeesNamesAndContents(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, files := range []fstest.MapFS{
		{},
		{"a": {Data: []byte("x")}},
		{"b": {Data: []byte("x")}},
		{"a": {Data: []byte("y")}},
		{"a": {Data: []byte("x")}, "b": {}},
	} {
		sum, err := fingerprint(files)
		require.NoError(t, err)
		require.False(t, seen[sum], "%v", files)
		seen[sum] = true
	}
}

func TestBadURLIsExplained(t *testing.T) {
	for _, url := range []string{"dbname=x", "postgres://%zz"} {
		t.Setenv(postgres.URLVariable, url)
		_, err := connect()
		require.ErrorContains(t, err, postgres.URLVariable+" is not a URL")
	}
	t.Setenv(postgres.URLVariable, "postgres://nobody@127.0.0.1:1/x?connect_timeout=2")
	_, err := connect()
	require.ErrorContains(t, err, "the server of "+postgres.URLVariable)
}

func BenchmarkClone(b *testing.B) {
	for b.Loop() {
		c, err := theCluster()
		require.NoError(b, err)
		template, err := c.template()
		require.NoError(b, err)
		name := uniqueName()
		require.NoError(b, c.create(name, template))
		require.NoError(b, c.drop(name))
	}
}
