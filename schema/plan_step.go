package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A phase is a place in the order of steps.
type phase int

// The phases: what others stand on comes first, what others stand on goes last.
const (
	phaseExtension phase = iota
	phaseType
	phaseSequence
	phaseFunction
	phaseRename
	phaseMakeRoom // for a table whose names another one has
	phaseTable
	phaseColumn
	phaseComputed // columns that are computed from others
	phaseColumnType
	phaseDefault
	phaseCheck
	phaseNotNull
	phaseKey
	phaseIndex
	phaseForeignKey
	phaseFunctionOfTable
	phaseView
	phaseTrigger
	phasePolicy
	phaseDropAttached // policies, triggers
	phaseDropView
	phaseDropForeignKey
	phaseDropRule // checks, indexes
	phaseDropColumn
	phaseDropTable
	phaseDropObject // functions, sequences, types
)

// A planner collects the steps of a plan, finding by finding.
type planner struct {
	report  *Report
	allow   []string
	finding Finding
	// tables are the live tables as they are called once the tables that have
	// another name are renamed, which happens before all that speaks of tables.
	tables   []*structure.Table
	existing map[structure.Name]*structure.Table
	// asked are the tables that the models ask for, and names those of all tables by what
	// a finding calls them.
	asked map[structure.Name]*structure.Table
	names map[string]structure.Name
	// aside are the foreign keys that are set aside for a change of type.
	aside     []string
	steps     []Step
	unplanned []Unplanned
}

func newPlanner(r *Report, allow []string) *planner {
	p := &planner{report: r, allow: allow, tables: r.renamed(), asked: tablesByName(r.expected), names: map[string]structure.Name{}}
	p.existing = tablesByName(p.tables)
	for _, table := range slices.Concat(p.tables, r.expected) {
		p.names[table.Name.String()] = table.Name
	}
	return p
}

// A recipe adds the steps that mend the planner's finding. It returns why it adds
// none, or nothing.
type recipe func(p *planner) (refusal string)

// mend plans for the planner's finding.
func (p *planner) mend() (refusal string) {
	mend, found := recipes[p.finding.Code]
	switch {
	case !found && p.finding.Severity == SeverityUndetermined:
		return "Whether anything is wrong is not known, so there is nothing to do but to look."
	case !found && (p.finding.Wrong == SideModel || p.finding.Wrong == SideValidation):
		return "It is mended in Go."
	case !found:
		explanation, _ := Explain(p.finding.Code)
		return strings.TrimSpace("No statement mends it without a decision. " + explanation.Mend)
	case p.finding.sides.expected == nil && p.finding.sides.actual == nil || p.report.live == nil:
		return "The report does not hold what a plan needs; make the plan where the check was made."
	}
	return mend(p)
}

// allows reports whether a finding may cost something.
func (p *planner) allows(finding Finding) bool {
	return slices.Contains(p.allow, string(finding.Code)) || slices.Contains(p.allow, finding.Fingerprint())
}

// allowed asks for leave to lose something. Without it, it returns what to say.
func (p *planner) allowed(loss string) (refusal string) {
	if p.allows(p.finding) {
		return ""
	}
	return fmt.Sprintf("%s To plan it all the same, allow %s, or %s for this one alone.", loss, p.finding.Code, p.finding.Fingerprint())
}

// add adds a step unless one with the same SQL stands in the plan, which then mends
// one finding more, as early as it is needed.
func (p *planner) add(step Step) {
	if at := slices.IndexFunc(p.steps, func(known Step) bool { return known.SQL == step.SQL }); at >= 0 {
		known := &p.steps[at]
		known.phase = min(known.phase, step.phase)
		if !slices.ContainsFunc(known.Mends, func(f Finding) bool { return f.Fingerprint() == p.finding.Fingerprint() }) {
			known.Mends = append(known.Mends, p.finding)
		}
		return
	}
	step.Mends = []Finding{p.finding}
	step.Work = cmp.Or(step.Work, WorkCatalog)
	step.Locks = strongest(step.Locks)
	step.Blocks = blocking(step.Locks)
	step.LockTimeout, step.StatementTimeout = "500ms", "5s"
	if step.Work != WorkCatalog {
		step.StatementTimeout = "0"
	}
	if !step.Transactional { // It waits for others without keeping anybody waiting.
		step.LockTimeout, step.StatementTimeout = "0", "0"
	}
	p.steps = append(p.steps, step)
}

// transaction adds a step that is a transaction.
func (p *planner) transaction(step Step) {
	step.Transactional = true
	p.add(step)
}

var modes = []LockMode{
	LockAccessExclusive, LockShareRowExclusive, LockShare, LockShareUpdateExclusive, LockRowExclusive, LockRowShare,
}

// strongest keeps the strongest lock of each relation, in the order of their names.
func strongest(locks []Lock) []Lock {
	sorted := slices.Clone(locks)
	slices.SortStableFunc(sorted, func(a, b Lock) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), slices.Index(modes, a.Mode)-slices.Index(modes, b.Mode))
	})
	return append([]Lock{}, slices.CompactFunc(sorted, func(a, b Lock) bool { return a.Relation == b.Relation })...)
}

