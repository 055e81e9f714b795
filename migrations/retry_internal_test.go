package migrations

import (
	"context"
	"database/sql/driver"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"
)

// A driver whose connection is gone because the context has ended does not always say so.
func TestTheEndOfTheContextIsNamed(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, failure := range map[string]error{
		"in a migration": &goose.PartialError{Failed: &goose.MigrationResult{Source: &goose.Source{Path: "0007_x.sql"}}, Err: driver.ErrBadConn},
		"before":         driver.ErrBadConn,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := persist(ctx, nil, Options{}, func() ([]*goose.MigrationResult, error) { return nil, failure })
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, driver.ErrBadConn)
		})
	}
}
