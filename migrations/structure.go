package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// bodyPrefix starts the name of a fact that holds the body of a function.
const bodyPrefix = "body of "

// fact is one object of the structure: what it is called, such as "column agents.status", and its definition, on
// one line.
type fact struct {
	object     string
	definition string
}

// String is the fact as a line of the committed structure.
func (f fact) String() string { return f.object + ": " + f.definition }

// readStructure reads the structure of schema synapscale_db and of the two public functions, ordered by object.
//
// Two databases with equal facts have the same tables, columns (whose order is left out), constraints, indexes,
// triggers, policies, row security, types, sequences, functions and views, whichever of the supported versions of
// PostgreSQL they run on. Owners, privileges, comments and storage settings are left out. So are the tables of
// migration tools and what belongs to extensions.
func readStructure(ctx context.Context, conn *sql.Conn) (_ []fact, err error) {
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read the structure: %w", err)
	}
	defer func() {
		if end := tx.Rollback(); !errors.Is(end, sql.ErrTxDone) {
			err = errors.Join(err, end)
		}
	}()
	// PostgreSQL prints a name without its schema where the search_path finds it, and with quotes where it is told to.
	if _, err := tx.ExecContext(ctx, "set local search_path = ''; set local quote_all_identifiers = off"); err != nil {
		return nil, fmt.Errorf("read the structure: %w", err)
	}
	rows, err := tx.QueryContext(ctx, structureQuery())
	if err != nil {
		return nil, fmt.Errorf("read the structure: %w", err)
	}
	defer rows.Close()
	var facts []fact
	for rows.Next() {
		var f fact
		if err := rows.Scan(&f.object, &f.definition); err != nil {
			return nil, fmt.Errorf("read the structure: %w", err)
		}
		f.definition = strings.Join(strings.Fields(f.definition), " ")
		facts = append(facts, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the structure: %w", err)
	}
	// Sorted here, because the database would sort by its own collation.
	slices.SortFunc(facts, func(a, b fact) int { return strings.Compare(a.String(), b.String()) })
	return facts, nil
}

// parseFacts reads what formatFacts wrote.
func parseFacts(text string) []fact {
	var facts []fact
	for line := range strings.Lines(text) {
		object, definition, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		facts = append(facts, fact{object, definition})
	}
	return facts
}

// formatFacts writes one line per fact.
func formatFacts(facts []fact) string {
	var b strings.Builder
	for _, f := range facts {
		b.WriteString(f.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// compareFacts lists what differs, ordered by object. Names of objects are unique on either side. A table that is
// on one side only is one difference, not one per column.
func compareFacts(expected, actual []fact) []Difference {
	byObject := map[string]Difference{}
	for _, f := range expected {
		byObject[f.object] = Difference{Object: f.object, Expected: f.definition}
	}
	for _, f := range actual {
		d := byObject[f.object]
		if d.Expected == f.definition {
			delete(byObject, f.object)
			continue
		}
		byObject[f.object] = Difference{Object: f.object, Expected: d.Expected, Actual: f.definition}
	}
	var differences []Difference
	for _, d := range byObject {
		table, whole := byObject["table "+tableOf(d.Object)]
		if whole && table.Object != d.Object && (table.Expected == "" || table.Actual == "") {
			continue
		}
		differences = append(differences, d)
	}
	slices.SortFunc(differences, func(a, b Difference) int { return strings.Compare(a.Object, b.Object) })
	return differences
}

// tableOf is "agents" for "column agents.status", and empty or no table's name for what belongs to no table.
func tableOf(object string) string {
	_, name, _ := strings.Cut(object, " ")
	table, _, _ := strings.Cut(name, ".")
	return table
}

// structureQuery is one query, so that one round trip and one plan answer everything.
func structureQuery() string {
	return ownObjects + strings.Join([]string{
		tableFacts, columnFacts, constraintFacts, indexFacts, triggerFacts, policyFacts,
		typeFacts, sequenceFacts, functionFacts, viewFacts,
	}, "\nunion all")
}
