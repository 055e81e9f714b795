package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/internal/locking"
)

// hiding are the tables of which row security hides rows from the current role, and whether one of them belongs to it,
// so that its own statements are blind without an error. A policy that lets every row through hides none: the one of
// synapscale_system, and at the stage "report" that of the owner.
const hiding = `
select count(*) filter (where hidden) > 0, coalesce(bool_or(hidden and pg_has_role(relowner, 'usage')), false)
from (
    select c.relowner, row_security_active(c.oid) and not exists (
        select from pg_catalog.pg_policy p
        where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
          and (p.polname = 'report_select' or pg_get_expr(p.polqual, p.polrelid) = 'true')
          and exists (select from unnest(p.polroles) granted where granted = 0 or pg_has_role(granted, 'usage'))
    ) as hidden
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'synapscale_db' and c.relkind in ('r', 'p')
) seen`

// beginToSeeAll begins a transaction that only reads, and in which a query that row security would hide rows from is an
// error.
func beginToSeeAll(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	var hidden, ignored bool
	err = tx.QueryRowContext(ctx, hiding).Scan(&hidden, &ignored)
	if err == nil && hidden {
		_, err = tx.ExecContext(ctx, "set local row_security = off")
	}
	if err != nil {
		_ = tx.Rollback() // The cause is the error to return.
		return nil, err
	}
	return tx, nil
}

// refuseBlindness returns ErrRowsHidden where a migration is pending and row security is forced on the owner of the
// tables: what a migration does to rows would do nothing, and say nothing.
func refuseBlindness(ctx context.Context, db *sql.DB, applied map[int64]time.Time, target int64) error {
	pending := slices.ContainsFunc(sources(), func(s source) bool {
		_, done := applied[s.version]
		return !done && s.version <= target
	})
	if !pending {
		return nil
	}
	var ignored, blind bool
	if err := db.QueryRowContext(ctx, hiding).Scan(&ignored, &blind); err != nil {
		return fmt.Errorf("look for forced row security: %w", err)
	}
	if blind {
		return fmt.Errorf("%w, because row security is forced on the owner of the tables: connect as a login that inherits from "+
			"synapscale_migrator and synapscale_system", ErrRowsHidden)
	}
	return nil
}

// rowSecurityVersion is the migration that brings row security, and the record of its stage.
const rowSecurityVersion = 18

// refuseStage refuses to undo the row security while more than the policies stand. The migration refuses as well, but
// only after those above it are undone.
func refuseStage(ctx context.Context, db *sql.DB, newest int64, to *int64) error {
	if newest < rowSecurityVersion || to == nil && newest > rowSecurityVersion || to != nil && *to >= rowSecurityVersion {
		return nil
	}
	var stage string
	err := db.QueryRowContext(ctx, "select synapscale_db.isolation_stage()").Scan(&stage)
	switch {
	case locking.State(err) == "42883":
		return nil // An interrupted Down has dropped it.
	case err != nil:
		return fmt.Errorf("read the stage of the isolation of tenants: %w", err)
	case stage != "policies":
		return fmt.Errorf("%w, it is at the stage %q: go back first, with synapscale isolation policies", ErrIsolated, stage)
	}
	return nil
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
