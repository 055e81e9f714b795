// Package workflows holds the automations that users draw, the catalogue of nodes that they draw them from, and what
// happens when one runs.
//
//	Node ◀── WorkflowNode ──▶ Workflow ◀── Execution ◀── NodeExecution, QueueEntry
//	              ▲               ▲            ▲
//	              └─ Connection ──┘            └── ExecutionMetric
//
// An arrow leads to what a row refers to.
//
// A [Workflow] is a graph: each [WorkflowNode] puts a [Node] of the catalogue on its canvas, each [Connection] leads
// from one of them to another. An [Execution] is one run. A [QueueEntry] is the run waiting for a worker, a
// [NodeExecution] one step of it, an [ExecutionMetric] one thing measured meanwhile. [NodeCategory], [NodeRating] and
// [NodeTemplate] are the rest of the catalogue.
//
// # Tables
//
// workflows, workflow_nodes, workflow_connections, workflow_executions, node_executions, workflow_execution_queue,
// workflow_execution_metrics, nodes, node_categories, node_ratings, node_templates.
//
// # Invariants
//
//   - The definition of a workflow has an array under "nodes" and one under "connections". A workflow's rows of
//     [WorkflowNode] and [Connection] are a second account of its graph, and the database does not compare the two.
//   - The priority of a workflow is 1 to 10, or nil. Those of executions and queue entries are any number.
//   - A connection has two workflow nodes that exist. That they are of its own workflow, that it is the only one between
//     its ports, and that the graph has no cycle is for code to hold.
//   - Deleting a workflow deletes its nodes, connections and executions, and deleting an execution its steps, queue
//     entries and metrics. Workflow nodes and steps outlive their node of the catalogue, with NodeID nil.
//   - The name of a category is unique over the whole database: two tenants cannot both have a "Data".
//   - Nodes, categories and node templates are a tenant's or, without a tenant, for all: every tenant reads those, and
//     the system alone writes them. All other rows are one tenant's (package tenancy/isolation).
//   - A duration is in the unit that its name ends with. Where it names none, as in RetryDelay, the database does not
//     know it either.
//
// # Imports
//
// It may import tenancy, auth and workspaces, and nothing lower imports it. The projects of a workspace and the
// templates of the marketplace are made of workflows and lie above it.
package workflows
