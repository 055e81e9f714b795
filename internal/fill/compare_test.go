package fill_test

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
)

func TestWhatChecksumsNotice(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change  string
		except  []string
		noticed bool
	}{
		"one value":                    {change: "update synapscale_db.users set bio = 'x' where username = 'username 1'", noticed: true},
		"a value that goes":            {change: "update synapscale_db.users set bio = null where username = 'username 1'", noticed: true},
		"a value in a document":        {change: "update synapscale_db.users set metadata = metadata || '{\"a\": null}' where username = 'username 1'", noticed: true},
		"two rows changing places":     {change: "update synapscale_db.users set bio = case bio when 'bio 0' then 'bio 1' when 'bio 1' then 'bio 0' else bio end", noticed: true},
		"two columns in one row":       {change: "update synapscale_db.users set bio = full_name, full_name = bio where username = 'username 1'", noticed: true},
		"a row that goes":              {change: "delete from synapscale_db.users where username = 'username 1'", noticed: true},
		"a row that comes":             {change: "insert into synapscale_db.users (id, email, username, hashed_password, full_name) values (gen_random_uuid(), 'e', 'u', 'p', 'n')", noticed: true},
		"one row for another":          {change: "update synapscale_db.users set id = gen_random_uuid() where username = 'username 1'", noticed: true},
		"a new column with values":     {change: "alter table synapscale_db.users add kind text default 'x'", noticed: true},
		"a column that goes":           {change: "alter table synapscale_db.users drop bio", noticed: true},
		"nothing":                      {change: "select"},
		"the order of the rows":        {change: "update synapscale_db.users set bio = bio where username = 'username 0'"},
		"the order of the columns":     {change: "alter table synapscale_db.users add text text; update synapscale_db.users set text = bio; alter table synapscale_db.users drop bio; alter table synapscale_db.users rename text to bio"},
		"a new column of nulls":        {change: "alter table synapscale_db.users add kind text"},
		"a new column left out":        {change: "alter table synapscale_db.users add kind text default 'x'", except: []string{"kind"}},
		"a changed column left out":    {change: "update synapscale_db.users set bio = 'x'", except: []string{"bio"}},
		"a column that went, left out": {change: "alter table synapscale_db.users drop bio", except: []string{"bio"}},
		"a change beside what is left out": {
			change: "update synapscale_db.users set bio = 'x'", except: []string{"full_name"}, noticed: true,
		},
	}
	db := newest(t)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 3, WithoutTriggers: true}))
	tables, except, changes := map[string]string{}, map[string][]string{}, []string{}
	for name, test := range cases {
		// Each case has a table of its own, so that one reading before and one after serve all.
		table := fmt.Sprintf("case_%d", len(tables))
		tables[name], except[table] = table, test.except
		changes = append(changes, strings.ReplaceAll(test.change, "synapscale_db.users", "synapscale_db."+table))
		exec(t, db, "create table synapscale_db."+table+" as table synapscale_db.users")
	}
	before := checksums(t, db, except)
	exec(t, db, changes...)
	after := checksums(t, db, except)
	for name, test := range cases {
		require.Equal(t, test.noticed, before[tables[name]] != after[tables[name]], name)
	}
	for table := range after {
		if !slices.Contains(slices.Collect(maps.Values(tables)), table) {
			require.Equal(t, before[table], after[table], "%s is as it was", table)
		}
	}
}

// withoutTriggers runs statements as if there were neither triggers nor foreign keys.
func withoutTriggers(t *testing.T, db *sql.DB, statements string) {
	t.Helper()
	exec(t, db, "set local session_replication_role = replica; "+statements)
}

func TestOrphansAreFoundWithAndWithoutAForeignKey(t *testing.T) {
	t.Parallel()
	db := newest(t)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 3, WithoutTriggers: true, More: map[string]int{"project_comments": 6}}))
	withoutTriggers(t, db, "delete from synapscale_db.nodes where name in ('name 0', 'name 2')")
	require.Equal(t, map[string]int64{
		"node_executions (node_id) -> nodes (id)": 2,
		"node_ratings (node_id) -> nodes (id)":    2,
		"workflow_nodes (node_id) -> nodes (id)":  2,
	}, orphans(t, db))
	withoutTriggers(t, db, "update synapscale_db.project_comments set parent_id = gen_random_uuid() where parent_id is not null and content = 'content 3'")
	require.EqualValues(t, 1, orphans(t, db)["project_comments (parent_id) -> project_comments (id)"])
}

func TestErrorsNameTheirCause(t *testing.T) {
	t.Parallel()
	db := newest(t)
	require.NoError(t, db.Close())
	_, err := fill.Checksums(t.Context(), db, nil)
	require.ErrorContains(t, err, "closed")
	_, err = fill.Orphans(t.Context(), db)
	require.ErrorContains(t, err, "closed")
	require.ErrorContains(t, fill.Fill(t.Context(), db, fill.Options{Rows: 1}), "closed")
}
