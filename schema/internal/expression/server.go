package expression

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A Pair is two spellings of one expression over the columns of a table.
type Pair struct {
	Expected string
	Actual   string
	// Type is the type to which both are cast, empty for none. A default is
	// compared as the value that it gives to its column.
	Type string
	Kind Kind
}

// A Kind says what the texts of a pair are.
type Kind int

// The kinds.
const (
	OverRow    Kind = iota // expressions over a row of the table
	OverChange             // conditions of a trigger, over its rows OLD and NEW
	Query                  // whole queries
)

// A Session is the connection on which the server is asked. Its errors inside a
// transaction must not abort it, so each question runs in a savepoint.
type Session interface {
	catalog.Querier
	// Attempt runs ask in a savepoint, which is rolled back in any case.
	Attempt(ctx context.Context, ask func() error) error
}

// An Outcome is the result for one pair and, where it is Undetermined, why.
type Outcome struct {
	Result Result
	Reason error
}

// A Question is a pair over the columns of a table, and where its outcome belongs.
type Question struct {
	Table structure.Name
	Pair
	*Outcome
}

// together is how many questions are asked in one statement. PostgreSQL takes longer for
// each the more there are.
const together = 100

// Compare asks the server which of the pairs mean the same, a hundred in one statement,
// or two where they differ. It plans and never runs a statement; the search path of
// the session should be as [catalog.Read] leaves it. An error is only returned if
// the server cannot be asked.
func Compare(ctx context.Context, session Session, questions []Question) error {
	for some := range slices.Chunk(questions, together) {
		if err := compare(ctx, session, some); err != nil {
			return fmt.Errorf("compare expressions: %w", err)
		}
	}
	return nil
}

