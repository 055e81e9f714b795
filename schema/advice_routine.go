package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/routine"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A readRoutine is a function with what its body relies on.
type readRoutine struct {
	structure.Function
	body routine.Body
	// called is set if a trigger calls it, and reported once advice about it has been
	// given for one.
	called, reported bool
}

// routines are the functions of some schemas and those that their triggers call.
type routines struct {
	all []*readRoutine
	// triggers are those without arguments, which triggers may call.
	triggers map[structure.Name]*readRoutine
	missing  map[catalog.Reference]bool
}

// readRoutines reads the bodies of functions and asks the server which of the names
// in them lead nowhere.
func readRoutines(ctx context.Context, q catalog.Querier, live *catalog.Snapshot, schemas []string) (*routines, error) {
	callees, err := catalog.ReadCallees(ctx, q, schemas)
	if err != nil {
		return nil, err
	}
	r := &routines{triggers: map[structure.Name]*readRoutine{}}
	var references []catalog.Reference
	for _, function := range slices.Concat(live.Functions, callees) {
		read := &readRoutine{Function: function, body: routine.Read(function.Language, function.Body)}
		read.body.Uses = slices.DeleteFunc(read.body.Uses, read.isArgument)
		r.all = append(r.all, read)
		if read.Types == "" {
			r.triggers[read.Name] = read
		}
		for _, use := range read.body.Uses {
			if reference := referenceOf(use); reference.Kind != "" {
				references = append(references, reference)
			}
		}
	}
	r.missing, err = catalog.ReadMissing(ctx, q, references)
	return r, err
}

// isArgument reports whether what looks like a column of a relation may be one of an
// argument, or an argument behind the name of the function.
func (f *readRoutine) isArgument(use routine.Use) bool {
	if use.Alias == "" {
		return false
	}
	arguments := strings.FieldsFunc(f.Arguments, func(r rune) bool { return strings.ContainsRune(` ,"`, r) })
	return use.Alias == f.Name.Name || slices.Contains(arguments, use.Alias)
}

// referenceOf returns the name that only the server can resolve.
func referenceOf(use routine.Use) catalog.Reference {
	switch use.Kind {
	case routine.Relation:
		return catalog.Reference{Kind: "relation", Schema: use.Name.Schema, Name: use.Name.Name}
	case routine.Function:
		return catalog.Reference{Kind: "function", Schema: use.Name.Schema, Name: use.Name.Name}
	case routine.Operator:
		return catalog.Reference{Kind: "operator", Name: use.Operator}
	case routine.Column:
		if use.Alias != "" {
			return catalog.Reference{Kind: "attribute", Name: use.Column}
		}
	}
	return catalog.Reference{}
}

// triggers finds those that make every change of a table fail.
func (a *adviser) triggers(table *structure.Table) {
	for _, trigger := range table.Triggers {
		function := a.routines.triggers[trigger.Function]
		if function == nil || trigger.Enabled != "ORIGIN" && trigger.Enabled != "ALWAYS" {
			continue
		}
		function.called = true
		faults, broken := a.triggerFaults(table, trigger, function)
		if len(faults) == 0 {
			continue
		}
		function.reported = true
		a.advice(table, Finding{
			Code: CodeTriggerCannotRun, Object: trigger.Name, Expected: "a function that can run on this table",
			Actual: fmt.Sprintf("%s() %s", trigger.Function, strings.Join(faults, ", and ")),
			Reason: "PostgreSQL looks at the names in a function only when it gets there; then what fires the trigger fails: " + eventList(broken),
			Breaks: statementsOf(broken), sides: sides{actual: trigger},
		})
	}
}

// triggerFaults says what keeps a function from running for a trigger, and for which
// events.
func (a *adviser) triggerFaults(table *structure.Table, trigger structure.Trigger, function *readRoutine) (faults []string, broken routine.Events) {
	firing := routine.EventsOf(trigger.Events)
	for _, use := range function.body.Uses {
		transition := use.Name.Schema == "" && use.Name.Name != "" && (use.Name.Name == trigger.OldTable || use.Name.Name == trigger.NewTable)
		if use.Events&firing == 0 || transition {
			continue
		}
		fault := a.fault(use)
		if use.Row != "" {
			fault = a.rowFault(use, table, trigger)
		}
		if fault == "" {
			continue
		}
		broken |= use.Events & firing
		if !slices.Contains(faults, fault) {
			faults = append(faults, fault)
		}
	}
	return faults, broken
}

