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

// Compare asks the server which of the pairs mean the same over the columns of
// the quoted table. It plans and never runs a statement; the search path of the
// session should be empty. An error is only returned if ctx has ended.
func Compare(ctx context.Context, session Session, table string, pairs []Pair) ([]Result, error) {
	results := make([]Result, len(pairs))
	spelled, err := spell(ctx, session, table, pairs)
	if err == nil {
		for i, s := range spelled {
			results[i] = s.compare()
		}
		return results, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("compare expressions: %w", ctx.Err())
	}
	if len(pairs) == 1 {
		return results, nil // the server cannot read it
	}
	// One unreadable expression spoils the whole question, so each is asked alone.
	for i := range pairs {
		result, err := Compare(ctx, session, table, pairs[i:i+1])
		if err != nil {
			return nil, err
		}
		results[i] = result[0]
	}
	return results, nil
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
func spell(ctx context.Context, session Session, table string, pairs []Pair) ([]spelling, error) {
	var query strings.Builder
	query.WriteString("explain (verbose, costs off, format json) select ")
	for i, pair := range pairs {
		if i > 0 {
			query.WriteString(", ")
		}
		query.WriteString(pair.sql(pair.Expected) + ", " + pair.sql(pair.Actual))
	}
	query.WriteString(" from " + table + " where false")

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
