// Package agents holds the AI agents of a tenant: what each is made of, what starts it, who may use it, and what it used.
//
//	Agent ─┬─▶ Configuration                  its parameters, version by version
//	       ├─▶ Model, KnowledgeBase, Tool     what it is made of
//	       ├─▶ Trigger                        what starts it
//	       ├─▶ ACL, Hierarchy                 who may use it, and which agents stand above and below it
//	       └─▶ Quota, UsageMetric, ErrorLog   what it may use, what it used, what failed
//
// An [Agent] has one [Configuration] in force and keeps the earlier ones. A [Model], a [KnowledgeBase] and a [Tool] each
// give it the use of something that another package holds, with settings for this agent alone.
//
// # Tables
//
// agents, agent_configurations, agent_models, agent_kbs, agent_tools, agent_triggers, agent_acl, agent_hierarchy,
// agent_quotas, agent_usage_metrics, agent_error_logs.
//
// # Invariants
//
//   - The version numbers of an agent's configurations are unique, and a version never changes. That the current
//     configuration is one of the agent's own is not enforced.
//   - Deleting an agent deletes its rows in all other tables of this package.
//   - An agent has one usage metric per start of a period: the metrics of a day and of a month that begin at the same
//     instant collide.
//   - Every row is one tenant's (package tenancy/isolation): an agent and a quota by their tenant_id, the others, which
//     have none, by their agent. An edge of the hierarchy is of the tenant of the agent above, and a tenant can draw it
//     to agents of its own only.
//   - Every write to agent_configurations, agent_models, agent_kbs, agent_tools and agent_triggers is recorded in the
//     audit log.
//
// # Imports
//
// tenancy, auth, workspaces, llms, knowledge and tools lie below agents, and none of them imports it.
package agents
