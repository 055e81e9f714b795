package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// beginToSeeAll begins a transaction that only reads, and in which a query that row security would hide rows from is an
// error.
func beginToSeeAll(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, "set local row_security = off"); err != nil {
		_ = tx.Rollback() // The cause is the error to return.
		return nil, err
	}
	return tx, nil
}

// refuseRows returns ErrHoldsRows if a table of the schema holds a row. The next step down is version 1.
func refuseRows(ctx context.Context, db *sql.DB) error {
	holding, err := tablesWithRows(ctx, db)
	if err != nil {
		return fmt.Errorf("look for rows before undoing version 1: %w", err)
	}
	if len(holding) > 0 {
		return fmt.Errorf("%w (%s): go down to version 0 by name if that is meant", ErrHoldsRows, strings.Join(holding, ", "))
	}
	return nil
}

func tablesWithRows(ctx context.Context, db *sql.DB) (holding []string, err error) {
	tx, err := beginToSeeAll(ctx, db)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	var query sql.NullString
	err = tx.QueryRowContext(ctx, `
select string_agg(format('(select %L where exists (select from synapscale_db.%I))', relname, relname), ' union all ' order by relname)
from pg_class
where relnamespace = to_regnamespace('synapscale_db') and relkind in ('r', 'p')
  and relname not in ('goose_db_version', 'alembic_version')`).Scan(&query)
	if err != nil || !query.Valid {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, query.String)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return nil, err
		}
		holding = append(holding, table)
	}
	return holding, rows.Err()
}
