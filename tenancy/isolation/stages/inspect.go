package stages

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// A Count says how often row security would have denied something about a table.
type Count struct {
	// Table is the name without its schema.
	Table string `json:"table"`
	// Transactions is how many of them would have met at least one row that they were denied, to read or to write. One
	// that only reads (SET TRANSACTION READ ONLY) is not counted. One that goes back to a savepoint may be counted again.
	Transactions int64 `json:"transactions"`
}

// A Status says how far the isolation of tenants has come in a database.
type Status struct {
	isolation.State
	// Unfinished are the tables that are not at the stage, because a [Move] was interrupted.
	Unfinished []string
	// NotBound says why row security never binds the owner, so that no other stage can be reached. Nil if it can.
	NotBound *OwnerError
	// Since is when the count began, the zero time unless the stage is [isolation.StageReport].
	Since time.Time
	// Denied are the tables with a count, the highest first.
	Denied []Count
}

// Inspect says how far the isolation of tenants has come. The counts can be read by the owner of the tables and by members
// of synapscale_checker, the rest by everybody. It only reads.
func Inspect(ctx context.Context, db *sql.DB) (*Status, error) {
	s, err := look(ctx, db)
	if err != nil {
		return nil, err
	}
	status := &Status{State: s.State, NotBound: s.notBound}
	for _, table := range s.astray(s.Stage) {
		status.Unfinished = append(status.Unfinished, table.Name)
	}
	if s.counter == "" {
		return status, nil
	}
	if err := status.readCounts(ctx, db); err != nil {
		return nil, err
	}
	return status, nil
}

func (s *Status) readCounts(ctx context.Context, db session) error {
	var readable bool
	err := db.QueryRowContext(ctx, `
select has_schema_privilege('synapscale_isolation', 'usage') and coalesce(bool_and(has_sequence_privilege(s.seqrelid, 'select')), true)
from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid and c.relnamespace = 'synapscale_isolation'::regnamespace`).Scan(&readable)
	if err == nil && !readable {
		return ErrCountsHidden
	}
	if err == nil {
		err = db.QueryRowContext(ctx, "select synapscale_isolation.since()").Scan(&s.Since)
	}
	if err != nil {
		return fmt.Errorf("read what was counted: %w", err)
	}
	rows, err := db.QueryContext(ctx, `
select c.relname, coalesce(pg_sequence_last_value(s.seqrelid), 0)
from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid and c.relnamespace = 'synapscale_isolation'::regnamespace`)
	if err != nil {
		return fmt.Errorf("read what was counted: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var count Count
		if err := rows.Scan(&count.Table, &count.Transactions); err != nil {
			return fmt.Errorf("read what was counted: %w", err)
		}
		if count.Transactions > 0 {
			s.Denied = append(s.Denied, count)
		}
	}
	slices.SortFunc(s.Denied, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Transactions, a.Transactions), cmp.Compare(a.Table, b.Table))
	})
	return rows.Err()
}
