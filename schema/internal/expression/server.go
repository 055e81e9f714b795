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

// Compare asks the server which of the pairs mean the same over the columns of
// the table. It plans and never runs a statement; the search path of the session
// should be as [catalog.Read] leaves it. An error is only returned if the server
// cannot be asked.
func Compare(ctx context.Context, session Session, table structure.Name, pairs []Pair) ([]Outcome, error) {
	outcomes := make([]Outcome, len(pairs))
	questions := make([]question, len(pairs))
	for i := range pairs {
		questions[i] = question{pairs[i], &outcomes[i]}
	}
	_ = session.Attempt(ctx, func() error { return ask(ctx, session, table, questions) })
	open := slices.DeleteFunc(questions, func(q question) bool { return q.Result == Equal })
	if len(open) == 0 {
		return outcomes, nil
	}
	// A person leaves out the schema of what the search path of the service leads
	// to, be it a function, a type or an operator.
	refusal, err := askAsCaller(ctx, session, table, open)
	if refusal != nil {
		// One unreadable expression spoils the whole question, so each is asked alone.
		for i := 0; i < len(open) && err == nil; i++ {
			open[i].Result = Undetermined
			open[i].Reason, err = askAsCaller(ctx, session, table, open[i:i+1])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("compare expressions: %w", err)
	}
	return outcomes, nil
}

// A question is a pair and where its outcome belongs.
type question struct {
	Pair
	*Outcome
}

// askAsCaller is ask with the search path of the caller. It tells what the server
// cannot read from the server that cannot be asked.
func askAsCaller(ctx context.Context, session Session, table structure.Name, questions []question) (refusal, err error) {
	err = session.Attempt(ctx, func() error {
		if _, err := query(ctx, session, catalog.SearchPathQuery); err != nil {
			return err
		}
		refusal = ask(ctx, session, table, questions)
		return ctx.Err()
	})
	return refusal, err
}

var errUnexpectedPlan = errors.New("EXPLAIN printed a plan of another shape")

// ask has the server print both sides of each pair and sets the results. The
// condition is false, so that the plan is a single Result node whose Output lists
// the expressions.
//
// They read a row of the table's type and not the table: that takes no lock, row
// security has no say, and a column that is not null is not one to the planner,
// which would otherwise fold IS NOT NULL away from the side that has it.
func ask(ctx context.Context, q catalog.Querier, table structure.Name, questions []question) error {
	var expressions []string
	for _, question := range questions {
		expressions = append(expressions, question.sql(question.Expected), question.sql(question.Actual))
	}
	answer, err := query(ctx, q, fmt.Sprintf(
		"explain (verbose, costs off, format json) select %s from pg_catalog.jsonb_populate_record(null::%s, '{}') as %s where false",
		strings.Join(expressions, ", "), table.Quoted(), structure.Quote(table.Name)))
	if err != nil {
		return err
	}
	var plans []struct {
		Plan struct{ Output []string }
	}
	if err := json.Unmarshal(answer, &plans); err != nil {
		return fmt.Errorf("%w: %w", errUnexpectedPlan, err)
	}
	if len(plans) != 1 || len(plans[0].Plan.Output) != len(expressions) {
		return errUnexpectedPlan
	}
	for i, question := range questions {
		question.Result = Different
		if canonical(plans[0].Plan.Output[2*i]) == canonical(plans[0].Plan.Output[2*i+1]) {
			question.Result = Equal
		}
	}
	return nil
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
