package schema

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A panic beside the work of a check is the caller's, as it would be in it.
func TestConcurrently(t *testing.T) {
	t.Parallel()
	done := false
	concurrently(func() { done = true })()
	require.True(t, done)
	wait := concurrently(func() { panic("once") })
	require.PanicsWithValue(t, "once", wait)
}
