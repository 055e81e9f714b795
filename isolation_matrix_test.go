package synapscale_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// A matrixCell is one attempt of somebody on a row: what is expected of it, and what came of it.
type matrixCell struct {
	Table, Command, Row, Actor string
	setup, role, tenant, sql   string
	Want, Got                  string
}

func (c matrixCell) String() string {
	return fmt.Sprintf("%s: %s %s as %s: %s, want %s", c.Table, c.Command, c.Row, c.Actor, c.Got, c.Want)
}

// What an attempt comes to.
const (
	reached  = "1"     // one row
	nothing  = "0"     // no row, and no error
	refused  = "42501" // by a policy, or for want of the privilege
	dangling = "23503" // as if what is referred to did not exist
)

// whose says to whom a row belongs, seen from tenant A.
type whose string

const (
	ownRow    whose = "own"
	otherRow  whose = "other"
	sharedRow whose = "shared"   // without a tenant
	guestRow  whose = "guest"    // a user at home elsewhere, who has a role here
	globalRow whose = "nobody's" // of a table without tenants
)

// matrixSpecials says what the reason of each special table says, in the words of this test.
var matrixSpecials = map[string]struct{ reads, writes []whose }{
	"tenants":                    {reads: []whose{ownRow}},
	"subscriptions":              {reads: []whose{ownRow}},
	"users":                      {reads: []whose{ownRow, guestRow}, writes: []whose{ownRow}},
	"webhook_logs":               {reads: []whose{ownRow}, writes: []whose{ownRow}},
	"analytics_metrics":          {reads: []whose{ownRow}, writes: []whose{ownRow}},
	"business_metrics":           {reads: []whose{ownRow}, writes: []whose{ownRow}},
	"system_performance_metrics": {reads: []whose{ownRow}, writes: []whose{ownRow}},
	"audit_log":                  {},
}

// matrixRefusals are the tables that cannot be changed by anybody, with the error that says so.
var matrixRefusals = map[string]string{
	"agent_configurations": "SYI01", // trg_refuse_update_agent_configurations: a configuration never changes
}

// rights says which rows the kind of a table lets a tenant read and write.
func rights(table isolation.Table) (reads, writes []whose) {
	switch table.Kind {
	case isolation.Owned, isolation.Part:
		return []whose{ownRow}, []whose{ownRow}
	case isolation.Shared:
		return []whose{ownRow, sharedRow}, []whose{ownRow}
	case isolation.Global:
		return []whose{globalRow}, nil
	default:
		special := matrixSpecials[table.Name]
		return special.reads, special.writes
	}
}

// whose says to whom row n belongs.
func (m *matrixDatabase) whose(table *matrixTable, n int) whose {
	switch {
	case n == rowOwn || n == rowParent:
		if !table.Isolated() || table.Name == "audit_log" {
			return globalRow
		}
		if table.Name == "tenants" && n == rowParent {
			return otherRow
		}
		return ownRow
	case !table.Isolated() || table.Name == "audit_log":
		return globalRow
	case table.Name == "users" && n == rowGuests:
		return guestRow
	case table.Name == "user_tenant_roles" && n == rowGuests:
		return ownRow // By which the user is a guest.
	case n == rowNobodys && (table.Kind == isolation.Shared || slices.Contains(table.Nullable, "tenant_id")):
		return sharedRow
	case n == rowAnonymous && table.Name != "tenants":
		return ownRow
	}
	return otherRow
}

// rowsOf are the rows of the table that differ in what is expected of them.
func (m *matrixDatabase) rowsOf(table *matrixTable) []int {
	if !table.Isolated() || table.Name == "audit_log" {
		return []int{rowOwn}
	}
	rows := []int{rowOwn, rowOther, rowAnonymous}
	part := table.Kind == isolation.Part
	if m.whose(table, rowNobodys) == sharedRow || part {
		rows = append(rows, rowNobodys)
	}
	if table.Name == "users" || part {
		rows = append(rows, rowGuests)
	}
	return rows
}

// A matrixActor is somebody who makes attempts.
type matrixActor struct{ name, role, tenant string }

