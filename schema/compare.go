package schema

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A comparison holds the models' tables against the live ones and writes down
// what differs. Nothing is reported that only follows from something else that
// is: what hangs on a missing column is missing with it.
type comparison struct {
	live   *catalog.Snapshot
	report *Report
	// modelled are the tables that the models ask for, asked the same by the name that
	// findings have for them, and pairs those of them that exist.
	modelled map[structure.Name]bool
	asked    map[string]*structure.Table
	pairs    map[structure.Name]pair
	// The live sequences, by their owners and by their names, and those whose values the
	// default of a column takes. What is wrong with that is said of the column.
	sequencesOf    map[owner]structure.Sequence
	sequencesNamed map[structure.Name]structure.Sequence
	sequencesTaken map[structure.Name]bool
	// renamed has the models' names of the tables that exist under others, by these, and
	// renamedTo these by the models' names.
	renamed, renamedTo map[structure.Name]structure.Name
	declared           declared
	forms              normalForms
}

const nothing = "nothing"

// A pair is a table as a model asks for it and as the database has it.
type pair struct {
	expected *structure.Table
	actual   *structure.Table
	missing  []string // the columns that only expected has
	extra    []string // the columns that only actual has
	meanings meanings
}

// pair finds for each table that the models ask for the one that it is.
func (c *comparison) pair(tables []*structure.Table) {
	c.asked = map[string]*structure.Table{}
	c.modelled, c.pairs = map[structure.Name]bool{}, map[structure.Name]pair{}
	for _, table := range tables {
		c.modelled[table.Name], c.asked[table.Name.String()] = true, table
		c.report.Columns += len(table.Columns)
	}
	c.findRenamed(tables)
	c.findSequences()
	for _, table := range tables {
		if actual := c.actual(table); actual != nil {
			c.pairs[table.Name] = pair{table, actual, surplus(table, actual), surplus(actual, table), newMeanings(c.forms)}
		}
	}
}

// tables compares the tables, once they are paired.
func (c *comparison) tables(ctx context.Context, s *session, tables []*structure.Table) error {
	hidden := c.hidden(tables)
	c.existence(tables)
	compared := slices.DeleteFunc(slices.Clone(tables), func(table *structure.Table) bool { return hidden[table.Name] })
	if err := c.existing(ctx, s, compared); err != nil {
		return err
	}
	c.sort()
	return nil
}

func (c *comparison) sort() {
	slices.SortStableFunc(c.report.Findings, func(a, b Finding) int { return strings.Compare(a.Table, b.Table) })
}

// surplus lists the columns that one table has and the other lacks.
func surplus(has, lacks *structure.Table) []string {
	var names []string
	for _, column := range has.Columns {
		if lacks.Column(column.Name) == nil {
			names = append(names, column.Name)
		}
	}
	return names
}

// existing compares the tables that exist, and those once more of which the first time
// left something open, when the server has answered.
func (c *comparison) existing(ctx context.Context, s *session, tables []*structure.Table) error {
	before := c.report.Findings
	about, left := make([][]Finding, len(tables)), make([]int, len(tables))
	for i := range left {
		left[i] = i
	}
	for {
		var open []expression.Question
		var again []int
		for _, i := range left {
			p, found := c.pairs[tables[i].Name]
			if !found {
				continue
			}
			c.report.Findings = nil
			c.compare(p)
			about[i] = c.report.Findings
			if questions := p.meanings.open(p.actual.Name); len(questions) > 0 {
				open, again = append(open, questions...), append(again, i)
			}
		}
		c.report.Findings = append(slices.Clip(before), slices.Concat(about...)...)
		c.declarations(tables)
		open = append(open, c.openDeclared()...)
		if len(open) == 0 {
			return nil
		}
		if err := expression.Compare(ctx, s, open); err != nil {
			return err
		}
		if err := changed(open); err != nil && s.again {
			return err
		}
		left = again
	}
}

// changed returns why the server could not answer a question, if that may be because
// another session has changed the structure since it was read.
func changed(questions []expression.Question) error {
	for _, question := range questions {
		if question.Result == expression.Undetermined && changing[sqlState(question.Reason)] {
			return question.Reason
		}
	}
	return nil
}

// A comparator compares one concern of a table.
type comparator struct {
	concern string
	compare func(*comparison, pair)
}

// What only a table has that holds its rows itself: neither a view nor a foreign
// table has keys and indexes.
var (
	comparators       = []comparator{{"table", (*comparison).table}, {"columns", (*comparison).columns}}
	comparatorsOfRows = []comparator{
		{"sequences", (*comparison).columnSequences},
		{"primary key", (*comparison).primaryKey},
		{"foreign keys", (*comparison).foreignKeys},
		{"checks", (*comparison).checks},
		{"indexes", (*comparison).indexes},
	}
)

