package synapscale

import (
	"slices"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/analytics"
	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/conversations"
	"github.com/synapscale/synapscale-go/crm"
	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/knowledge"
	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/marketplace"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tags"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tools"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// Structure returns what the database has beside what the models say: enums, functions, triggers, views, row security and
// its policies, each declared by the package that owns it. Together with [Models] it is the whole newest structure. The
// slice is the caller's own.
func Structure() []declare.Schema {
	return slices.Concat(
		tenancy.Structure(),
		rbac.Structure(),
		workspaces.Structure(),
		workflows.Structure(),
		projects.Structure(),
		marketplace.Structure(),
		llms.Structure(),
		knowledge.Structure(),
		tools.Structure(),
		agents.Structure(),
		conversations.Structure(),
		billing.Structure(),
		crm.Structure(),
		analytics.Structure(),
		audit.Structure(),
		files.Structure(),
		tags.Structure(),
	)
}
