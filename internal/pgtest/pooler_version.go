package pgtest

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// PoolerPrepares reports whether the PgBouncer of this machine knows the prepared statements of its clients, as it does
// since version 1.21 with the setting max_prepared_statements, and which version it is.
func PoolerPrepares(tb testing.TB) (prepares bool, version string) {
	tb.Helper()
	program, err := poolerProgram(poolerPlaces)
	require.NoError(tb, err)
	output, err := exec.CommandContext(tb.Context(), program, "-V").Output()
	require.NoError(tb, err)
	prepares, version, err = poolerPrepares(string(output))
	require.NoError(tb, err)
	return prepares, version
}

func poolerPrepares(output string) (prepares bool, version string, err error) {
	var major, minor int
	if _, err := fmt.Sscanf(output, "PgBouncer %d.%d", &major, &minor); err != nil {
		return false, "", fmt.Errorf("which version of PgBouncer is %q: %w", output, err)
	}
	return major > 1 || minor >= 21, fmt.Sprintf("%d.%d", major, minor), nil
}
