package isolation

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// A Stage says how far the isolation of tenants has come in a database. The policies of [AppRole] and [SystemRole] are
// the same at each. What moves is whom else they bind: whoever connects as the owner of the tables and names no tenant,
// as a program does that was written before there were policies.
type Stage string

// The stages, in their order.
const (
	StagePolicies Stage = "policies" // what the migrations make: nothing binds the owner
	StageReport   Stage = "report"   // nothing binds the owner, and what would is counted for each table
	StageForced   Stage = "forced"   // the owner sees and writes what its tenant may, the one of app.current_tenant
)

// body is that of the function isolation_stage, by which a database says its stage.
func (s Stage) body() string { return "select '" + string(s) + "'" }

// A State is the stage of a database, with what its structure depends on there. Package stages reads and moves it. The
// zero value is that of a migrated database: its stage is [StagePolicies].
type State struct {
	Stage Stage
	// Owner is the role that the tables belong to. It plays no part at [StagePolicies].
	Owner string
}

// ReportSchema holds the objects of [StageReport], a sequence for each table that counts among them. At the other stages
// it does not exist.
const ReportSchema = "synapscale_isolation"

//go:embed functions/denied.sql
var denied string

// Structure declares what a database in this state has for the isolation of tenants: what [State.Declare] says of each of
// [Tables], the functions that policies and triggers call, and the objects of the stage.
func (s State) Structure() []declare.Schema {
	declared := functions(s.stage())
	tables := declare.Schema{Name: ownSchema}
	for _, table := range Tables() {
		tables.Tables = append(tables.Tables, s.Declare(table))
	}
	declared = append(declared, tables)
	if s.Stage != StageReport {
		return declared
	}
	report := declare.Schema{Name: ReportSchema, Functions: []declare.Function{
		{Name: "denied", Arguments: "name text", Returns: "boolean", Body: denied},
	}}
	for _, table := range Tables() {
		if table.Isolated() {
			report.Sequences = append(report.Sequences, declare.Sequence{Name: table.Name})
		}
	}
	return append(declared, report)
}

func (s State) stage() Stage {
	if s.Stage == "" {
		return StagePolicies
	}
	return s.Stage
}

// Declare returns what a database in this state has for the table: what [Table.Declare] says and, from [StageReport] on,
// forced row security with policies for the owner. They are the conditions of [AppRole]; in a report, what they do not
// let through is counted and let through.
func (s State) Declare(t Table) declare.Table {
	declared := t.Declare()
	if s.stage() == StagePolicies || !t.Isolated() {
		return declared
	}
	declared.RowSecurity = declare.RowSecurityForced
	prefix, read, write := "owner_", t.Read, t.Write
	if s.Stage == StageReport {
		prefix, read, write = "report_", t.counted(t.Read), t.counted(t.Write)
	}
	declared.Policies = append(declared.Policies, policies(prefix, s.Owner, read, write)...)
	return declared
}

// counted is true for every row, and counts the transaction if condition is not. A setting remembers that it is counted,
// which is asked here because the function costs several times as much, and a query may be denied many rows.
func (t Table) counted(condition string) string {
	counted := "when current_setting('" + ReportSchema + "." + t.Name + "', true) = 'counted' then true else " + ReportSchema + ".denied('" + t.Name + "') end"
	if condition == "" {
		return "case " + counted
	}
	return "case when " + condition + " then true " + counted
}

// policies has one policy for each command, for a role. Where a condition is empty the role has none, and so no row.
func policies(prefix, role, read, write string) (all []declare.Policy) {
	roles := []string{role}
	if read != "" {
		all = append(all, declare.Policy{Name: prefix + "select", Command: "select", Roles: roles, Using: read})
	}
	if write != "" {
		all = append(
			all,
			declare.Policy{Name: prefix + "insert", Command: "insert", Roles: roles, Check: write},
			declare.Policy{Name: prefix + "update", Command: "update", Roles: roles, Using: write, Check: write},
			declare.Policy{Name: prefix + "delete", Command: "delete", Roles: roles, Using: write},
		)
	}
	return all
}
