package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/spf13/cobra"
)

// connectTimeout is how long a connection may take to open if the DSN has no connect_timeout of its own.
const connectTimeout = 10 * time.Second

const dsnForms = "write it as postgres://user@host:5432/database or as host=… dbname=… user=…"

func dsnFlag(command *cobra.Command) {
	command.Flags().String("dsn", "", "the database, as a URL or as keywords (default DATABASE_URL)")
}

// chooseDSN is the DSN of the flag, or else of the environment, or else empty. A flag without a value is an error: it is
// what a script passes whose variable is unset, and it must not be told that some other database is fine.
func chooseDSN(cmd *cobra.Command, c console) (string, error) {
	flag := cmd.Flags().Lookup("dsn")
	if dsn := strings.TrimSpace(flag.Value.String()); dsn != "" {
		return dsn, nil
	}
	if flag.Changed {
		return "", errors.New("--dsn is empty: " + dsnForms + ", or leave the flag out")
	}
	return strings.TrimSpace(c.getenv("DATABASE_URL")), nil
}

// parseDSN reads a DSN. No error repeats a part of it: in one that is written wrongly, every part may be a piece of the
// password.
func parseDSN(dsn string) (*pgx.ConnConfig, error) {
	scheme, rest, isURL := strings.Cut(dsn, "://")
	switch {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		if passwordAstray(rest) {
			return nil, errors.New("the DSN cannot be read: " + escapes)
		}
	case isURL && !strings.Contains(scheme, "="):
		return nil, errors.New("the DSN has another scheme than postgres:// or postgresql:// " +
			"(jdbc: is Java's, and postgresql+driver: is SQLAlchemy's): " + dsnForms)
	case !strings.Contains(dsn, "="):
		return nil, errors.New("the DSN cannot be read: " + dsnForms)
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the DSN cannot be read: %s", whatIsWrong(err))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return config, nil
}

// passwordAstray reports whether the rest of a URL after its scheme has delimiters in places that only a password
// brings them to that is not escaped. The driver would take the pieces of such a password for a host and a database, and
// messages name those. It also refuses the few URLs that have an @ behind the host for another reason.
func passwordAstray(rest string) bool {
	if end := strings.IndexAny(rest, "@/"); end >= 0 && rest[end] == '@' {
		if strings.Contains(rest[:end], "?") {
			return true
		}
		rest = rest[end+1:]
	}
	return strings.Contains(rest, "@")
}

const escapes = "in a URL, write % @ / ? & # in a name or a password as %25 %40 %2F %3F %26 %23"

// mistakes are the beginnings of what the driver says about a DSN, and what there is to do.
var mistakes = []struct{ says, advice string }{
	{"failed to parse as URL", escapes},
	{"failed to parse as keyword/value", "keywords are name=value, separated by spaces; a value with spaces or quotes " +
		`stands in single quotes, with \' and \\ inside them`},
	{"failed to read service", "the connection service that it or PGSERVICE names is in no service file"},
	{"invalid port", "the port, also that of PGPORT, is a number up to 65535; " + escapes},
	{"could not match", "name one port for all hosts, or one for each"},
	{"failed to configure TLS", "sslmode is disable, allow, prefer, require, verify-ca or verify-full, " +
		"and the files of sslrootcert, sslcert and sslkey have to be readable (also those of PGSSL… variables)"},
	{"unknown target_session_attrs", "target_session_attrs is any, read-write, read-only, primary, standby or prefer-standby"},
	{"invalid connect_timeout", "connect_timeout is a number of seconds"},
}

// whatIsWrong says what is wrong with a DSN in words of its own, because those of the driver quote it.
func whatIsWrong(err error) string {
	if failure, ok := errors.AsType[*pgconn.ParseConfigError](err); ok {
		withoutDSN := *failure
		withoutDSN.ConnString = ""
		said := strings.TrimPrefix(withoutDSN.Error(), "cannot parse ``: ")
		for _, mistake := range mistakes {
			if strings.HasPrefix(said, mistake.says) {
				return mistake.advice
			}
		}
	}
	return "one of its parameters, or of the PG… variables that complete it, has a value that does not exist"
}
