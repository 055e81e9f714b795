package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func TestAdviceX(t *testing.T) {
	checker := schema.Checker{Advice: true}
	report, err := checker.Check(t.Context(), pgtest.Open(t, pgtest.ProductionDSN(t)), synapscale.Models()...)
	require.NoError(t, err)
	counts := map[schema.Code]int{}
	for _, f := range report.Advice() {
		counts[f.Code]++
		t.Log(f, "|", f.Reason)
	}
	t.Log(counts, report)
	report, err = checker.Check(t.Context(), pgtest.Tx(t), synapscale.Models()...)
	require.NoError(t, err)
	counts = map[schema.Code]int{}
	for _, f := range report.Advice() {
		counts[f.Code]++
		t.Log(f, "|", f.Reason)
	}
	t.Log(counts, report)
}
