package array_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/array"
	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// PostgreSQL reads what Value writes, and Scan reads what PostgreSQL writes.
func TestTextThroughPostgreSQL(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for name, written := range map[string]array.Text{
		"null":            nil,
		"empty":           {},
		"empty element":   {""},
		"plain":           {"sso", "api_access"},
		"word null":       {"NULL", "null"},
		"quotes":          {`"`, `'`, `\`, `\"`, `""`},
		"punctuation":     {"{", "}", ",", " ", "{a,b}", "a b"},
		"space":           {"\t", "\n", " a "},
		"beyond ASCII":    {"ação", "日本", "\u00a0"},
		"placeholders":    {"$1", "?", "@name"},
		"many equal ones": {"a", "a", "a"},
	} {
		var found struct {
			Labels array.Text
			IsNull bool
		}
		require.NoError(t, tx.Raw("select labels, labels is null as is_null from (select ?::text[] as labels) given", written).
			Scan(&found).Error, name)
		require.Equal(t, written, found.Labels, name)
		require.Equal(t, written == nil, found.IsNull, name)
	}
}

func TestScanReplacesWhatWasThere(t *testing.T) {
	t.Parallel()
	labels := array.Text{"old"}
	require.NoError(t, labels.Scan("{new,newer}"))
	require.Equal(t, array.Text{"new", "newer"}, labels)
	require.NoError(t, labels.Scan(nil))
	require.Nil(t, labels)
}

func TestScanRefuses(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]any{
		"a null element":  "{a,NULL}",
		"no array":        "a",
		"an open array":   "{a",
		"two dimensions":  "{{a},{b}}",
		"another type":    7,
		"an open literal": `{"a}`,
	} {
		labels := array.Text{"old"}
		require.ErrorContains(t, labels.Scan(source), "array: scan text[]", name)
		require.Equal(t, array.Text{"old"}, labels, "%s must not change it", name)
	}
}

func FuzzTextScan(f *testing.F) {
	for _, seed := range []string{"{}", "{a,b}", `{"a,b","c\"d"}`, "{NULL}", "{a", "[0:1]={a,b}", "{{a},{b}}", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		var labels array.Text
		if labels.Scan(source) != nil {
			return
		}
		value, err := labels.Value()
		if err != nil {
			return
		}
		var again array.Text
		require.NoError(t, again.Scan(value))
		require.Equal(t, labels, again)
	})
}
