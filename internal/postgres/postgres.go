// Package postgres runs a throw-away PostgreSQL: a private server in a directory of its own, reachable through a unix
// socket only, that disappears with the process that started it.
//
// It takes the binaries of the machine (see [Options.BinDir]) and, where there are none, downloads them once. PostgreSQL
// refuses to run as root, so for root the server runs as an unprivileged user.
//
// Durability is off: a crash loses the data, which is the point.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNoBinaries says that the machine has no PostgreSQL and that none could be downloaded.
var ErrNoBinaries = errors.New(`PostgreSQL is not installed here; install it with one of
	apt-get install postgresql
	dnf install postgresql-server
	brew install postgresql
or set SYNAPSCALE_PG_BIN to the directory that holds initdb and postgres`)

const (
	// Superuser is the role that the DSNs log in as. It has no password.
	Superuser = "postgres"

	// port names the socket file. Nothing listens on TCP, so that any number of servers may share it.
	port = 5432

	pollInterval = 10 * time.Millisecond
)

// Options says which PostgreSQL to run and how. The zero value is ready to use.
type Options struct {
	// BinDir is the directory that holds initdb and postgres. Empty means to look in SYNAPSCALE_PG_BIN, in PATH and
	// where the packages of the common systems put them, newest version first, and to download them if that fails.
	BinDir string
	// MaxConnections is the server's max_connections. 0 means 100.
	MaxConnections int
	// Replication lets standbys follow the server.
	Replication bool
	// StandbyOf is the server that the new one is a hot standby of, which has to have Replication. A package puts
	// pg_basebackup, which that takes, beside the server's programs; what is downloaded has none.
	StandbyOf *Server
	// Progress is told, in lines, of what takes long: the download. Nil is silence.
	Progress io.Writer
}

// Server is a running throw-away PostgreSQL. Its methods are safe for concurrent use.
type Server struct {
	binDir  string
	process *process
	version string
}

// Start creates a database cluster, starts a server on it and returns when it accepts connections, after about a
// second. The context bounds the start only: once started, the server runs until [Server.Stop], or until this process
// ends, however it ends.
//
// A failed or cancelled start leaves nothing behind. Without PostgreSQL on the machine and without a way to
// download it, the error is [ErrNoBinaries]; where a throw-away server is not possible at all, errors.ErrUnsupported.
func Start(ctx context.Context, options Options) (*Server, error) {
	binDir, err := locate(ctx, options)
	if err != nil {
		return nil, err
	}
	if options.MaxConnections == 0 {
		options.MaxConnections = 100
	}
	primary := ""
	if options.StandbyOf != nil {
		primary = options.StandbyOf.process.dir
		// In PATH there may only be links to some of the programs.
		if target, err := filepath.EvalSymlinks(filepath.Join(binDir, "postgres")); err == nil {
			binDir = filepath.Dir(target)
		}
	}
	p, err := launch(binDir, primary, settings(options))
	if err == nil {
		s := &Server{binDir: binDir, process: p}
		if err = s.awaitConnection(ctx); err == nil {
			return s, nil
		}
		_ = p.stop() // The cause is the error to return.
	}
	return nil, fmt.Errorf("start PostgreSQL from %s: %w", binDir, err)
}

// settings are the server parameters that trade safety for speed.
func settings(options Options) map[string]string {
	parameters := map[string]string{
		"autovacuum":         "off",
		"fsync":              "off",
		"full_page_writes":   "off",
		"jit":                "off",
		"listen_addresses":   "",
		"log_checkpoints":    "off",
		"max_connections":    strconv.Itoa(options.MaxConnections),
		"max_wal_senders":    "0", // The level minimal requires it.
		"port":               strconv.Itoa(port),
		"shared_buffers":     "32MB",
		"synchronous_commit": "off",
		"wal_level":          "minimal",
		// One transaction creates or drops every table and index of the schema, each under a lock.
		"max_locks_per_transaction": "256",
	}
	if options.Replication || options.StandbyOf != nil {
		parameters["wal_level"], parameters["max_wal_senders"] = "replica", "4"
	}
	return parameters
}

// awaitConnection returns when the server has answered a connection, has ended, or ctx has.
func (s *Server) awaitConnection(ctx context.Context) error {
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.DSN("postgres"))
		if err == nil {
			s.version = conn.PgConn().ParameterStatus("server_version")
			return conn.Close(ctx)
		}
		if !starting(err) && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.process.exited:
			return s.process.failure()
		case <-tick.C:
		}
	}
}

// starting tells whether a connection failed because the server does not listen yet or is not ready yet.
func starting(err error) bool {
	const cannotConnectNow = "57P03"
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return errors.Is(err, syscall.ENOENT) || errors.Is(err, syscall.ECONNREFUSED) || ok && answer.Code == cannotConnectNow
}

// DSN is the connection URL of a database as [Superuser], for pgx and for libpq alike. The database "postgres" exists
// from the start.
func (s *Server) DSN(database string) string {
	u := url.URL{
		Scheme: "postgres",
		Path:   "/" + database,
		RawQuery: url.Values{
			"host": {s.process.dir},
			"port": {strconv.Itoa(port)},
			"user": {Superuser},
		}.Encode(),
	}
	return u.String()
}

// BinDir is the directory of the programs that the server runs from. A package puts psql and pg_dump beside them.
func (s *Server) BinDir() string { return s.binDir }

// Version is the server's version, such as "18.1" or "15.13 (Debian 15.13-1)".
func (s *Server) Version() string { return s.version }

// Stop ends the server at once, with every session, and removes its files. Calling it again does nothing more and
// returns the same result. The error, if any, names what remains.
func (s *Server) Stop() error { return s.process.stop() }

// socketPath is where a server in dir listens.
func socketPath(dir string) string {
	return filepath.Join(dir, ".s.PGSQL."+strconv.Itoa(port))
}
