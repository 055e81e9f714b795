package expression

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
}

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

// Compare asks the server which of the pairs mean the same, all in one statement,
// or two where they differ. It plans and never runs a statement; the search path of
// the session should be as [catalog.Read] leaves it. An error is only returned if
// the server cannot be asked.
func Compare(ctx context.Context, session Session, questions []Question) error {
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
	if err := settle(ctx, session, open); err != nil {
		return fmt.Errorf("compare expressions: %w", err)
	}
	return nil
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
// question is a query of its own, whose condition is false, so that its plan is a
// single Result node whose Output lists the expressions.
//
// They read a row of the table's type and not the table: that takes no lock, row
// security has no say, and a column that is not null is not one to the planner,
// which would otherwise fold IS NOT NULL away from the side that has it.
func ask(ctx context.Context, q catalog.Querier, questions []Question) error {
	var queries, names []string
	for i, question := range questions {
		names = append(names, fmt.Sprintf("select from q%d", i))
		queries = append(queries, fmt.Sprintf(
			"q%d as materialized (select %s, %s from pg_catalog.jsonb_populate_record(null::%s, '{}') as %s where false)",
			i, question.sql(question.Expected), question.sql(question.Actual), question.Table.Quoted(), structure.Quote(question.Table.Name)))
	}
	answer, err := query(ctx, q, "explain (verbose, costs off, format json) with "+
		strings.Join(queries, ", ")+" "+strings.Join(names, " union all "))
	if err != nil {
		return err
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(answer, &plans); err != nil {
		return fmt.Errorf("%w: %w", errUnexpectedPlan, err)
	}
	outputs := map[string][]string{}
	for _, plan := range plans {
		plan.Plan.outputs(outputs)
	}
	for i, question := range questions {
		output := outputs[fmt.Sprintf("CTE q%d", i)]
		if len(output) != 2 {
			return errUnexpectedPlan
		}
		question.Result = Different
		if canonical(output[0]) == canonical(output[1]) {
			question.Result = Equal
		}
	}
	return nil
}

// A node is a node of a plan.
type node struct {
	Subplan string `json:"Subplan Name"`
	Output  []string
	Plans   []node
}

// outputs collects what the named nodes print.
func (n node) outputs(byName map[string][]string) {
	if n.Subplan != "" {
		byName[n.Subplan] = n.Output
	}
	for _, inner := range n.Plans {
		inner.outputs(byName)
	}
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
