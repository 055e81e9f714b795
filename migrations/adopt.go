package migrations

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/internal/locking"
)

//go:generate go test . -run ^TestStructureOfVersion1$ -update

// productionStructure holds the facts of a database built from version 1, written by go generate.
//
//go:embed zz_generated_0001_structure.txt
var productionStructure string

// Adopt takes over a database that already holds the production structure: it compares the two, then records
// version 1 as applied, under the lock that [Up] holds. It reads only the catalog, and writes only
// synapscale_db.goose_db_version. It returns whether this call recorded it: on a database that has version 1
// already, adopted or migrated, it does nothing and returns false.
//
// A structure that is not production's is refused with a [*DifferenceError], and nothing at all is written. The bodies
// of functions are not compared: the project knows those of production only as a restatement, and later versions
// replace the broken ones. Functions that version 16 removes may be there or not. The tables alembic_version and goose_db_version are nobody's business here.
func Adopt(ctx context.Context, db *sql.DB) (bool, error) {
	adopted := false
	err := locking.With(ctx, db, func(conn *sql.Conn) error {
		applied, err := recordedHere(ctx, conn)
		if err != nil {
			return err
		}
		if _, done := applied[1]; done {
			return nil
		}
		actual, err := readStructure(ctx, conn)
		if err != nil {
			return err
		}
		differences := compareFacts(comparable(parseFacts(productionStructure)), comparable(actual))
		if len(differences) > 0 {
			return &DifferenceError{Differences: differences}
		}
		adopted = true
		return record(ctx, conn, 1)
	})
	return adopted && err == nil, err
}

// record writes that version is applied, without applying it.
func record(ctx context.Context, conn *sql.Conn, version int64) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("record version %d: %w", version, err)
	}
	defer tx.Rollback() //nolint:errcheck // After the commit there is nothing left to roll back.
	if err := createVersionTable(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into "+versionTable+" (version_id, is_applied) values ($1, true)", version); err != nil {
		return fmt.Errorf("record version %d: %w", version, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("record version %d: %w", version, err)
	}
	return nil
}

// leftover finds the functions that version 16 removes.
var leftover = regexp.MustCompile(`^(function|body of function) synapscale_db\.(rollback_task\d|validate_json_references\()`)

// comparable leaves out what may differ.
func comparable(facts []fact) []fact {
	return slices.DeleteFunc(facts, func(f fact) bool {
		return strings.HasPrefix(f.object, bodyPrefix) || leftover.MatchString(f.object)
	})
}
