package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"sync"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // The driver "pgx" of database/sql.
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
)

const (
	timezone = "America/St_Johns"

	// lockKey is the advisory lock under which one of several test processes creates the template.
	lockKey = 7163093465
)

// cluster is the server with what all tests of the process share.
type cluster struct {
	admin    *sql.DB // It stays open: nothing tells when the last test of a process has ended.
	url      *url.URL
	template func() (name string, err error)
	shared   func() (*gorm.DB, error)
}

// theCluster is the one of this process.
var theCluster = sync.OnceValues(connect)

func connect() (cluster, error) {
	u, _, err := postgres.Address(context.Background(), postgres.Options{MaxConnections: 400, Progress: os.Stderr})
	if err != nil {
		return cluster{}, err
	}
	admin, err := sql.Open("pgx", u.String())
	if err != nil {
		return cluster{}, err
	}
	if err := admin.Ping(); err != nil {
		return cluster{}, fmt.Errorf("the server of %s: %w", postgres.URLVariable, err)
	}
	c := cluster{admin: admin, url: u}
	c.template = sync.OnceValues(c.ensureTemplate)
	c.shared = sync.OnceValues(c.ensureShared)
	return c, nil
}

// dsn is the URL of a database of the cluster.
func (c cluster) dsn(name string) string {
	u := *c.url
	u.Path = "/" + name
	return u.String()
}

func uniqueName() string { return fmt.Sprintf("synapscale_test_%016x", rand.Uint64()) }

// create copies a database, which nobody may be connected to. The setting has to follow because it belongs to a
// database's name and is not copied with it.
func (c cluster) create(name, template string) error {
	database := pgx.Identifier{name}.Sanitize()
	_, err := c.admin.Exec("create database " + database + " template " + pgx.Identifier{template}.Sanitize())
	if err != nil {
		return fmt.Errorf("create test database: %w", err)
	}
	_, err = c.admin.Exec("alter database " + database + " set timezone to '" + timezone + "'")
	return err
}

func (c cluster) drop(name string) error {
	_, err := c.admin.Exec("drop database if exists " + pgx.Identifier{name}.Sanitize() + " with (force)")
	return err
}

// ensureTemplate creates the migrated database that the others are copied from, unless an earlier process has. Its
// name tells the migrations, so that it stays for later runs on the same server and is left behind when they change.
func (c cluster) ensureTemplate() (name string, err error) {
	fingerprint, err := fingerprint(migrations.Files())
	if err != nil {
		return "", err
	}
	name = "synapscale_template_" + fingerprint
	return name, c.ensure(name, func(unfinished string) error {
		if err := c.create(unfinished, "template0"); err != nil {
			return err
		}
		db, err := sql.Open("pgx", c.dsn(unfinished))
		if err != nil {
			return err
		}
		_, err = migrations.Up(context.Background(), db, migrations.Options{})
		return errors.Join(err, db.Close())
	})
}

// ensureShared opens the database of [Tx], which cannot be the template: nobody may be connected to that one while it
// is copied.
func (c cluster) ensureShared() (*gorm.DB, error) {
	template, err := c.template()
	if err != nil {
		return nil, err
	}
	name := template + "_shared"
	if err := c.ensure(name, func(unfinished string) error { return c.create(unfinished, template) }); err != nil {
		return nil, err
	}
	return open(c.dsn(name))
}

// ensure makes a database under a provisional name and renames it once it is complete, so that what exists is
// complete.
func (c cluster) ensure(name string, fill func(unfinished string) error) error {
	ctx := context.Background()
	conn, err := c.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", lockKey); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "select pg_advisory_unlock($1)", lockKey) //nolint:errcheck // A lost session has lost the lock too.

	var exists bool
	err = conn.QueryRowContext(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	unfinished := name + "_unfinished"
	if err := c.drop(unfinished); err != nil {
		return err
	}
	if err := fill(unfinished); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "alter database "+pgx.Identifier{unfinished}.Sanitize()+" rename to "+pgx.Identifier{name}.Sanitize())
	return err
}

// fingerprint is a hash over the names and the contents of all files.
func fingerprint(files fs.FS) (string, error) {
	sum := fnv.New64a()
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	return fmt.Sprintf("%016x", sum.Sum64()), err
}