func compare(ctx context.Context, session Session, questions []Question) error {
	_ = session.Attempt(ctx, func() error { return ask(ctx, session, questions) })
	var open []Question
	for _, question := range questions {
		if question.Result != Equal {
			open = append(open, question)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return settle(ctx, session, open)
}

// settle asks with the search path of the caller, because a person leaves out the
// schema of what that leads to, be it a function, a type or an operator. One
// unreadable expression spoils the whole statement, so it is halved until those are
// found that the server cannot read.
func settle(ctx context.Context, session Session, questions []Question) error {
	var refusal error
	err := session.Attempt(ctx, func() error {
		if _, err := query(ctx, session, catalog.SearchPathQuery); err != nil {
			return err
		}
		refusal = ask(ctx, session, questions)
		return ctx.Err()
	})
	switch half := len(questions) / 2; {
	case err != nil || refusal == nil:
		return err
	case half == 0:
		questions[0].Result, questions[0].Reason = Undetermined, refusal
		return nil
	default:
		if err := settle(ctx, session, questions[:half]); err != nil {
			return err
		}
		return settle(ctx, session, questions[half:])
	}
}

var errUnexpectedPlan = errors.New("EXPLAIN printed a plan of another shape")

// ask has the server print both sides of each question and sets the results. Each
// question is a query of its own, or several, whose plans tell what it means. Where it is
// about expressions alone, its condition is false, so that its plan is a single Result
// node whose Output lists them.
//
// They read a row of the table's type and not the table: that takes no lock, row
// security has no say, and a column that is not null is not one to the planner,
// which would otherwise fold IS NOT NULL away from the side that has it.
//
// A whole query, and one inside an expression, reads its tables: the role needs SELECT on
// them, and they are locked as by any query until the savepoint ends.
func ask(ctx context.Context, q catalog.Querier, questions []Question) error {
	var queries, names []string
	for i, question := range questions {
		for _, part := range question.parts(fmt.Sprintf("q%d", i)) {
			queries = append(queries, part.name+" as materialized ("+part.query+")")
			names = append(names, "select from "+part.name)
		}
	}
	answer, err := query(ctx, q, "explain (verbose, costs off, format json) with "+
		strings.Join(queries, ", ")+" "+strings.Join(names, " union all "))
	if err != nil {
		return err
	}
	var explained []struct{ Plan plan }
	if err := json.Unmarshal(answer, &explained); err != nil {
		return fmt.Errorf("%w: %w", errUnexpectedPlan, err)
	}
	plans := map[string]plan{}
	for _, whole := range explained {
		for _, inner := range whole.Plan.inner() {
			plans[strings.TrimPrefix(inner.text("Subplan Name"), "CTE ")] = inner
		}
	}
	for i, question := range questions {
		outcome, err := question.outcome(fmt.Sprintf("q%d", i), plans)
		if err != nil {
			return err
		}
		*question.Outcome = outcome
	}
	return nil
}

// A part is one of the queries that make a question. What it is planned as is found by
// its name.
type part struct{ name, query string }

// parts returns the queries of a question. Expressions stand side by side in one; two
// texts that contain queries, or are queries, have one each, because their plans are to
// be compared as a whole.
func (q Question) parts(name string) []part {
	switch {
	case q.Kind == Query:
		return []part{
			{name + "_expected", wholeQuery(q.Expected)},
			{name + "_actual", wholeQuery(q.Actual)},
			{name + "_expected_columns", "select * from " + name + "_expected"},
			{name + "_actual_columns", "select * from " + name + "_actual"},
		}
	case q.nested():
		return []part{{name + "_expected", q.over(q.sql(q.Expected))}, {name + "_actual", q.over(q.sql(q.Actual))}}
	}
	return []part{{name, q.over(q.sql(q.Expected) + ", " + q.sql(q.Actual))}}
}

// over is a query that gives expressions over rows of the table. Where the expressions
// stand alone it gives no row, so that its plan is a single node; but that node does not
// tell the rows apart.
func (q Question) over(expressions string) string {
	row := "pg_catalog.jsonb_populate_record(null::" + q.Table.Quoted() + ", '{}') as "
	switch from := " from " + row + structure.Quote(q.Table.Name); {
	case q.Kind == OverChange:
		return "select " + expressions + " from " + row + "old, " + row + "new"
	case q.nested():
		return "select " + expressions + from
	default:
		return "select " + expressions + from + " where false"
	}
}

// wholeQuery returns a query without the semicolon at its end. The line break ends a
// comment in it.
func wholeQuery(text string) string { return strings.TrimRight(text, "; \t\r\n") + "\n" }

// nested reports whether a text of the question contains a query.
func (q Question) nested() bool {
	return slices.Contains(Words(q.Expected), "select") || slices.Contains(Words(q.Actual), "select")
}

// outcome reads what the plans of the parts say.
func (q Question) outcome(name string, plans map[string]plan) (Outcome, error) {
	if q.Kind != Query && !q.nested() {
		output := plans[name].output()
		if len(output) != 2 {
			return Outcome{}, errUnexpectedPlan
		}
		return outcomeOf(canonical(output[0]) == canonical(output[1])), nil
	}
	expected, actual := plans[name+"_expected"], plans[name+"_actual"]
	if expected == nil || actual == nil || q.Kind != Query && (len(expected.output()) != 1 || len(actual.output()) != 1) {
		return Outcome{}, errUnexpectedPlan
	}
	same := expected.canonical() == actual.canonical() && limits.of(q.Expected) == limits.of(q.Actual) &&
		slices.Equal(plans[name+"_expected_columns"].columns(), plans[name+"_actual_columns"].columns())
	if same && windows.of(q.Expected) != windows.of(q.Actual) {
		return Outcome{Result: Undetermined, Reason: errUnplanned}, nil
	}
	return outcomeOf(same), nil
}

func outcomeOf(same bool) Outcome {
	if same {
		return Outcome{Result: Equal}
	}
	return Outcome{Result: Different}
}

func (p Pair) sql(text string) string {
	if p.Type == "" {
		return "(" + text + "\n)" // the line break ends a comment in text
	}
	return "cast((" + text + "\n) as " + p.Type + ")"
}

// query returns the only column of the last row.
func query(ctx context.Context, q catalog.Querier, text string) ([]byte, error) {
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var answer []byte
	for rows.Next() {
		if err := rows.Scan(&answer); err != nil {
			return nil, err
		}
	}
	return answer, rows.Err()
}
