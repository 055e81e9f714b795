package validation

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/netresearch/go-cron"
	"github.com/stretchr/testify/require"
)

func TestRules(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ accepted, refused []string }{
		"cron_expression": {
			accepted: []string{
				"0 9 * * *", "*/5 * * * *", "0 8-18/2 1,15 JAN-mar MON-FRI", "59 23 31 12 7",
				"0\t9  * * *", "0 22-2 * * *", "0 9 ? * 1", "0 0 30 2 *",
			},
			refused: []string{
				"", " ", "0 9 * *", "0 0 9 * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
				"70/5 * * * *", "0 24/1 * * *", "5,70/5 * * * *", "0 9 32/1 * *", "0 9 * 13/1 *", "0 9 * * 8/1",
				"70-0 * * * *", "0 24-2 * * *", "0 9 32-1 * *", "0 9 5-0 * *", "0 9 * 13-1 *", "0 9 * * 8-1",
				"*/0 * * * *", "*/100 * * * *", "59 59 59 59 59", "*/99999999999999999999 * * * *",
				"@daily", "@every 1s", "TZ=0", "TZ=", "CRON_TZ=UTC 0 9 * * *", "TZ=UTC 9 * * *",
				", , , , ,", "0, 9 * * *", "+1 * * * *", "-1 * * * *", "*-5 * * * *",
				"H * * * *", "0 9 L * *", "0 9 * * FRI#3", "every day at nine", "0 9 * * *\n", " 0 9 * * *",
				"0\u00a09 * * *", "٣ * * * *", strings.Repeat("1,", 600) + "1 * * * *",
			},
		},
		"slug": {
			accepted: []string{"a", "7", "acme", "acme-corp-2", "2-go"},
			refused:  []string{"", "-", "-acme", "acme-", "acme--corp", "Acme", "acme_corp", "acme corp", "café", "acme\n"},
		},
		"hex_color": {
			accepted: []string{"#6B7280", "#6b7280", "#000000"},
			refused:  []string{"", "#", "6B7280", "#6B728", "#6B72800", "#fff", "#6B728G", "#6B7280FF", "#6B7280\n"},
		},
		"permission_key": {
			accepted: []string{
				"agents.read", "workflows:execute", "agents:*", "agents.*", "agent_kbs.read",
				"agents.versions:read", "agents.versions.*", "tools2:run-now",
			},
			refused: []string{
				"", "*", "agents", "agents.", ".read", "agents..read", "agents.:read", "*.read", "*:*", "agents.*.read", "agents.re*",
				"agents.**", "Agents.read", "agents.READ", "agents read", "agents/read", "2agents.read", "agents_.read",
				"_agents.read", "agent__kbs.read", "agénts.read", "agents.read\n",
			},
		},
	}
	require.Len(t, cases, len(rules), "every tag of ours is tested")

	v := New()
	for tag, values := range cases {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			for _, value := range values.accepted {
				require.NoError(t, v.Var(value, tag), "%q", value)
				require.NoError(t, v.Var(&value, "omitempty,"+tag), "%q behind a pointer", value)
			}
			for _, value := range values.refused {
				require.Error(t, v.Var(value, tag), "%q", value)
			}
			require.Error(t, v.Var(7, tag), "only text can satisfy a rule about text")
		})
	}
}

func TestJSONArrays(t *testing.T) {
	t.Parallel()
	const tag = "json_arrays=nodes connections"
	v := New()
	for _, document := range []any{
		json.RawMessage(`{"nodes": [], "connections": [{}], "more": 1}`),
		map[string]any{"nodes": []any{}, "connections": []map[string]any{{}}},
	} {
		require.NoError(t, v.Var(document, tag), "%s", document)
	}
	for _, document := range []any{
		json.RawMessage(`{"nodes": []}`), json.RawMessage(`{"nodes": [], "connections": {}}`), json.RawMessage(`[]`),
		json.RawMessage(`{"nodes": [], "connections": null}`), json.RawMessage(`{"nodes": [`), json.RawMessage(nil),
		map[string]any{"nodes": []any{}},
		map[string]any{"nodes": []any{}, "connections": []any(nil)},
		map[string]any{"nodes": []any{}, "connections": "[]"},
		map[string]string{"nodes": "[]"},
		7,
	} {
		require.Error(t, v.Var(document, tag), "%s", document)
	}
}

// FuzzCronExpression holds that no input panics, and that an accepted one is five
// fields of which each leaves at least one moment.
func FuzzCronExpression(f *testing.F) {
	for _, seed := range []string{
		"0 9 * * *", "*/5 8-18/2 1,15 JAN MON-FRI", "TZ=0", "TZ=", "CRON_TZ=UTC 0 9 * * *", "@every 1s",
		", , , , ,", "+1 * * * *", "0 0 30 2 ?", "22-2 * * * *", "59 59 59 59 59", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		if !isCronExpression(expression) {
			return
		}
		require.Len(t, strings.Fields(expression), 5)
		parsed, err := cron.ParseStandard(expression)
		require.NoError(t, err)
		schedule, ok := parsed.(*cron.SpecSchedule)
		require.True(t, ok, "%T", parsed)
		for _, moments := range []uint64{schedule.Minute, schedule.Hour, schedule.Dom, schedule.Month, schedule.Dow} {
			require.NotZero(t, moments)
		}
	})
}

// FuzzSlug compares the pattern with the same rule said in another way.
func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"acme-corp-2", "-", "a--b", "a-", "É", "a\n", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		want := true
		for part := range strings.SplitSeq(value, "-") {
			want = want && part != "" && strings.TrimLeft(part, lower+digits) == ""
		}
		require.Equal(t, want, slug.MatchString(value))
	})
}

// FuzzPermissionKey compares the pattern with the same rule said in another way.
func FuzzPermissionKey(f *testing.F) {
	for _, seed := range []string{"agents.read", "workflows:execute", "agents:*", "*", "*.read", "a_b-c.d", "a..b", "a.b\n", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		words := strings.Split(strings.ReplaceAll(key, ":", "."), ".")
		last := len(words) - 1
		want := last > 0
		for i, word := range words {
			want = want && (isKeyWord(word) || i == last && word == "*")
		}
		require.Equal(t, want, permissionKey.MatchString(key))
	})
}

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	digits = "0123456789"
)

func isKeyWord(word string) bool {
	if word == "" || !strings.Contains(lower, word[:1]) {
		return false
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(word, "_", "-"), "-") {
		if part == "" || strings.TrimLeft(part, lower+digits) != "" {
			return false
		}
	}
	return true
}