// rowFault says what is wrong with the use of a column of the row that a trigger
// gets.
func (a *adviser) rowFault(use routine.Use, table *structure.Table, trigger structure.Trigger) string {
	column := table.Column(use.Column)
	switch {
	case !trigger.Row || slices.Contains(systemColumns, use.Column):
		return "" // A trigger for a statement gets no row.
	case column == nil:
		return fmt.Sprintf("reads %s.%s, which %s does not have", use.Row, use.Column, table.Name)
	case use.Kind == routine.Operator && column.Type == structure.Type{Name: "json"} && a.routines.missing[referenceOf(use)]:
		return fmt.Sprintf("applies %s to %s.%s, a json, which has no such operator", use.Operator, use.Row, use.Column)
	}
	return ""
}

// temporary is the schema of what a session makes for itself.
const temporary = "pg_temp"

var systemColumns = []string{"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"}

// fault says what is wrong with a name that has nothing to do with the row of a
// trigger; nothing if it leads somewhere.
func (a *adviser) fault(use routine.Use) string {
	missing := a.routines.missing[referenceOf(use)] && use.Name.Schema != temporary
	switch {
	case use.Row != "":
		return ""
	case use.Kind == routine.Relation && missing:
		return fmt.Sprintf("needs the relation %s, which does not exist", use.Name)
	case use.Kind == routine.Function && missing:
		return fmt.Sprintf("calls %s(), which does not exist", use.Name)
	case use.Kind == routine.Operator && missing:
		return fmt.Sprintf("applies %s to a json, which has no such operator", use.Operator)
	case use.Kind == routine.Column:
		return a.columnFault(use, missing)
	}
	return ""
}

// columnFault says what is wrong with a column that a statement in a function reads
// or writes. What is read as a column may be a function of the row.
func (a *adviser) columnFault(use routine.Use, noAttribute bool) string {
	table := a.live.Table(use.Name)
	switch {
	case table == nil || table.Column(use.Column) != nil || slices.Contains(systemColumns, use.Column):
		return ""
	case use.Alias == "":
		return fmt.Sprintf("writes %s.%s, which does not exist", use.Name, use.Column)
	case noAttribute:
		return fmt.Sprintf("reads %s.%s, which does not exist", use.Name, use.Column)
	}
	return ""
}

// function finds that one cannot run whoever calls it, or casts a setting which may
// be empty. What a schema without models holds is others' unless a trigger calls it.
func (a *adviser) function(function *readRoutine) {
	if !function.called && !slices.Contains(a.declared.modelled, function.Name.Schema) {
		return
	}
	name := signature(function.Function)
	var faults []string
	for _, use := range function.body.Uses {
		if fault := a.fault(use); fault != "" && !function.transient(use) && !slices.Contains(faults, fault) {
			faults = append(faults, fault)
		}
	}
	if len(faults) > 0 && !function.reported {
		a.add(Finding{
			Code: CodeFunctionCannotRun, Table: name, Expected: "a function that can run",
			Actual: "it " + strings.Join(faults, ", and "), Reason: "PostgreSQL looks at the names in a function only when it gets there",
			sides: sides{actual: function.Function},
		})
	}
	if len(function.body.Casts) > 0 {
		a.add(settingCast(Finding{Table: name, sides: sides{actual: function.Function}}, function.body.Casts))
	}
}

// transient reports whether a name may be that of a transition table, which only a
// trigger gives.
func (f *readRoutine) transient(use routine.Use) bool {
	return f.Returns == "trigger" && use.Kind == routine.Relation && use.Name.Schema == ""
}

var eventStatements = []struct {
	event     routine.Events
	statement Statement
}{{routine.Insert, StatementInsert}, {routine.Update, StatementUpdate}, {routine.Delete, StatementDelete}}

func statementsOf(events routine.Events) []Statement {
	var breaks []Statement
	for _, s := range eventStatements {
		if events&s.event != 0 {
			breaks = append(breaks, s.statement)
		}
	}
	return breaks
}

func eventList(events routine.Events) string {
	var words []string
	for _, statement := range statementsOf(events) {
		words = append(words, string(statement))
	}
	if events&routine.Truncate != 0 {
		words = append(words, "truncate")
	}
	return strings.Join(words, ", ")
}
