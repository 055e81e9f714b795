package audit_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/internal/pgtest"
)

var (
	first  = uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
	second = uuid.MustParse("ffffffff-ffff-ffff-ffff-ffffffffffff")
)

// The function of the database and the one in Go give the same.
func TestRecordIDIsTheDatabases(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for _, test := range []struct {
		id    uuid.UUID
		table string
		key   string // As PostgreSQL writes an array of text.
	}{
		{audit.RecordID("tools", first), "tools", `{0190f5fe-7c00-7a00-8000-000000000001}`},
		{audit.RecordID("tools", strings.ToUpper(second.String())), "tools", `{FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF}`},
		{audit.RecordID("tools", "0190f5fe7c007a008000000000000001"), "tools", `{0190f5fe7c007a008000000000000001}`},
		{audit.RecordID("tools", "{0190f5fe-7c00-7a00-8000-000000000001}"), "tools", `{"{0190f5fe-7c00-7a00-8000-000000000001}"}`},
		{audit.RecordID("agent_tools", first, second), "agent_tools", `{0190f5fe-7c00-7a00-8000-000000000001,ffffffff-ffff-ffff-ffff-ffffffffffff}`},
		{audit.RecordID("agent_tools", second, first), "agent_tools", `{ffffffff-ffff-ffff-ffff-ffffffffffff,0190f5fe-7c00-7a00-8000-000000000001}`},
		{audit.RecordID("synapscale_db.agent_tools", first, second), "agent_tools", `{0190f5fe-7c00-7a00-8000-000000000001,ffffffff-ffff-ffff-ffff-ffffffffffff}`},
		{audit.RecordID("t", 0), "t", `{0}`},
		{audit.RecordID("t", -1, 2), "t", `{-1,2}`},
		{audit.RecordID("t", int16(math.MinInt16)), "t", `{-32768}`},
		{audit.RecordID("t", int32(math.MaxInt32)), "t", `{2147483647}`},
		{audit.RecordID("t", int64(math.MinInt64)), "t", `{-9223372036854775808}`},
		{audit.RecordID("t", ""), "t", `{""}`},
		{audit.RecordID("t", "", ""), "t", `{"",""}`},
		{audit.RecordID("tábua", "São Paulo", "日本", "🙂"), "tábua", `{"São Paulo",日本,🙂}`},
		{audit.RecordID("t", `a/b`, `c`), "t", `{a/b,c}`},
		{audit.RecordID("t", `a`, `b/c`), "t", `{a,b/c}`},
	} {
		var id string
		require.NoError(t, tx.Raw("select synapscale_db.audit_record_id(?, ?)", test.table, test.key).Scan(&id).Error)
		require.Equal(t, id, test.id.String(), "%s %s", test.table, test.key)
	}
}

func TestRecordIDTellsRowsApart(t *testing.T) {
	t.Parallel()
	seen := map[uuid.UUID]bool{}
	for i, id := range []uuid.UUID{
		audit.RecordID("t", first),
		audit.RecordID("t", first, second),
		audit.RecordID("t", second, first),
		audit.RecordID("u", first, second),
		audit.RecordID("t", "a"),
		audit.RecordID("t", "a", ""),
		audit.RecordID("t", "", "a"),
		audit.RecordID("t", "a/b", "c"),
		audit.RecordID("t", "a", "b/c"),
		audit.RecordID("ta", ""),
	} {
		require.False(t, seen[id], "%d", i)
		seen[id] = true
	}
}

func FuzzRecordID(f *testing.F) {
	f.Add("agent_tools", "0190f5fe-7c00-7a00-8000-000000000001", "")
	f.Add("t", "São Paulo", "/")
	f.Add("a.b", "\x01\\", "\"{}")
	f.Fuzz(func(t *testing.T, table, one, two string) {
		for _, text := range []string{table, one, two} {
			if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
				t.Skip("no text of PostgreSQL")
			}
		}
		id := audit.RecordID(table, one, two)
		require.Equal(t, uuid.Version(3), id.Version())
		require.Equal(t, uuid.RFC4122, id.Variant())
		require.Equal(t, id, audit.RecordID("s."+table, one, two))
		var fromServer string
		require.NoError(t, pgtest.Tx(t).Raw("select synapscale_db.audit_record_id(?, array[?::text, ?::text])", table[strings.LastIndex(table, ".")+1:], one, two).Scan(&fromServer).Error)
		require.Equal(t, fromServer, id.String())
	})
}