func (m *matrixDatabase) actors() []matrixActor {
	return []matrixActor{
		{"no tenant (unset)", isolation.AppRole, "(unset)"},
		{"no tenant (empty)", isolation.AppRole, ""},
		{"no tenant (no uuid)", isolation.AppRole, m.tenants[rowOwn] + "x"},
		{"its tenant", isolation.AppRole, m.tenants[rowOwn]},
		{"the system", isolation.SystemRole, ""},
	}
}

// cells are the attempts on the rows of one table, as declared.
func (m *matrixDatabase) cells(table *matrixTable) (cells []matrixCell) {
	for _, actor := range m.actors() {
		for _, n := range m.rowsOf(table) {
			of := m.whose(table, n)
			add := func(command, setup, sql, want string) {
				cells = append(cells, matrixCell{
					Table: table.Name, Command: command, Row: rowNames[n], Actor: actor.name,
					setup: setup, role: actor.role, tenant: actor.tenant, sql: sql, Want: want,
				})
			}
			read, written, inserted := m.expected(table, of, actor)
			add("select", "", "select from synapscale_db."+table.Name+" where "+table.where(n), read)
			add("insert", table.delete(n), table.insert(n, "", ""), inserted)
			changed := written
			if refusal, found := matrixRefusals[table.Name]; found && written == reached {
				changed = refusal
			}
			add("update", "", table.update(n, table.harmless(), table.harmless()), changed)
			add("delete", table.alone(), table.delete(n), written)
			for to, sql := range m.moves(table, n) {
				want := changed
				if want == reached && actor.role == isolation.AppRole {
					want = refused
				}
				add(to, "", sql, want)
			}
		}
	}
	return slices.Concat(cells, m.blind(table), m.conditions(table))
}

// blind are attempts on all rows at once, without a condition on a column: they need no right to read, so that the policies
// for reading do not stand before those for writing. The tenant has no row of its own when they are made, but when it
// gives all away.
func (m *matrixDatabase) blind(table *matrixTable) (cells []matrixCell) {
	var own []string
	for n := range table.Rows {
		if m.whose(table, n) == ownRow {
			own = append(own, table.delete(n))
		}
	}
	name := "synapscale_db." + table.Name
	_, writes := rights(table.Table)
	for _, actor := range m.actors() {
		if actor.role != isolation.AppRole {
			continue
		}
		add := func(command, setup, sql, want string) {
			if len(writes) == 0 {
				want = refused
			}
			cells = append(cells, matrixCell{
				Table: table.Name, Command: command, Row: "rows", Actor: actor.name, setup: setup, role: actor.role, tenant: actor.tenant, sql: sql, Want: want,
			})
		}
		add("update all", strings.Join(own, "; "), "update "+name+" set "+table.harmless()+" = default", nothing)
		add("delete all", strings.Join(own, "; "), "delete from "+name, nothing)
		column, value := table.belonging(m, rowOther)
		if column == "" {
			continue
		}
		given := refused
		if refusal, found := matrixRefusals[table.Name]; found {
			given = refusal
		}
		if actor.tenant != m.tenants[rowOwn] {
			given = nothing
		}
		add("give all away", "", "update "+name+" set "+column+" = "+value, given)
	}
	return cells
}

// belonging is the column by which a row belongs to a tenant, with the value of row n: its tenant_id, or the parent that it
// is part of. There is none where no column says so.
func (t *matrixTable) belonging(m *matrixDatabase, n int) (column, value string) {
	switch {
	case !t.Isolated():
		return "", ""
	case t.Tenanted:
		return "tenant_id", text(m.tenants[n])
	case t.Kind == isolation.Part:
		parent := t.References[0]
		return parent.Column, m.tables[parent.Table].value(n, parent.Key)
	}
	return "", ""
}

