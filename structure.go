package synapscale

import (
	"slices"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/knowledge"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tools"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// Structure returns what the database has beside what the models say: enums, functions, triggers, views, row security and
// its policies. Package tenancy/isolation declares what keeps tenants apart, and the package that owns a table the rest.
// Together with [Models] it is the whole newest structure. The slice is the caller's own.
func Structure() []declare.Schema { return StructureAt(isolation.State{}) }

// StructureAt is [Structure] for a database whose isolation of tenants has been moved from where the migrations leave it.
// Package tenancy/isolation/stages reads the state of a database.
func StructureAt(state isolation.State) []declare.Schema {
	return slices.Concat(
		state.Structure(),
		tenancy.Structure(),
		workspaces.Structure(),
		workflows.Structure(),
		projects.Structure(),
		knowledge.Structure(),
		tools.Structure(),
		agents.Structure(),
		billing.Structure(),
		audit.Structure(),
		files.Structure(),
	)
}
