package fill

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Checksum tells the rows of two tables apart. It depends neither on their order nor on that of the columns.
type Checksum struct {
	Rows int64
	Sum  string
}

// Checksums returns one per table of schema synapscale_db, all of the same moment, over all columns but those that
// except names by table. It may name columns that do not exist, so that a column counts neither before nor after a
// migration that adds, changes or drops it. A column that is null does not count, hence a new one that nobody has filled.
func Checksums(ctx context.Context, db *sql.DB, except map[string][]string) (map[string]Checksum, error) {
	sums := map[string]Checksum{}
	err := read(ctx, db, func(tx *sql.Tx, tables map[string]*table) error {
		for _, name := range slices.Sorted(maps.Keys(tables)) {
			var sum Checksum
			if err := tx.QueryRowContext(ctx, checksum(tables[name], except[name])).Scan(&sum.Rows, &sum.Sum); err != nil {
				return fmt.Errorf("checksum of %s: %w", name, err)
			}
			sums[name] = sum
		}
		return nil
	})
	return sums, err
}

// checksum is a query. A sum of hashes is the same in any order, and JSON has one form for values of all types.
func checksum(t *table, except []string) string {
	values := []string{"','"}
	for _, c := range t.Columns {
		if !slices.Contains(except, c.Name) {
			values = append(values, literal(c.Name+":")+" || to_jsonb(t."+quote(c.Name)+")::text")
		}
	}
	return fmt.Sprintf("select count(*), coalesce(sum(hashtextextended(concat_ws(%s), 0)::numeric), 0)::text from %s t",
		strings.Join(values, ", "), t.quoted())
}

// Orphans counts the rows that reference what does not exist, by reference: for every foreign key, and for the columns
// that have none in production. References without such rows are left out.
func Orphans(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	orphans := map[string]int64{}
	err := read(ctx, db, func(tx *sql.Tx, tables map[string]*table) error {
		for name, t := range tables {
			for _, r := range t.References {
				var count int64
				if err := tx.QueryRowContext(ctx, orphansOf(t, r)).Scan(&count); err != nil {
					return fmt.Errorf("orphans of %s %s: %w", name, r, err)
				}
				if count > 0 {
					orphans[name+" "+r.String()] = count
				}
			}
		}
		return nil
	})
	return orphans, err
}

func orphansOf(t *table, r reference) string {
	var set, same []string
	for i, name := range r.Columns {
		set = append(set, "c."+quote(name)+" is not null")
		same = append(same, "p."+quote(r.ParentColumns[i])+" = c."+quote(name))
	}
	return fmt.Sprintf("select count(*) from %s c where %s and not exists (select from %s p where %s)",
		t.quoted(), strings.Join(set, " and "), quoteParent(r), strings.Join(same, " and "))
}

// quoteParent is the name of the table that a reference is to, for a statement.
func quoteParent(r reference) string {
	if schema, name, found := strings.Cut(r.Parent, "."); found {
		return quote(schema, name)
	}
	return quote(ownSchema, r.Parent)
}

// read runs fn on one state of the database, in a session whose settings do not change how values are printed.
func read(ctx context.Context, db *sql.DB, fn func(*sql.Tx, map[string]*table) error) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // Nothing was written.
	for _, setting := range []string{"timezone = 'UTC'", "intervalstyle = 'postgres'", "extra_float_digits = 1", "row_security = off"} {
		if _, err := tx.ExecContext(ctx, "set local "+setting); err != nil {
			return err
		}
	}
	tables, err := readCatalog(ctx, tx, ownSchema)
	if err != nil {
		return err
	}
	return fn(tx, tables)
}