// expected is what reading, writing and inserting a row comes to for somebody.
func (m *matrixDatabase) expected(table *matrixTable, of whose, actor matrixActor) (read, written, inserted string) {
	if actor.role == isolation.SystemRole {
		return reached, reached, reached
	}
	reads, writes := rights(table.Table)
	known := actor.tenant == m.tenants[rowOwn]
	read, written, inserted = refused, refused, refused
	if len(reads) > 0 {
		read = nothing
	}
	if slices.Contains(reads, of) && (known || of == globalRow) {
		read = reached
	}
	if len(writes) > 0 {
		written = nothing
	}
	if slices.Contains(writes, of) && known {
		written, inserted = reached, reached
	}
	return read, written, inserted
}

// moves give the row to another tenant, or take it over.
func (m *matrixDatabase) moves(table *matrixTable, n int) map[string]string {
	moves := map[string]string{}
	if m.whose(table, n) != ownRow {
		if column, value := table.belonging(m, rowParent); column == "tenant_id" {
			moves["take over"] = table.update(n, column, text(m.tenants[rowOwn]))
		} else if column != "" {
			moves["take over"] = table.update(n, column, value)
		}
		return moves
	}
	if column, value := table.belonging(m, rowOther); column != "" {
		moves["give away"] = table.update(n, column, value)
	}
	if table.Tenanted && slices.Contains(table.Nullable, "tenant_id") {
		moves["give to all"] = table.update(n, "tenant_id", "null")
	}
	return moves
}

// conditions hold what is declared of the table in SQL against its kind. They are evaluated without row security.
func (m *matrixDatabase) conditions(table *matrixTable) (cells []matrixCell) {
	reads, writes := rights(table.Table)
	for _, n := range m.rowsOf(table) {
		for command, condition := range map[string]string{"declared as read": table.Read, "declared as written": table.Write} {
			if !table.Isolated() {
				continue
			}
			if condition == "" {
				condition = "false"
			}
			allowed := reads
			if command == "declared as written" {
				allowed = writes
			}
			want := nothing
			if slices.Contains(allowed, m.whose(table, n)) {
				want = reached
			}
			cells = append(cells, matrixCell{
				Table: table.Name, Command: command, Row: rowNames[n], Actor: "nobody in particular", role: "none", tenant: m.tenants[rowOwn], Want: want,
				sql: "select from synapscale_db." + table.Name + " where " + table.where(n) + " and (" + condition + ")",
			})
		}
	}
	return cells
}

// references are the attempts to point the own row of the table elsewhere, by each of its columns that refer to rows of tenants.
func (m *matrixDatabase) references(table *matrixTable) (cells []matrixCell) {
	for i, reference := range table.References {
		parent := m.tables[reference.Table]
		reads, _ := rights(parent.Table)
		add := func(to string, value, want string) {
			for command, sql := range map[string]string{
				"refer on insert": table.insert(rowOwn, reference.Column, value), "refer on update": table.update(rowOwn, reference.Column, value),
			} {
				cell := matrixCell{
					Table: table.Name, Command: command + " by " + reference.Column, Row: to, Actor: "its tenant",
					role: isolation.AppRole, tenant: m.tenants[rowOwn], sql: sql, Want: want,
				}
				if command == "refer on insert" {
					cell.setup = table.delete(rowOwn)
				} else if refusal, found := matrixRefusals[table.Name]; found {
					cell.Want = refusal
				}
				cells = append(cells, cell)
				if want == dangling || want == refused {
					cell.Actor, cell.role, cell.tenant = "the system", isolation.SystemRole, ""
					if cell.Want == want {
						cell.Want = reached
					}
					cells = append(cells, cell)
				}
			}
		}
		for _, n := range []int{rowOwn, rowParent, rowOther, rowNobodys, rowGuests, rowAnonymous} {
			want := dangling
			switch {
			case slices.Contains(reads, m.whose(parent, n)) && (m.whose(parent, n) == ownRow || table.Kind != isolation.Part || i > 0):
				want = reached
			case table.Kind == isolation.Part && i == 0 || table.Name == "user_tenant_roles" && reference.Column == "user_id":
				want = refused // A part would belong to another tenant. Whoever has a role would be visible by it.
			}
			add(rowNames[n], parent.value(n, reference.Key), want)
		}
		if slices.Contains(table.Nullable, reference.Column) {
			add("nothing", "null", reached)
		}
	}
	return cells
}

