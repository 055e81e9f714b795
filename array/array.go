// Package array holds the PostgreSQL array types that the models use as
// columns. The driver encodes a []string by itself but cannot hand one back
// through database/sql before Go 1.27, so a column needs a type that scans.
package array

import (
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
)

// Text is a text[] column. A nil Text is SQL NULL and an empty one is '{}'.
// PostgreSQL's arrays may hold NULL elements; a Text cannot, and scanning one
// that does is an error.
type Text []string

// Scan implements sql.Scanner with the driver's own array parser.
func (t *Text) Scan(src any) error {
	var scanned pgtype.Array[string]
	if err := pgtype.NewMap().SQLScanner(&scanned).Scan(src); err != nil {
		return fmt.Errorf("array: scan text[]: %w", err)
	}
	if len(scanned.Dims) > 1 {
		return fmt.Errorf("array: scan text[]: it has %d dimensions, and only one can be read", len(scanned.Dims))
	}
	*t = scanned.Elements
	return nil
}

// Value implements driver.Valuer with the driver's own array encoder.
func (t Text) Value() (driver.Value, error) {
	if t == nil {
		return nil, nil
	}
	encoded, err := pgtype.NewMap().Encode(pgtype.TextArrayOID, pgtype.TextFormatCode, []string(t), nil)
	if err != nil {
		return nil, fmt.Errorf("array: encode text[]: %w", err)
	}
	return string(encoded), nil
}

// GormDataType implements gorm's schema.GormDataTypeInterface.
func (Text) GormDataType() string { return "text[]" }
