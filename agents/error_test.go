package agents_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/agents"
)

func TestTranslateError(t *testing.T) {
	t.Parallel()
	refusal := &pgconn.PgError{Code: "SYI01", Message: "version 1 of the configuration of agent x cannot be changed"}
	for _, err := range []error{refusal, fmt.Errorf("save: %w", refusal), errors.Join(errors.New("other"), refusal)} {
		translated := agents.TranslateError(err)
		require.ErrorIs(t, translated, agents.ErrConfigurationImmutable)
		require.ErrorIs(t, translated, refusal)
		require.ErrorContains(t, translated, "version 1 of the configuration of agent x cannot be changed")
	}
	for _, err := range []error{nil, errors.New("SYI01"), &pgconn.PgError{Code: "SYL01"}, &pgconn.PgError{}} {
		require.Equal(t, err, agents.TranslateError(err))
	}
}