func (c *comparison) compare(p pair) {
	concerns := comparators
	if holdsRows(p.actual.Kind) {
		concerns = slices.Concat(comparators, comparatorsOfRows)
	}
	for _, concern := range concerns {
		c.guard(p.expected.Name.String(), concern.concern, func() { concern.compare(c, p) })
	}
}

// guard runs a comparator, of whose panic it makes one finding, so that the others go
// on. What the comparator had found until then goes with it.
func (c *comparison) guard(table, concern string, compare func()) {
	before := len(c.report.Findings)
	defer func() {
		if failure := recover(); failure != nil {
			c.report.Findings = c.report.Findings[:before]
			c.add(Finding{
				Code: CodeComparisonFailed, Table: table, Object: concern, Expected: "a comparison",
				Actual: fmt.Sprintf("a panic in %s: %v", panicking(), failure),
			})
		}
	}()
	compare()
}

// panicking names the function that panics, for a deferred one that recovers.
func panicking() string {
	stack := make([]uintptr, 32)
	frames := runtime.CallersFrames(stack[:runtime.Callers(2, stack)])
	inRuntime, name := false, "an unknown function"
	for {
		frame, more := frames.Next()
		isRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if inRuntime && !isRuntime {
			name = fmt.Sprintf("%s, line %d", frame.Function[strings.LastIndexByte(frame.Function, '/')+1:], frame.Line)
		}
		if inRuntime && !isRuntime || !more {
			return name
		}
		inRuntime = isRuntime
	}
}

// add writes down a finding, with what its code and its table tell of it.
func (c *comparison) add(finding Finding) {
	if finding.Severity == "" {
		explanation, _ := Explain(finding.Code)
		finding.Severity = cmp.Or(explanation.Severity, SeverityDifference)
	}
	if table := c.asked[finding.Table]; table != nil {
		finding.Model = table.Model
		if column := table.Column(columnOf(finding)); column != nil {
			finding.Field = column.Field
		}
	}
	c.report.Findings = append(c.report.Findings, finding)
}

// columnOf is the column whose field asks for what a finding is about: of a key or an
// index it is the first.
func columnOf(finding Finding) string {
	var columns []string
	switch expected := finding.sides.expected.(type) {
	case structure.ForeignKey:
		columns = expected.Columns
	case structure.Check:
		columns = expected.Columns
	case structure.Index:
		for _, key := range expected.Keys {
			columns = append(columns, key.Column)
		}
	}
	if len(columns) == 0 {
		return finding.Object
	}
	return columns[0]
}

// A matched is one thing as the models ask for it and as the database has it.
type matched[T any] struct{ expected, actual T }

// match finds for each expected thing the actual one that it is. The rules are
// tried in turn on what the ones before have left over.
func match[T any](expected, actual []T, rules ...func(expected, actual T) bool) (pairs []matched[T], missing, extra []T) {
	pairs, missing = make([]matched[T], 0, min(len(expected), len(actual))), expected
	taken := make([]bool, len(actual))
	for _, same := range rules {
		var left []T
		for _, e := range missing {
			at := 0
			for at < len(actual) && (taken[at] || !same(e, actual[at])) {
				at++
			}
			if at == len(actual) {
				left = append(left, e)
				continue
			}
			taken[at] = true
			pairs = append(pairs, matched[T]{e, actual[at]})
		}
		missing = left
	}
	for at, a := range actual {
		if !taken[at] {
			extra = append(extra, a)
		}
	}
	return pairs, missing, extra
}

// matchNamed is match for what a whole database may have thousands of: only namesakes
// are tried, with the rule if there is one.
func matchNamed[T any](expected, actual []T, name func(T) structure.Name, same func(expected, actual T) bool) (pairs []matched[T], missing, extra []T) {
	named, taken := make(map[structure.Name][]int, len(actual)), make([]bool, len(actual))
	for i, a := range actual {
		named[name(a)] = append(named[name(a)], i)
	}
	for _, e := range expected {
		at := slices.IndexFunc(named[name(e)], func(i int) bool { return !taken[i] && (same == nil || same(e, actual[i])) })
		if at < 0 {
			missing = append(missing, e)
			continue
		}
		i := named[name(e)][at]
		taken[i] = true
		pairs = append(pairs, matched[T]{e, actual[i]})
	}
	for i, a := range actual {
		if !taken[i] {
			extra = append(extra, a)
		}
	}
	return pairs, missing, extra
}

// overlap reports whether two lists of names share one.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

func list(names []string) string { return "(" + strings.Join(names, ", ") + ")" }
