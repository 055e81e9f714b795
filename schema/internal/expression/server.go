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

// Compare asks the server which of the pairs mean the same over the columns of
// the table. It plans and never runs a statement; the search path of the session
// should be as [catalog.Read] leaves it. An error is only returned if the server
// cannot be asked.
func Compare(ctx context.Context, session Session, table structure.Name, pairs []Pair) ([]Outcome, error) {
	outcomes := make([]Outcome, len(pairs))
	err := session.Attempt(ctx, func() error {
		return ask(ctx, session, table, pairs, outcomes)
	})
	if err == nil {
		return outcomes, nil
	}
	// One unreadable expression spoils the whole question, so each is asked alone.
	// A person may have left out a schema that the caller's search path has.
	for i := range pairs {
		err := session.Attempt(ctx, func() error {
			if _, err := query(ctx, session, catalog.SearchPathQuery); err != nil {
				return err
			}
			outcomes[i].Reason = ask(ctx, session, table, pairs[i:i+1], outcomes[i:i+1])
			return ctx.Err()
		})
		if err != nil {
			return nil, fmt.Errorf("compare expressions: %w", err)
		}
	}
	return outcomes, nil
}

var errUnexpectedPlan = errors.New("EXPLAIN printed a plan of another shape")

// ask has the server print both sides of each pair and sets the results. The
// condition is false, so that the plan is a single Result node whose Output lists
// the expressions.
//
// They read a row of the table's type and not the table: that takes no lock, row
// security has no say, and a column that is not null is not one to the planner,
// which would otherwise fold IS NOT NULL away from the side that has it.
func ask(ctx context.Context, q catalog.Querier, table structure.Name, pairs []Pair, outcomes []Outcome) error {
	var question strings.Builder
	question.WriteString("explain (verbose, costs off, format json) select ")
	for i, pair := range pairs {
		if i > 0 {
			question.WriteString(", ")
		}
		question.WriteString(pair.sql(pair.Expected) + ", " + pair.sql(pair.Actual))
	}
	fmt.Fprintf(&question, " from pg_catalog.jsonb_populate_record(null::%s, '{}') as %s where false",
		table.Quoted(), structure.Quote(table.Name))

	answer, err := query(ctx, q, question.String())
	if err != nil {
		return err
	}
	var plans []struct {
		Plan struct{ Output []string }
	}
	if err := json.Unmarshal(answer, &plans); err != nil {
		return fmt.Errorf("%w: %w", errUnexpectedPlan, err)
	}
	if len(plans) != 1 || len(plans[0].Plan.Output) != 2*len(pairs) {
		return errUnexpectedPlan
	}
	for i := range pairs {
		expected, actual := plans[0].Plan.Output[2*i], plans[0].Plan.Output[2*i+1]
		outcomes[i].Result = Different
		if canonical(expected) == canonical(actual) {
			outcomes[i].Result = Equal
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
func query(ctx context.Context, q catalog.Querier, text string) (answer []byte, err error) {
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(&answer); err != nil {
			return nil, err
		}
	}
	return answer, rows.Err()
}
