package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) primaryKey() string {
	table, live := p.wanted(), p.live()
	if len(table.PrimaryKey) == 0 {
		if refusal := p.allowed("The models ask for no primary key, and without one rows can repeat each other."); refusal != "" {
			return refusal
		}
		return p.dropPrimaryKey(live)
	}
	p.replacePrimaryKey(table, live)
	return ""
}

// replacePrimaryKey builds the index of the key beside those who read and write, and
// lets the key take it over.
func (p *planner) replacePrimaryKey(table, live *structure.Table) {
	index := structure.Index{Name: ddl.Cut(table.Name.Name, "_new_pkey"), Unique: true}
	for _, column := range table.PrimaryKey {
		index.Keys = append(index.Keys, structure.IndexKey{Column: column})
		if existing := live.Column(column); existing != nil && !existing.NotNull {
			p.addNotNull(table.Name, column)
		}
	}
	lock, before, after := p.keysOn(live, live.PrimaryKey)
	name := ddl.Cut(table.Name.Name, "_pkey")
	actions := []string{"add constraint " + ddl.Identifier(name) + " primary key using index " + ddl.Identifier(index.Name)}
	if live.Kind == structure.KindPartitionedTable { // It takes no index over.
		actions[0] = "add constraint " + ddl.Identifier(name) + " primary key " + ddl.Columns(table.PrimaryKey)
	} else {
		p.build(table.Name, index, phaseKey, p.duplicates(table.Name, index))
	}
	back := []string{"drop constraint " + ddl.Identifier(name)}
	if len(live.PrimaryKey) > 0 {
		actions = slices.Insert(actions, 0, "drop constraint "+ddl.Identifier(live.PrimaryKeyName))
		back = append(back, "add "+ddl.PrimaryKey(live))
	}
	p.transaction(Step{
		phase: phaseKey, SQL: statements(slices.Concat(before, []string{alterTable(live.Name, actions...)}, after)...),
		Undo:     statements(slices.Concat(before, []string{alterTable(live.Name, back...)}, p.keysBack(live, live.PrimaryKey))...),
		UndoNote: "The way back builds an index while others wait.",
		Locks:    append(locked(LockAccessExclusive, live.Name), lock...),
	})
	p.validateKeys(live, live.PrimaryKey, phaseForeignKey)
}

// dropPrimaryKey drops a key. The foreign keys that may stand on it are moved to another
// unique rule over the same columns.
func (p *planner) dropPrimaryKey(live *structure.Table) string {
	lock, before, after := p.keysOn(live, live.PrimaryKey)
	if other := slices.ContainsFunc(live.Indexes, func(index structure.Index) bool {
		return p.keysNeed(live, index) && slices.Equal(keyColumns(index), live.PrimaryKey)
	}); len(before) > 0 && !other {
		return "Foreign keys stand on it: drop them first, or declare the key in the model."
	}
	drop := alterTable(live.Name, "drop constraint "+ddl.Identifier(live.PrimaryKeyName))
	p.transaction(Step{
		phase: phaseDropRule, SQL: statements(slices.Concat(before, []string{drop}, after)...),
		Undo:        alterTable(live.Name, "add "+ddl.PrimaryKey(live)),
		UndoNote:    "The way back builds an index while others wait.",
		Destructive: true, Locks: append(locked(LockAccessExclusive, live.Name), lock...),
	})
	p.validateKeys(live, live.PrimaryKey, phaseDropColumn)
	return ""
}

// keysOn lists what drops the foreign keys that need the unique rule over some
// columns of a table, what gives them back unverified, and the locks of both.
func (p *planner) keysOn(live *structure.Table, columns []string) (lock []Lock, before, after []string) {
	p.eachKeyOn(live, columns, func(table structure.Name, key structure.ForeignKey) {
		lock = append(lock, locked(LockAccessExclusive, table)...)
		before = append(before, alterTable(table, "drop constraint "+ddl.Identifier(key.Name)))
		after = append(after, alterTable(table, "add "+ddl.ForeignKey(key)+" not valid"))
	})
	return lock, before, after
}

func (p *planner) keysBack(live *structure.Table, columns []string) (back []string) {
	p.eachKeyOn(live, columns, func(table structure.Name, key structure.ForeignKey) {
		back = append(back, alterTable(table, "add "+ddl.ForeignKey(key)))
	})
	return back
}

