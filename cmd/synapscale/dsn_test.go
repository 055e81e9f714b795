package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDSNsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const keywords = "keywords are name=value"
	cases := map[string]struct{ dsn, says string }{
		"garbage":                       {"garbage " + secret, dsnForms},
		"no scheme":                     {"user:" + secret + "@host/db", dsnForms},
		"another scheme":                {"mysql://root:" + secret + "@host/db", "another scheme"},
		"Java's scheme":                 {"jdbc:postgresql://host/db?user=a&password=" + secret, "another scheme"},
		"SQLAlchemy's scheme":           {"postgresql+asyncpg://u:" + secret + "@host/db", "another scheme"},
		"the password looks like one":   {secret + "://host", "another scheme"},
		"% in the password":             {"postgres://u:" + secret + "%zz@host/db", "as %25"},
		"/ in the password":             {"postgres://u:" + secret + "/x@host/db", "%2F"},
		"/ after digits":                {"postgres://u:1/" + secret + "@host/db", "%2F"},
		"/ and ? after digits":          {"postgres://u:1/x?" + secret + "@host/db", "%3F"},
		"/ and = after digits":          {"postgres://u:1/x?y=" + secret + "@host/db", "%3F"},
		"? in the password":             {"postgres://u:x?" + secret + "@host/db", "%3F"},
		"@ in the password":             {"postgres://u:x@" + secret + "@host/db", "%40"},
		"@ and ? in the password":       {"postgres://u:x@" + secret + "?y@host/db", "%40"},
		"@ in the password's parameter": {"postgres://?user=u&password=x@" + secret, "%40"},
		"& and @ in the parameter":      {"postgres://h/db?user=u&password=x&y=" + secret + "@z", "%26"},
		"@ in a user's name":            {"postgres://h/db?user=u@corp&password=" + secret, "%40"},
		"a parameter in the password":   {"postgres://u:1/x?user=" + secret + "@h/db", "%40"},
		"no = in a parameter":           {"postgres://u@host/db?" + secret, "in a URL"},
		"the password as a port":        {"postgres://u:" + secret, "the port"},
		"the port":                      {"postgres://u:" + secret + "@host:99999/db", "the port"},
		"the ports":                     {"host=a,b,c port=1,2 password=" + secret, "one port for all hosts"},
		"space in the password":         {"password=x " + secret + " host=h", keywords},
		"quote in the password":         {"password='it's " + secret + "' host=h", keywords},
		"open quote":                    {"password='" + secret, keywords},
		"no keyword":                    {"=" + secret, keywords},
		"sslmode":                       {"postgres://u@host/db?sslmode=" + secret, "sslmode is disable"},
		"sslrootcert":                   {"host=h sslmode=verify-full sslrootcert=/" + secret, "readable"},
		"service":                       {"service=" + secret, "service file"},
		"target_session_attrs":          {"host=h target_session_attrs=" + secret, "target_session_attrs is any"},
		"connect_timeout":               {"host=h connect_timeout=" + secret, "connect_timeout is a number"},
		"another parameter":             {"host=h channel_binding=" + secret, "has a value that does not exist"},
		"driver's own parameter":        {"host=h default_query_exec_mode=" + secret, "has a value that does not exist"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, arguments := range [][]string{{"check"}, {"migrate", "up"}, {"migrate", "adopt"}} {
				r := commandOn(t.Context(), t, databaseURL(c.dsn), arguments...)
				require.Equal(t, exitNotChecked, r.status)
				require.Empty(t, r.out)
				require.Contains(t, r.err, c.says)
			}
		})
	}
}