// run makes the attempts in a database with a defect, or none: first those of a session that never had a tenant, for which
// the connection is a new one.
func (m *matrixDatabase) run(t *testing.T, defect string, cells []matrixCell) {
	t.Helper()
	conn, err := m.pool.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer conn.Rollback() //nolint:errcheck // Nothing was to stay.
	_, err = conn.ExecContext(t.Context(), defect)
	require.NoError(t, err)
	slices.SortStableFunc(cells, func(a, b matrixCell) int {
		return strings.Compare(fmt.Sprint(a.tenant != "(unset)"), fmt.Sprint(b.tenant != "(unset)"))
	})
	for i := range cells {
		c := &cells[i]
		err := conn.QueryRowContext(t.Context(), "select public.attempt($1, $2, $3, $4, $5)", c.setup, c.role, c.tenant, m.user, c.sql).Scan(&c.Got)
		require.NoError(t, err, c)
	}
}

// matrix returns all cells of the tables, and those that do not hold in a database with a defect.
func (m *matrixDatabase) matrix(t *testing.T, defect string, tables ...string) (all, failed []matrixCell) {
	t.Helper()
	for _, name := range tables {
		all = append(all, m.cells(m.tables[name])...)
		all = append(all, m.references(m.tables[name])...)
	}
	m.run(t, defect, all)
	for _, cell := range all {
		if code, _, _ := strings.Cut(cell.Got, " "); code != cell.Want || code == dangling && !strings.HasSuffix(cell.Got, "that this tenant does not have") {
			failed = append(failed, cell)
		}
	}
	return all, failed
}

func matrixNames() (names []string) {
	for _, table := range isolation.Tables() {
		names = append(names, table.Name)
	}
	return names
}

// Every table, every command, every row, for everybody: what the database does is what is declared. A matrix that held
// whatever the database does would prove nothing, so that each defect has to break it.
func TestIsolationMatrix(t *testing.T) {
	t.Parallel()
	m := newMatrixDatabase(t)
	t.Run("holds", func(t *testing.T) {
		all, failed := m.matrix(t, "", matrixNames()...)
		commands := map[string]int{}
		for _, cell := range all {
			command, _, _ := strings.Cut(cell.Command, " by ")
			commands[command]++
		}
		t.Logf("%d cells of %d tables: %v", len(all), len(m.tables), commands)
		for _, cell := range failed {
			t.Error(cell)
		}
	})
	for _, test := range matrixDefects() {
		t.Run(test.table+": "+test.name, func(t *testing.T) {
			declared := m.tables[test.table].Table
			if test.declared.Name != "" {
				m.tables[test.table].Table = test.declared
			}
			_, failed := m.matrix(t, test.defect, test.table)
			m.tables[test.table].Table = declared
			broken := []string{}
			for _, cell := range failed {
				actor, _, _ := strings.Cut(cell.Actor, " (")
				broken = append(broken, actor+": "+cell.Command)
			}
			slices.Sort(broken)
			slices.Sort(test.broken)
			require.Equal(t, test.broken, slices.Compact(broken))
		})
	}
}

// A matrixDefect is something wrong with a table, or with what is declared of it, and the cells that it breaks.
type matrixDefect struct {
	name, table, defect string
	declared            isolation.Table
	broken              []string
}

