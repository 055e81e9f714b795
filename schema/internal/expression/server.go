package expression

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
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
// should be empty. An error is only returned if ctx has ended.
func Compare(ctx context.Context, session Session, table structure.Name, pairs []Pair) ([]Outcome, error) {
	outcomes := make([]Outcome, len(pairs))
	spelled, err := spell(ctx, session, table, pairs)
	if err == nil {
		for i, s := range spelled {
			outcomes[i].Result = s.compare()
		}
		return outcomes, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("compare expressions: %w", ctx.Err())
	}
	if len(pairs) == 1 {
		outcomes[0].Reason = err
		return outcomes, nil
	}
	// One unreadable expression spoils the whole question, so each is asked alone.
	for i := range pairs {
		outcome, err := Compare(ctx, session, table, pairs[i:i+1])
		if err != nil {
			return nil, err
		}
		outcomes[i] = outcome[0]
	}
	return outcomes, nil
}

type spelling struct{ expected, actual string }

func (s spelling) compare() Result {
	if sortSets(Normal(s.expected)) == sortSets(Normal(s.actual)) {
		return Equal
	}
	return Different
}

var errUnexpectedPlan = errors.New("EXPLAIN printed a plan of another shape")

// spell has the server print both sides of each pair. The condition is false, so
// that the plan is a single Result node whose Output lists the expressions.
//
// They read a row of the table's type and not the table: that takes no lock, row
// security has no say, and a column that is not null is not one to the planner,
// which would otherwise fold IS NOT NULL away from the side that has it.
func spell(ctx context.Context, session Session, table structure.Name, pairs []Pair) ([]spelling, error) {
	var query strings.Builder
	query.WriteString("explain (verbose, costs off, format json) select ")
	for i, pair := range pairs {
		if i > 0 {
			query.WriteString(", ")
		}
		query.WriteString(pair.sql(pair.Expected) + ", " + pair.sql(pair.Actual))
	}
	fmt.Fprintf(&query, " from pg_catalog.jsonb_populate_record(null::%s, '{}') as %s where false",
		table.Quoted(), structure.Quote(table.Name))

	var output []string
	err := session.Attempt(ctx, func() error {
		var err error
		output, err = explain(ctx, session, query.String())
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(output) != 2*len(pairs) {
		return nil, errUnexpectedPlan
	}
	spelled := make([]spelling, len(pairs))
	for i := range pairs {
		spelled[i] = spelling{expected: output[2*i], actual: output[2*i+1]}
	}
	return spelled, nil
}

func (p Pair) sql(text string) string {
	if p.Type == "" {
		return "(" + text + "\n)" // the line break ends a comment in text
	}
	return "cast((" + text + "\n) as " + p.Type + ")"
}

func explain(ctx context.Context, q catalog.Querier, query string) (output []string, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var plans []struct {
		Plan struct{ Output []string }
	}
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &plans); err != nil {
			return nil, err
		}
	}
	if len(plans) == 1 {
		output = plans[0].Plan.Output
	}
	return output, rows.Err()
}

// set matches the array that the server makes of the constants of an IN list.
var set = regexp.MustCompile(`(any|all) \( '\{([^'{}"\\]*)\}' ::`)

// sortSets puts the elements of such arrays in order: the order of an IN list
// means nothing.
func sortSets(text string) string {
	return set.ReplaceAllStringFunc(text, func(match string) string {
		parts := set.FindStringSubmatch(match)
		elements := strings.Split(parts[2], ",")
		slices.Sort(elements)
		return parts[1] + " ( '{" + strings.Join(slices.Compact(elements), ",") + "}' ::"
	})
}
