package tenancy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A catalogue of 200 features, of which a workspace reads all or uses one.
func BenchmarkEntitlements(b *testing.B) {
	db := pgtest.Clone(b)
	c := newAccount(b, db)
	for i := range 200 {
		c.include(b, fmt.Sprintf("f%d", i), new(int32(1_000_000_000)))
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			_, err := tenancy.Entitlements(b.Context(), db, c.inside())
			require.NoError(b, err)
		}
	})
	b.Run("consume", func(b *testing.B) {
		for b.Loop() {
			_, err := tenancy.Consume(b.Context(), db, c.inside(), "f7", 1)
			require.NoError(b, err)
		}
	})
	b.Run("require active", func(b *testing.B) {
		for b.Loop() {
			require.NoError(b, tenancy.RequireActive(b.Context(), db, c.tenant))
		}
	})
}
