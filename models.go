package synapscale

import (
	"slices"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/analytics"
	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/conversations"
	"github.com/synapscale/synapscale-go/crm"
	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/knowledge"
	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/marketplace"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/tags"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tools"
	"github.com/synapscale/synapscale-go/webhooks"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// Models returns a pointer to a zero value of each of the 101 models, in
// dependency order: a table comes after every table that it references, except
// where two tables reference each other. The slice is the caller's own.
func Models() []any {
	return slices.Concat(
		tenancy.Models(),
		auth.Models(),
		rbac.Models(),
		workspaces.Models(),
		workflows.Models(),
		projects.Models(),
		marketplace.Models(),
		llms.Models(),
		knowledge.Models(),
		tools.Models(),
		agents.Models(),
		conversations.Models(),
		billing.Models(),
		crm.Models(),
		webhooks.Models(),
		analytics.Models(),
		audit.Models(),
		files.Models(),
		tags.Models(),
	)
}
