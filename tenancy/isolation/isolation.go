// Package isolation declares to whom the rows of each table belong, and what follows from it in the database: row
// security, its policies, and the triggers that keep references inside a tenant.
//
// [Tables] is the declaration of SynapScale's own tables. A service that has tables beside them declares those in the
// same words, with [OwnedTable] and its like, and hands what [Table.Declare] returns to the check.
//
// The policies are for two roles that nobody logs in as. [AppRole] acts for the tenant that the setting
// app.current_tenant names, and sees nothing while it names none. [SystemRole] acts for SynapScale and crosses tenants.
// Package tenancy takes on one or the other for a transaction.
package isolation

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// The roles, none of which can log in. The migrations create those that are absent.
const (
	AppRole      = "synapscale_app"      // acts for one tenant: bound by every policy, owns nothing
	SystemRole   = "synapscale_system"   // acts for SynapScale: reads and writes the rows of all tenants
	MigratorRole = "synapscale_migrator" // changes the structure: a member of the owner of the tables
	CheckerRole  = "synapscale_checker"  // reads the structure and no rows
)

// A Kind says to whom the rows of a table belong.
type Kind string

// The kinds.
const (
	Owned   Kind = "owned"   // tenant_id is the tenant of the row
	Shared  Kind = "shared"  // as owned, and rows without a tenant are for all: everybody reads them, the system writes them
	Part    Kind = "part"    // the row belongs to the tenant of its parent
	Global  Kind = "global"  // the rows belong to SynapScale: everybody reads them, the system writes them
	Special Kind = "special" // as its reason says
)

// A Table is one table with what its rows belong to, made by [OwnedTable] and its like. Its fields Read and Write are conditions in SQL; where one is
// empty, [AppRole] has no policy for the commands, and so no row.
type Table struct {
	Schema string
	Name   string
	Kind   Kind
	// Read is the condition of the rows that a tenant sees, Write that of those it inserts, updates and deletes.
	Read, Write string
	// References are those to rows that belong to tenants. The first one of a [Part] is to its parent.
	References []Reference
	// Reason says why a [Special] table is special, and what is narrower than its kind in another.
	Reason string
}

// A Reference is a column that refers to another table.
type Reference struct {
	Column string
	Table  string // with its schema if that is another than the one of the referring table
	Key    string // the column that it refers to
}

// tenant is read once for each statement, because it is a SELECT of its own. Conditions are written as PostgreSQL prints
// them, with the name that it gives to the column and all parentheses: a check then sees that they are the same without
// asking the server what they mean.
const (
	tenant = "(select public.current_tenant_id() as current_tenant_id)"
	own    = "(tenant_id = " + tenant + ")"
)

// ownSchema is that of a table whose name says none.
const ownSchema = "synapscale_db"

// OwnedTable is a table of kind [Owned]. Its name may have a schema, and is in synapscale_db otherwise. References are
// written as in SQL, each as "column table", or "column table(key)" if the key is not called id.
func OwnedTable(name string, references ...string) Table {
	return newTable(Table{Kind: Owned, Read: own, Write: own}, name, references)
}

// SharedTable is a table of kind [Shared]. Names are written as for [OwnedTable].
func SharedTable(name string, references ...string) Table {
	read := "(" + own + " or ((tenant_id is null) and (" + tenant + " is not null)))"
	return newTable(Table{Kind: Shared, Read: read, Write: own}, name, references)
}

// PartTable is a table of kind [Part], whose parent is the first reference: a table with a tenant_id. Names are written
// as for [OwnedTable].
func PartTable(name, parent string, references ...string) Table {
	table := newTable(Table{Kind: Part}, name, append([]string{parent}, references...))
	of := table.References[0]
	parentTable := of.Table
	if !strings.Contains(parentTable, ".") {
		parentTable = table.Schema + "." + parentTable
	}
	table.Read = "(exists (select from " + parentTable + " parent where ((parent." + of.Key + " = " + table.Name + "." + of.Column +
		") and (parent.tenant_id = " + tenant + "))))"
	table.Write = table.Read
	return table
}

// writtenIf narrows the rows that a tenant writes, for a reason.
func (t Table) writtenIf(condition, reason string) Table {
	t.Write = "(" + t.Write + " and " + condition + ")"
	t.Reason = reason
	return t
}

// GlobalTable is a table of kind [Global]. It needs no row security: privileges are enough. Its name is written as for
// [OwnedTable].
func GlobalTable(name string) Table { return newTable(Table{Kind: Global}, name, nil) }

// SpecialTable is a table of kind [Special]: read and write are the conditions of [Table]. Names are written as for
// [OwnedTable].
func SpecialTable(name, reason, read, write string, references ...string) Table {
	return newTable(Table{Kind: Special, Reason: reason, Read: read, Write: write}, name, references)
}

func newTable(table Table, name string, references []string) Table {
	table.Schema, table.Name = ownSchema, name
	if schema, unqualified, found := strings.Cut(name, "."); found {
		table.Schema, table.Name = schema, unqualified
	}
	for _, reference := range references {
		column, parent, _ := strings.Cut(reference, " ")
		parent, key, found := strings.Cut(strings.TrimSuffix(parent, ")"), "(")
		if !found {
			key = "id"
		}
		table.References = append(table.References, Reference{Column: column, Table: parent, Key: key})
	}
	return table
}

// Isolated reports whether rows of the table belong to tenants, so that a tenant has to be known to touch them.
func (t Table) Isolated() bool { return t.Kind != Global }

// Declare returns what the database has to have for the table.
func (t Table) Declare() declare.Table {
	declared := declare.Table{Name: t.Name}
	if !t.Isolated() {
		return declared
	}
	declared.RowSecurity = declare.RowSecurityEnabled
	declared.Policies = policies("app_", AppRole, t.Read, t.Write)
	declared.Policies = append(declared.Policies, declare.Policy{Name: "system", Roles: []string{SystemRole}, Using: "true", Check: "true"})
	if len(t.References) > 0 && t.Write != "" {
		declared.Triggers = t.triggers()
	}
	return declared
}

// triggers are those that keep references inside the tenant. A foreign key finds the rows of all tenants, whatever the
// policies say, and a policy cannot see what a row was before.
func (t Table) triggers() []declare.Trigger {
	var arguments, changed []string
	for _, r := range t.References {
		arguments = append(arguments, r.Column, r.Table, r.Key)
		changed = append(changed, "(old."+r.Column+" is distinct from new."+r.Column+")")
	}
	function := "check_references"
	if t.Schema != ownSchema {
		function = ownSchema + "." + function
	}
	return []declare.Trigger{
		{
			Name: "trigger_references_inserted", When: "after insert", Statement: true, References: "new table as inserted",
			Function: function, Arguments: arguments,
		},
		{
			Name: "trigger_references_updated", When: "after update", Condition: strings.Join(changed, " or "),
			Function: function, Arguments: arguments,
		},
	}
}

// Of returns the declaration of one of SynapScale's own tables, by its name with or without the schema.
func Of(name string) (Table, bool) {
	name = strings.TrimPrefix(name, ownSchema+".")
	tables := Tables()
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return tables[i], true
}