// validateKeys verifies the foreign keys that keysOn gave back.
func (p *planner) validateKeys(live *structure.Table, columns []string, at phase) {
	p.eachKeyOn(live, columns, func(table structure.Name, key structure.ForeignKey) {
		p.validate(table, ddl.Identifier(key.Name), at, locked(LockRowShare, key.References))
	})
}

func (p *planner) eachKeyOn(live *structure.Table, columns []string, do func(structure.Name, structure.ForeignKey)) {
	if len(columns) == 0 {
		return
	}
	wanted := slices.Sorted(slices.Values(columns))
	for _, table := range p.tables {
		for _, key := range table.ForeignKeys {
			if key.References == live.Name && slices.Equal(slices.Sorted(slices.Values(key.ReferencedColumns)), wanted) {
				do(table.Name, key)
			}
		}
	}
}

func (p *planner) foreignKeyMissing(key *structure.ForeignKey) string {
	p.addForeignKey(p.table(), *key)
	return ""
}

// addForeignKey adds a key that binds what is written from now on, and verifies the
// rows that are there beside those who write.
func (p *planner) addForeignKey(table structure.Name, key structure.ForeignKey) {
	p.replaceForeignKey(table, key, nil)
}

func (p *planner) foreignKeyDiffers(expected, actual *structure.ForeignKey) string {
	p.replaceForeignKey(p.table(), *expected, actual)
	return ""
}

// replaceForeignKey adds a key in place of another. There is no moment in which
// neither holds.
func (p *planner) replaceForeignKey(table structure.Name, key structure.ForeignKey, old *structure.ForeignKey) {
	lock := locked(LockShareRowExclusive, table, key.References)
	actions, back := []string{"add " + ddl.ForeignKey(key) + " not valid"}, []string{"drop constraint " + ddl.Identifier(key.Name)}
	note := ""
	if old != nil {
		lock = append(locked(LockAccessExclusive, table, old.References), lock...)
		actions = slices.Insert(actions, 0, "drop constraint "+ddl.Identifier(old.Name))
		back = append(back, "add "+ddl.ForeignKey(*old))
		note = "The way back reads the whole table while others wait."
		if old.NotValid {
			back[1], note = back[1]+" not valid", ""
		}
	}
	if p.isNew(table) {
		p.transaction(Step{
			phase: phaseForeignKey, SQL: statements(alterTable(table, actions...), alterTable(table, "validate constraint "+ddl.Identifier(key.Name))),
			Undo: alterTable(table, back...), Locks: lock,
		})
		return
	}
	if p.cannotWait(table) {
		actions[len(actions)-1] = "add " + ddl.ForeignKey(key)
		p.transaction(Step{
			phase: phaseForeignKey, SQL: alterTable(table, actions...), Undo: alterTable(table, back...), UndoNote: note, Locks: lock,
			Work: WorkScan, Preflight: orphans(table, key), Why: "This version of PostgreSQL verifies a key of a partitioned table at once.",
		})
		return
	}
	p.transaction(Step{
		phase: phaseForeignKey, SQL: alterTable(table, actions...), Undo: alterTable(table, back...), UndoNote: note,
		Locks: lock, Preflight: orphans(table, key),
	})
	p.validate(table, ddl.Identifier(key.Name), phaseForeignKey, locked(LockRowShare, key.References))
}

// isNew reports whether the plan makes a table, of whose rows there are few or none.
func (p *planner) isNew(table structure.Name) bool {
	live := p.existing[table]
	return live == nil || live.Kind.IsView()
}

// cannotWait reports whether a foreign key of a table is verified at once.
func (p *planner) cannotWait(table structure.Name) bool {
	live := p.existing[table]
	return live != nil && live.Kind == structure.KindPartitionedTable && p.report.Server < 180000
}

// orphans counts the rows that refer to nothing.
func orphans(table structure.Name, key structure.ForeignKey) *Preflight {
	var present, equal []string
	for i, column := range key.Columns {
		present = append(present, "r."+ddl.Identifier(column)+" is not null")
		equal = append(equal, "k."+ddl.Identifier(key.ReferencedColumns[i])+" = r."+ddl.Identifier(column))
	}
	return &Preflight{
		Query: "select count(*) from " + ddl.Name(table) + " r where " + strings.Join(present, " and ") +
			" and not exists (select from " + ddl.Name(key.References) + " k where " + strings.Join(equal, " and ") + ")",
		Meaning: "rows that refer to a row that does not exist; the key cannot be verified before they are mended",
	}
}

