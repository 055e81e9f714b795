package tenancy_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy"
)

var limits = []tenancy.Limit{
	tenancy.LimitWorkspaces, tenancy.LimitMembers, tenancy.LimitProjects, tenancy.LimitStorage, tenancy.LimitOwn,
}

func TestTranslateError(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, limit := range limits {
		refusal := &pgconn.PgError{Code: string(limit), Message: "tenant x may have 3 workspaces, and would have 4"}
		for _, err := range []error{refusal, fmt.Errorf("create: %w", refusal), errors.Join(errors.New("other"), refusal)} {
			translated := tenancy.TranslateError(err)
			require.ErrorIs(t, translated, tenancy.ErrLimitExceeded)
			require.ErrorIs(t, translated, err)
			var exceeded *tenancy.LimitError
			require.ErrorAs(t, translated, &exceeded)
			require.Equal(t, limit, exceeded.Limit)
			var driver *pgconn.PgError
			require.ErrorAs(t, translated, &driver)
			require.ErrorContains(t, translated, "tenant x may have 3 workspaces, and would have 4")
			require.ErrorContains(t, translated, limit.String())
		}
		require.True(t, limit.Valid())
		require.False(t, seen[limit.String()])
		seen[limit.String()] = true
	}
}

func TestTranslateErrorLeavesOthers(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		nil,
		errors.New("SYL01"),
		&pgconn.PgError{Code: "SYL06"},
		&pgconn.PgError{Code: "SYI01"},
		&pgconn.PgError{Code: "23505"},
		&pgconn.PgError{},
	} {
		require.Equal(t, err, tenancy.TranslateError(err))
	}
	require.False(t, tenancy.Limit("SYL06").Valid())
	require.Equal(t, "SYL06", tenancy.Limit("SYL06").String())
}

// refusal is an error of a driver, here without a database.
type refusal struct{ state, message string }

func (r refusal) Error() string    { return r.message + " (SQLSTATE " + r.state + ")" }
func (r refusal) SQLState() string { return r.state }

// A refusal is told apart from a failure, and one limit from another.
func ExampleTranslateError() {
	create := func() error { // As db.Create would.
		return refusal{"SYL02", "workspace 0190f5fe-7c00-7a00-8000-000000000001 may have 5 members, and would have 6"}
	}

	err := tenancy.TranslateError(create())

	var exceeded *tenancy.LimitError
	if errors.As(err, &exceeded) && exceeded.Limit == tenancy.LimitMembers {
		fmt.Println("offer a larger plan:", exceeded.Limit)
	}
	fmt.Println(errors.Is(err, tenancy.ErrLimitExceeded))
	fmt.Println(err)
	// Output:
	// offer a larger plan: members of the workspace
	// true
	// tenancy: limit exceeded: members of the workspace: workspace 0190f5fe-7c00-7a00-8000-000000000001 may have 5 members, and would have 6 (SQLSTATE SYL02)
}