func TestDSNsThatCanBeRead(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ dsn, at, user, password, database string }{
		"URL":             {"postgres://u:p@host:1234/db", "host:1234", "u", "p", "db"},
		"longer scheme":   {"postgresql://u:p@host/db", "host:5432", "u", "p", "db"},
		"escapes":         {"postgres://u%40corp:%25%40%2F%3F%26%23%3A%20@host/db%2F1", "host:5432", "u@corp", "%@/?&#: ", "db/1"},
		"bare characters": {"postgres://u:!$()*+,;=:#'@host/db", "host:5432", "u", "!$()*+,;=:#'", "db"},
		"parameters":      {"postgres://host/db?user=u%40corp&password=p%40w", "host:5432", "u@corp", "p@w", "db"},
		"IPv6":            {"postgres://u:p@[::1]:1234/db", "[::1]:1234", "u", "p", "db"},
		"two hosts":       {"postgres://u:p@a:1,b:2/db", "a:1 and b:2", "u", "p", "db"},
		"socket in URL":   {"postgres:///db?host=/run/pg&port=1234&user=u&password=p", "/run/pg/.s.PGSQL.1234", "u", "p", "db"},
		"keywords":        {"host=host port=1234 user=u password=p dbname=db", "host:1234", "u", "p", "db"},
		"quotes":          {`host = host user='u' password='it\'s a \\' dbname=db`, "host:5432", "u", `it's a \`, "db"},
		"URL as password": {"host=host user=u password=postgres://x dbname=db", "host:5432", "u", "postgres://x", "db"},
		"socket":          {"host=/run/pg user=u password=p dbname=db", "/run/pg/.s.PGSQL.5432", "u", "p", "db"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config, err := parseDSN(c.dsn)
			require.NoError(t, err)
			require.Equal(t, c.at, addresses(config))
			require.Equal(t, []string{c.user, c.password, c.database}, []string{config.User, config.Password, config.Database})
			require.Equal(t, connectTimeout, config.ConnectTimeout)
		})
	}
	config, err := parseDSN("host=h connect_timeout=3")
	require.NoError(t, err)
	require.Equal(t, 3*time.Second, config.ConnectTimeout)
}

func TestWhichDatabase(t *testing.T) {
	t.Parallel()
	const flag, variable = "postgres://u@127.0.0.1:1/flag", "postgres://u@127.0.0.1:2/variable"
	cases := map[string]struct {
		variable  string
		arguments []string
		says      string
	}{
		"the variable":           {variable, nil, "127.0.0.1:2"},
		"space around it":        {" " + variable + "\n", nil, "127.0.0.1:2"},
		"the flag":               {"", []string{"--dsn", flag}, "127.0.0.1:1"},
		"the flag wins":          {variable, []string{"--dsn", flag}, "127.0.0.1:1"},
		"an empty flag":          {"", []string{"--dsn", ""}, "--dsn is empty"},
		"an empty flag does too": {variable, []string{"--dsn", " "}, "--dsn is empty"},
		"neither":                {"", nil, "which database?"},
		"an empty variable":      {" ", nil, "which database?"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := append([]string{"migrate", "status"}, c.arguments...)
			r := commandOn(t.Context(), t, databaseURL(c.variable), arguments...)
			require.Equal(t, exitNotChecked, r.status)
			require.Contains(t, r.err, c.says)
		})
	}
	r := command(t, "check", "--dsn", "")
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "--dsn is empty", "no other database is checked instead")
}

// What the driver reads from the environment completes a DSN, as it does for psql.
func TestVariablesCompleteTheDSN(t *testing.T) {
	t.Setenv("PGHOST", "elsewhere")
	t.Setenv("PGPORT", "1234")
	t.Setenv("PGUSER", "somebody")
	t.Setenv("PGPASSWORD", secret)
	config, err := parseDSN("postgres:///db")
	require.NoError(t, err)
	require.Equal(t, []string{"elsewhere:1234", "somebody", secret, "db"}, []string{addresses(config), config.User, config.Password, config.Database})
	config, err = parseDSN("postgres://u:p@host:1/db")
	require.NoError(t, err)
	require.Equal(t, []string{"host:1", "u", "p"}, []string{addresses(config), config.User, config.Password})

	t.Setenv("PGSERVICE", secret)
	r := command(t, "check", "--dsn", "host=h")
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "PGSERVICE")
}

// Whatever is wrong with a DSN, what is said about it is one of a few texts and never a piece of it. A password
// written as it should be arrives unchanged.
func FuzzDSN(f *testing.F) {
	for _, password := range []string{"p", "p@w", "100%", "a/b?c#d", "it's", `\`, "p w", "x=y", "://", "1/x?y=z@h", "\x00", "ü"} {
		f.Add(password)
	}
	texts := map[string]bool{}
	for _, text := range []string{dsnForms, escapes, whatIsWrong(nil)} {
		texts[text] = true
	}
	for _, mistake := range mistakes {
		texts[mistake.advice] = true
	}
	f.Fuzz(func(t *testing.T, password string) {
		for _, dsn := range []string{
			password, "postgres://" + password, "postgres://u:" + password + "@h/db", "postgres://h/db?user=u&password=" + password,
			"host=h password=" + password + " user=u", "host=h password='" + password + "'",
		} {
			config, err := parseDSN(dsn)
			if err != nil {
				require.Nil(t, config)
				text := strings.TrimPrefix(err.Error(), "the DSN cannot be read: ")
				require.True(t, texts[text] || strings.HasPrefix(text, "the DSN has another scheme than postgres://") && strings.HasSuffix(text, dsnForms), text)
			}
		}
		if config, err := parseDSN("postgres://u:" + password + "@h/db"); err == nil {
			require.Equal(t, []string{"h:5432", "u", "db"}, []string{addresses(config), config.User, config.Database})
		}
		if strings.ContainsRune(password, 0) || password == "" {
			return
		}
		config, err := parseDSN("postgres://u:" + escaped(password) + "@h/db")
		require.NoError(t, err)
		require.Equal(t, password, config.Password)
		quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(password)
		config, err = parseDSN("host=h dbname=db user=u password='" + quoted + "'")
		require.NoError(t, err)
		require.Equal(t, password, config.Password)
	})
}

func escaped(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