func (p *planner) foreignKeyNotValid(key *structure.ForeignKey) string {
	again := alterTable(p.table(), "drop constraint "+ddl.Identifier(key.Name), "add "+ddl.ForeignKey(*key)+" not valid")
	p.transaction(Step{
		phase: phaseForeignKey, SQL: alterTable(p.table(), "validate constraint "+ddl.Identifier(key.Name)), Undo: again, Work: WorkScan,
		Locks: append(locked(LockShareUpdateExclusive, p.table()), locked(LockRowShare, key.References)...), Preflight: orphans(p.table(), *key),
	})
	return ""
}

// foreignKeyDisabled enables the triggers of a key one by one: others of the table may
// be disabled on purpose. It comes before all that may make the key anew, with triggers
// of other names.
func (p *planner) foreignKeyDisabled(key *structure.ForeignKey) string {
	var enable, disable []string
	var lock []Lock
	for _, trigger := range key.Disabled {
		name := " trigger " + ddl.Identifier(trigger.Name)
		enable = append(enable, alterTable(trigger.Table, "enable"+name))
		disable = append(disable, alterTable(trigger.Table, ddl.TriggerState(trigger.Enabled)+name))
		lock = append(lock, locked(LockShareRowExclusive, trigger.Table)...)
	}
	preflight := orphans(p.table(), *key)
	preflight.Meaning = "rows that refer to a row that does not exist: the key takes them for verified, so mend them first, or drop the key and add it anew"
	p.transaction(Step{
		phase: phaseTable, SQL: statements(enable...), Undo: statements(disable...), Locks: lock, Preflight: preflight,
		Why: "It needs a superuser: the triggers are PostgreSQL's own. Whoever owns the table can drop the key and add it anew instead.",
	})
	return ""
}

func (p *planner) foreignKeyDeferrable(expected, actual *structure.ForeignKey) string {
	alter := func(when structure.Deferrable) string {
		if when == structure.NotDeferrable {
			when = "NOT DEFERRABLE"
		}
		return alterTable(p.table(), "alter constraint "+ddl.Identifier(actual.Name)+ddl.Deferrable(when))
	}
	p.transaction(Step{
		phase: phaseForeignKey, SQL: alter(expected.Deferrable), Undo: alter(actual.Deferrable),
		Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}

func (p *planner) foreignKeyName(expected, actual *structure.ForeignKey) string {
	p.renameConstraint(actual.Name, expected.Name)
	return ""
}

func (p *planner) renameConstraint(from, to string) {
	rename := func(from, to string) string {
		return alterTable(p.table(), "rename constraint "+ddl.Identifier(from)+" to "+ddl.Identifier(to))
	}
	p.transaction(Step{
		phase: phaseRename, SQL: rename(from, to), Undo: rename(to, from), Locks: locked(LockAccessExclusive, p.table()),
		Why: "A service that tells violations apart by the name of the constraint has to know the new one.",
	})
}

func (p *planner) foreignKeyExtra(key *structure.ForeignKey) string {
	if refusal := p.allowed("No model asks for the key, and without it rows may refer to nothing."); refusal != "" {
		return refusal
	}
	p.dropForeignKey(*key, true)
	return ""
}

// foreignKeyDuplicate drops a key that says the same as another. One that says
// something else has to be asked for: deletes behave otherwise without it.
func (p *planner) foreignKeyDuplicate(key *structure.ForeignKey) string {
	same := slices.ContainsFunc(p.live().ForeignKeys, func(other structure.ForeignKey) bool {
		return other.Name != key.Name && sameReference(other, *key) && sameActions(other, *key)
	})
	if !same {
		if refusal := p.allowed("The two keys contradict each other, and deletes and updates behave otherwise without this one."); refusal != "" {
			return refusal
		}
	}
	p.dropForeignKey(*key, false)
	return ""
}

func (p *planner) dropForeignKey(key structure.ForeignKey, destructive bool) {
	back := "add " + ddl.ForeignKey(key)
	if key.NotValid {
		back += " not valid"
	}
	p.transaction(Step{
		phase: phaseDropForeignKey, SQL: alterTable(p.table(), "drop constraint "+ddl.Identifier(key.Name)),
		Undo: alterTable(p.table(), back), UndoNote: "The way back reads the whole table while writers wait.", Destructive: destructive,
		Locks: locked(LockAccessExclusive, p.table(), key.References),
	})
}