func matrixDefects() []matrixDefect {
	const tags = "synapscale_db.tags"
	noUUID := "create or replace function public.current_tenant_id() returns uuid language sql stable as " +
		"$$ select nullif(current_setting('app.current_tenant', true), '')::uuid $$"
	written := []string{"delete", "give away", "give to all", "insert", "refer on insert by created_by_user_id", "refer on update by created_by_user_id"}
	return []matrixDefect{
		{name: "none", table: "tags", broken: []string{}},
		{name: "no row security", table: "tags", defect: "alter table " + tags + " disable row level security", broken: slices.Concat(
			by("its tenant", written...), by("its tenant", "delete all", "give all away", "select", "take over", "update", "update all"),
			by("no tenant", "delete", "delete all", "give all away", "give away", "give to all", "insert", "select", "take over", "update", "update all"),
		)},
		{name: "all is read", table: "tags", defect: "alter policy app_select on " + tags + " using (true)", broken: []string{"its tenant: select", "no tenant: select"}},
		{
			name: "what is shared is hidden", table: "tags", broken: []string{"its tenant: select"},
			defect: "alter policy app_select on " + tags + " using (tenant_id = public.current_tenant_id())",
		},
		{
			name: "what is shared is read without a tenant", table: "tags", broken: []string{"no tenant: select"},
			defect: "alter policy app_select on " + tags + " using (tenant_id is null or tenant_id = public.current_tenant_id())",
		},
		{name: "a row is given away", table: "files", defect: "alter policy app_update on synapscale_db.files with check (true)", broken: []string{"its tenant: give all away"}},
		{name: "all is changed unseen", table: "files", defect: "alter policy app_update on synapscale_db.files using (true)", broken: []string{"its tenant: update all", "no tenant: give all away", "no tenant: update all"}},
		{name: "all is deleted unseen", table: "files", defect: "alter policy app_delete on synapscale_db.files using (true)", broken: []string{"its tenant: delete all", "no tenant: delete all"}},
		{name: "a row can be given to all", table: "tags", defect: "alter policy app_update on " + tags + " with check (true)", broken: []string{"its tenant: give all away", "its tenant: give to all"}},
		{name: "all is inserted", table: "tags", defect: "alter policy app_insert on " + tags + " with check (true)", broken: []string{"its tenant: insert", "no tenant: insert"}},
		{
			name: "what is shared is deleted", table: "tags", broken: []string{"its tenant: delete", "its tenant: delete all", "no tenant: delete all"},
			defect: "alter policy app_delete on " + tags + " using (tenant_id is null or tenant_id = (select public.current_tenant_id()))",
		},
		{name: "nothing is deleted", table: "tags", defect: "drop policy app_delete on " + tags, broken: []string{"its tenant: delete"}},
		{name: "the system is bound", table: "tags", defect: "drop policy system on " + tags, broken: slices.Concat(
			by("the system", written...), by("the system", "select", "take over", "update"),
		)},
		{
			name: "a reference is not checked on insert", table: "tags", broken: []string{"its tenant: refer on insert by created_by_user_id"},
			defect: "drop trigger trigger_references_inserted on " + tags,
		},
		{
			name: "a reference is not checked on update", table: "tags", broken: []string{"its tenant: refer on update by created_by_user_id"},
			defect: "alter table " + tags + " disable trigger trigger_references_updated",
		},
		{name: "a tenant that is no uuid is an error", table: "tags", defect: noUUID, broken: by("no tenant", "delete", "delete all", "give all away", "give away", "give to all", "insert", "select", "take over", "update", "update all")},
		{name: "a part is open", table: "agent_tools", defect: "alter policy app_select on synapscale_db.agent_tools using (true)", broken: []string{"its tenant: select", "no tenant: select"}},
		{name: "a catalog is written", table: "plans", defect: "grant update on synapscale_db.plans to synapscale_app", broken: slices.Concat(by("its tenant", "update", "update all"), by("no tenant", "update", "update all"))},
		{
			name: "a role makes a guest", table: "user_tenant_roles", broken: []string{"its tenant: refer on insert by user_id"},
			defect: "alter policy app_insert on synapscale_db.user_tenant_roles with check (tenant_id = (select public.current_tenant_id()))",
		},
		{name: "declared as owned", table: "tags", declared: isolation.OwnedTable("tags"), broken: []string{"its tenant: select"}},
		{
			name: "declared as global", table: "tags", declared: isolation.GlobalTable("tags"),
			broken: slices.Concat(
				by("its tenant", "delete", "delete all", "insert", "update", "update all"), by("no tenant", "delete", "delete all", "select", "update", "update all"),
			),
		},
		{name: "declared as shared", table: "files", declared: isolation.SharedTable("files"), broken: []string{"its tenant: select", "nobody in particular: declared as read"}},
	}
}

// by prefixes commands with who gives them.
func by(actor string, commands ...string) (cells []string) {
	for _, command := range commands {
		cells = append(cells, actor+": "+command)
	}
	return cells
}
