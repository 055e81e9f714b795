package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// refuseRows returns ErrHoldsRows if a table of the schema holds a row. The next step down is version 1.
func refuseRows(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("look for rows before undoing version 1: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	// Where row security would hide rows, asking is an error then.
	if _, err := tx.ExecContext(ctx, "set local row_security = off"); err != nil {
		return fmt.Errorf("look for rows before undoing version 1: %w", err)
	}
	var query sql.NullString
	err = tx.QueryRowContext(ctx, `
select string_agg(format('(select %L where exists (select from synapscale_db.%I))', relname, relname), ' union all ' order by relname)
from pg_class
where relnamespace = to_regnamespace('synapscale_db') and relkind in ('r', 'p')
  and relname not in ('goose_db_version', 'alembic_version')`).Scan(&query)
	if err != nil || !query.Valid {
		return err
	}
	rows, err := tx.QueryContext(ctx, query.String)
	if err != nil {
		return fmt.Errorf("look for rows before undoing version 1: %w", err)
	}
	defer rows.Close()
	var holding []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return fmt.Errorf("look for rows before undoing version 1: %w", err)
		}
		holding = append(holding, table)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("look for rows before undoing version 1: %w", err)
	}
	if len(holding) > 0 {
		return fmt.Errorf("%w (%s): go down to version 0 by name if that is meant", ErrHoldsRows, strings.Join(holding, ", "))
	}
	return nil
}
