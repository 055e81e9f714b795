package glob_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/glob"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"*", "", true},
		{"*", "a/b.c", true},
		{"**", "ab", true},
		{"?", "ü", true},
		{"?", "", false},
		{"a*", "ab", true},
		{"a*", "ba", false},
		{"*_key", "agents_pkey_key", true},
		{"*a*b", "xaxbxab", true},
		{"*a*b", "xaxbxa", false},
		{"a?c*", "abc", true},
		{`a\*`, "a*", true},
		{`a\*`, "ab", false},
		{`a\?`, "a?", true},
		{`a\?`, "ab", false},
		{`a\`, `a\`, true},
		{`\\`, `\`, true},
		{`*\`, `ab\`, true},
		{"A", "a", false},
	} {
		require.Equal(t, c.want, glob.Match(c.pattern, c.name), "%q %q", c.pattern, c.name)
	}
}

func TestMatchTable(t *testing.T) {
	t.Parallel()
	require.True(t, glob.MatchTable("agent*", "shop.agents"))
	require.True(t, glob.MatchTable("shop.agent*", "shop.agents"))
	require.True(t, glob.MatchTable("agents", "agents"))
	require.False(t, glob.MatchTable("agents", "agents.shop"))
	require.False(t, glob.MatchTable("other.*", "shop.agents"))
	require.True(t, glob.MatchTable("*.agents", "shop.agents"))
}

func FuzzMatch(f *testing.F) {
	f.Add("a*b?", "axxbc")
	f.Add(`\*\`, `*\`)
	f.Add("*\x80", "\x80\x80")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 50 || strings.Count(pattern, "*") > 5 {
			return // The pattern that it is compared with would take long.
		}
		pattern, name = strings.ToValidUTF8(pattern, "!"), strings.ToValidUTF8(name, "!")
		var expression strings.Builder
		escaped := false
		for _, r := range pattern {
			switch {
			case escaped:
				expression.WriteString(regexp.QuoteMeta(string(r)))
				escaped = false
			case r == '\\':
				escaped = true
			case r == '*':
				expression.WriteString(".*")
			case r == '?':
				expression.WriteString(".")
			default:
				expression.WriteString(regexp.QuoteMeta(string(r)))
			}
		}
		if escaped {
			expression.WriteString(`\\`)
		}
		require.Equal(t, regexp.MustCompile("(?s)^"+expression.String()+"$").MatchString(name), glob.Match(pattern, name))
	})
}
