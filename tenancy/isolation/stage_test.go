package isolation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// What a stage adds is for the owner alone, and what was there before it stays.
func TestAStageAddsPoliciesForTheOwner(t *testing.T) {
	t.Parallel()
	for _, table := range isolation.Tables() {
		plain := table.Declare()
		require.Equal(t, plain, isolation.State{}.Declare(table))
		require.Equal(t, plain, isolation.State{Stage: isolation.StagePolicies, Owner: "owner"}.Declare(table))
		for _, stage := range []isolation.Stage{isolation.StageReport, isolation.StageForced} {
			declared := isolation.State{Stage: stage, Owner: "owner"}.Declare(table)
			if !table.Isolated() {
				require.Equal(t, plain, declared)
				continue
			}
			require.Equal(t, declare.RowSecurityForced, declared.RowSecurity)
			before := len(plain.Policies)
			require.Equal(t, plain.Policies, declared.Policies[:before:before])
			require.Equal(t, plain.Triggers, declared.Triggers)
			for _, policy := range declared.Policies[before:] {
				require.Equal(t, []string{"owner"}, policy.Roles)
				require.False(t, policy.Restrictive)
			}
			want := 4
			if stage == isolation.StageForced {
				want = before - 1 // Those of the application; the other one is that of the system.
			}
			require.Len(t, declared.Policies[before:], want, table.Name)
		}
	}
}

func TestTheZeroStateIsThatOfTheMigrations(t *testing.T) {
	t.Parallel()
	require.Equal(t, isolation.Structure(), isolation.State{}.Structure())
	require.Equal(t, isolation.Structure(), isolation.State{Stage: isolation.StagePolicies, Owner: "owner"}.Structure())
	has := func(state isolation.State) bool {
		return slices.ContainsFunc(state.Structure(), func(s declare.Schema) bool { return s.Name == isolation.ReportSchema })
	}
	require.False(t, has(isolation.State{}))
	require.True(t, has(isolation.State{Stage: isolation.StageReport, Owner: "owner"}))
	require.False(t, has(isolation.State{Stage: isolation.StageForced, Owner: "owner"}))
}

// What a database has to have for a table depends on its stage.
func ExampleState_Declare() {
	table, _ := isolation.Of("workspaces")
	for _, stage := range []isolation.Stage{isolation.StagePolicies, isolation.StageReport, isolation.StageForced} {
		declared := isolation.State{Stage: stage, Owner: "backend"}.Declare(table)
		fmt.Println(stage, declared.RowSecurity)
		for _, policy := range declared.Policies {
			if slices.Contains(policy.Roles, "backend") && policy.Command == "select" {
				fmt.Println(" ", policy.Name, policy.Using)
			}
		}
	}
	// Output:
	// policies enabled
	// report forced
	//   report_select case when (tenant_id = (select public.current_tenant_id() as current_tenant_id)) then true when current_setting('synapscale_isolation.workspaces', true) = 'counted' then true else synapscale_isolation.denied('workspaces') end
	// forced forced
	//   owner_select (tenant_id = (select public.current_tenant_id() as current_tenant_id))
}
