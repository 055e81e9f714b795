package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/spf13/cobra"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

func dsnFlag(command *cobra.Command, dsn *string) {
	command.Flags().StringVar(dsn, "dsn", "", "the database, as a URL or as keywords (default DATABASE_URL)")
}

func chooseDSN(c console, dsn string) string {
	if dsn != "" {
		return dsn
	}
	return c.getenv("DATABASE_URL")
}

// connectTimeout is how long a connection may take to open if the DSN has no
// connect_timeout of its own.
const connectTimeout = 10 * time.Second

// connect opens a pool and proves that it reaches a server, so that each way of
// not reaching one gets a message of its own. No message holds the DSN, because it
// may hold a password.
func connect(ctx context.Context, dsn string) (*gorm.DB, error) {
	config, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	sqlDB := stdlib.OpenDB(*config)
	if err := sqlDB.PingContext(ctx); err != nil {
		return nil, errors.Join(explain(config, err), sqlDB.Close())
	}
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: sqlDB}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return nil, errors.Join(err, sqlDB.Close())
	}
	return db, nil
}

func disconnect(db *gorm.DB) {
	if sqlDB, err := db.DB(); err == nil {
		_ = sqlDB.Close() // the answer is known; a lost connection does not change it
	}
}

const dsnForms = "write it as postgres://user@host:5432/database or as host=… dbname=… user=…"

func parseDSN(dsn string) (*pgx.ConnConfig, error) {
	scheme, _, isURL := strings.Cut(dsn, "://")
	if isURL && scheme != "postgres" && scheme != "postgresql" && !strings.Contains(scheme, "=") {
		return nil, fmt.Errorf("the DSN is not one of PostgreSQL (it begins with %s://): %s", scheme, dsnForms)
	}
	if !isURL && !strings.Contains(dsn, "=") {
		return nil, fmt.Errorf("the DSN cannot be read: %s", dsnForms)
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the DSN cannot be read (%s): %s", cause(err), dsnForms)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return config, nil
}

// cause names what is wrong with a DSN by the parser's innermost words, and only
// if they cannot repeat a part of the DSN.
func cause(err error) string {
	for _, known := range []string{"invalid port", "invalid sslmode", "sslmode is invalid", "invalid connect_timeout", "invalid keyword/value", "unable to read", "host", "user"} {
		if strings.Contains(err.Error(), known) {
			return known
		}
	}
	return "its form is wrong"
}

// explain turns what the driver says into what the reader can do.
func explain(config *pgx.ConnConfig, err error) error {
	where := fmt.Sprintf("%s:%d", config.Host, config.Port)
	if strings.HasPrefix(config.Host, "/") {
		where = fmt.Sprintf("%s/.s.PGSQL.%d", config.Host, config.Port)
	}
	var (
		refusal *pgconn.PgError
		network net.Error
	)
	switch {
	case errors.As(err, &refusal):
		return refused(config, where, refusal)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "unexpected message"),
		strings.Contains(err.Error(), "tls error"), strings.Contains(err.Error(), "unknown message type"),
		strings.Contains(err.Error(), "invalid body length"), strings.Contains(err.Error(), "invalid message"):
		return fmt.Errorf("what listens at %s does not answer as PostgreSQL does (%w): check host, port and sslmode", where, err)
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer from %s in time: check host, port and firewall", where)
	default:
		return fmt.Errorf("nothing to connect to at %s: is PostgreSQL running there, and are host and port right?\n%w", where, err)
	}
}

func refused(config *pgx.ConnConfig, where string, refusal *pgconn.PgError) error {
	switch refusal.Code {
	case "28P01", "28000":
		return fmt.Errorf("the server at %s does not let user %q in: check user, password and pg_hba.conf (%s)", where, config.User, refusal.Message)
	case "3D000":
		return fmt.Errorf("the server at %s has no database %q: create it, or correct the DSN", where, config.Database)
	case "42501":
		return fmt.Errorf("user %q may not connect to database %q: grant connect on database %[2]q to %[1]q", config.User, config.Database)
	case "53300":
		return fmt.Errorf("the server at %s has no connection left: try again, or raise max_connections", where)
	default:
		return fmt.Errorf("the server at %s refused the connection: %s (SQLSTATE %s)", where, refusal.Message, refusal.Code)
	}
}