// blocking is what the strongest of some locks means to readers, who take ACCESS
// SHARE, and to writers, who take ROW EXCLUSIVE.
func blocking(locks []Lock) Blocking {
	result := BlocksNothing
	for _, lock := range locks {
		switch lock.Mode {
		case LockAccessExclusive:
			return BlocksAll
		case LockShareRowExclusive, LockShare:
			result = BlocksWrites
		}
	}
	return result
}

// locked are locks of one mode.
func locked(mode LockMode, relations ...structure.Name) []Lock {
	var locks []Lock
	for _, relation := range relations {
		locks = append(locks, Lock{Relation: relation.String(), Mode: mode})
	}
	return locks
}

// statements joins the statements of one step.
func statements(all ...string) string {
	var parts []string
	for _, statement := range all {
		if statement != "" {
			parts = append(parts, statement)
		}
	}
	return strings.Join(parts, ";\n")
}

// alterTable returns ALTER TABLE with some actions.
func alterTable(table structure.Name, actions ...string) string {
	return "alter table " + ddl.Name(table) + " " + strings.Join(actions, ", ")
}

// table is the name of the table that the finding is about.
func (p *planner) table() structure.Name {
	if name, found := p.names[p.finding.Table]; found {
		return name
	}
	return structure.ParseName(p.finding.Table)
}

// live is the table of the finding as the database has it, and wanted as the models
// ask for it; a table without anything if there is none.
func (p *planner) live() *structure.Table { return orEmpty(p.existing[p.table()], p.table()) }

func (p *planner) wanted() *structure.Table {
	return orEmpty(p.asked[p.table()], p.table())
}

func orEmpty(table *structure.Table, name structure.Name) *structure.Table {
	return cmp.Or(table, &structure.Table{Name: name})
}

// tablesByName finds tables by their names.
func tablesByName(tables []*structure.Table) map[structure.Name]*structure.Table {
	found := make(map[structure.Name]*structure.Table, len(tables))
	for _, table := range tables {
		found[table.Name] = table
	}
	return found
}

// renamed returns the live tables and their foreign keys under the names that the models have for them. What
// PostgreSQL prints of a renamed table speaks of the old name, so it is left out.
func (r *Report) renamed() []*structure.Table {
	if r.live == nil {
		return nil
	}
	names, keys := map[structure.Name]structure.Name{}, map[[2]string]string{}
	for _, finding := range r.Findings {
		if expected, actual := sidesOf[structure.Table](finding); finding.Code == CodeTableName && expected != nil && actual != nil {
			names[actual.Name] = expected.Name
		}
		if expected, actual := sidesOf[structure.ForeignKey](finding); finding.Code == CodeForeignKeyName && expected != nil && actual != nil {
			keys[[2]string{finding.Table, actual.Name}] = expected.Name
		}
	}
	tables := slices.Clone(r.live.Tables)
	for i := range tables {
		table := *tables[i]
		table.ForeignKeys = slices.Clone(table.ForeignKeys)
		for j, key := range table.ForeignKeys {
			table.ForeignKeys[j].References = cmp.Or(names[key.References], key.References)
			table.ForeignKeys[j].Name = cmp.Or(keys[[2]string{cmp.Or(names[table.Name], table.Name).String(), key.Name}], key.Name)
		}
		if name, found := names[table.Name]; found {
			table.Name, table.Indexes, table.Triggers = name, slices.Clone(table.Indexes), slices.Clone(table.Triggers)
			for j := range table.Indexes {
				if !table.Indexes[j].Exclusion { // Its definition does not name the table.
					table.Indexes[j].Definition = ""
				}
			}
			for j := range table.Triggers {
				table.Triggers[j].Definition = ""
			}
		}
		tables[i] = &table
	}
	return tables
}

// differs is a recipe for what both sides have, wants for what only the models have, and
// has for what only the database has. A finding that comes in another form than its code
// had when the recipe was written is refused.
func differs[T any](mend func(p *planner, expected, actual *T) string) recipe {
	return func(p *planner) string {
		expected, actual := sidesOf[T](p.finding)
		if expected == nil || actual == nil {
			return noRecipe
		}
		return mend(p, expected, actual)
	}
}

func wants[T any](mend func(p *planner, expected *T) string) recipe {
	return func(p *planner) string {
		expected, _ := sidesOf[T](p.finding)
		if expected == nil {
			return noRecipe
		}
		return mend(p, expected)
	}
}

func has[T any](mend func(p *planner, actual *T) string) recipe {
	return func(p *planner) string {
		_, actual := sidesOf[T](p.finding)
		if actual == nil {
			return noRecipe
		}
		return mend(p, actual)
	}
}

// sidesOf returns the two sides of a finding as values of one type; a side that is
// not there is nil.
func sidesOf[T any](f Finding) (expected, actual *T) {
	return sideOf[T](f.sides.expected), sideOf[T](f.sides.actual)
}

func sideOf[T any](side any) *T {
	switch value := side.(type) {
	case T:
		return &value
	case *T:
		return value
	}
	return nil
}
