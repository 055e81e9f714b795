package main

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// connect opens a pool and proves that it reaches a server, so that each way of not reaching one gets a message of
// its own. No message holds the DSN, because it may hold a password.
func connect(ctx context.Context, c console, dsn string) (*sql.DB, error) {
	config, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	defer c.announce(fmt.Sprintf("Connecting to %s …", addresses(config)))()
	db := stdlib.OpenDB(*config)
	// Not a ping: of one that fails, the driver does not tell why.
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = db.Close() // It holds no connection.
		return nil, explain(config, err)
	}
	_ = conn.Close() // It goes back to the pool.
	return db, nil
}

// addresses lists what a DSN leads to, as host:port or as the path of a socket.
func addresses(config *pgx.ConnConfig) string {
	_, first := pgconn.NetworkAddress(config.Host, config.Port)
	all := []string{first}
	for _, fallback := range config.Fallbacks {
		_, address := pgconn.NetworkAddress(fallback.Host, fallback.Port)
		if !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return strings.Join(all, " and ")
}

// explain turns what the driver says into what the reader can do.
func explain(config *pgx.ConnConfig, err error) error {
	where := addresses(config)
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refused(config, where, refusal)
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok && !lookup.IsTimeout {
		return fmt.Errorf("the host %s is not known to DNS: check its name", lookup.Name)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("PostgreSQL does not answer at %s in time: check host, port and firewall, or allow more time with connect_timeout", where)
	case isForeign(err):
		return fmt.Errorf("what listens at %s does not answer as PostgreSQL does: check host and port", where)
	case strings.Contains(err.Error(), "server refused TLS connection"):
		return fmt.Errorf("the server at %s offers no encryption: switch it on there, or set sslmode=prefer", where)
	case isType[*tls.CertificateVerificationError](err):
		return fmt.Errorf("the certificate of the server at %s is not trusted: name its authority with sslrootcert, and the host as the certificate does", where)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOENT):
		return fmt.Errorf("nothing listens at %s: start PostgreSQL there, or correct host and port", where)
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return fmt.Errorf("this user may not open %s: connect by host name instead, or as another user", where)
	default:
		return fmt.Errorf("%s cannot be reached: check host, port and the parameters of the DSN\n%w", where, err)
	}
}

// isForeign reports whether something answered that is not PostgreSQL.
func isForeign(err error) bool {
	for _, words := range []string{
		"received unexpected message", "unknown message type", "invalid body length", "invalid message", "unknown authentication message",
	} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || isType[tls.RecordHeaderError](err)
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// refused explains a server's refusal of a connection.
func refused(config *pgx.ConnConfig, where string, refusal *pgconn.PgError) error {
	switch refusal.Code {
	case "28P01", "28000":
		return fmt.Errorf("the server at %s does not let user %q in: check user, password and pg_hba.conf (%s)", where, config.User, refusal.Message)
	case "3D000":
		return fmt.Errorf("the server at %s has no database %q: create it, or correct the DSN", where, config.Database)
	case "42501":
		return fmt.Errorf("user %q may not connect to database %q: grant connect on database %[2]q to %[1]q", config.User, config.Database)
	case "53300":
		return fmt.Errorf("the server at %s has no connection left (%s): try again, or raise the limit", where, refusal.Message)
	case "57P01", "57P02", "57P03":
		return fmt.Errorf("the server at %s is not ready (%s): try again", where, refusal.Message)
	default:
		// Its message would name a parameter that it does not know, and that may be a piece of a password.
		return fmt.Errorf("the server at %s refuses the connection (SQLSTATE %s): check the parameters of the DSN, and look into the server's log", where, refusal.Code)
	}
}
