// Package synapscale is the domain library of the SynapScale backend: GORM models of its PostgreSQL database, one
// package per bounded context, and the proof that they agree with the live database.
//
// Three statements of the same structure exist: the GORM tags, the validation tags and PostgreSQL itself. This module
// keeps them equal and tells whoever breaks one of them what, where and how.
//
//	err := schema.Assert(ctx, db, synapscale.Models()...)
//
// # Packages
//
// The domain, from the ground up; a package imports only those before it:
//
//   - [github.com/synapscale/synapscale-go/tenancy]: tenants, plans, features and what a plan entitles to
//   - [github.com/synapscale/synapscale-go/auth]: users, their sessions, one-time tokens and variables
//   - [github.com/synapscale/synapscale-go/rbac]: permissions, roles and who has them
//   - [github.com/synapscale/synapscale-go/workspaces]: workspaces, members, invitations, activities
//   - [github.com/synapscale/synapscale-go/tenancy/provisioning]: a new customer, in one transaction
//   - [github.com/synapscale/synapscale-go/workflows]: workflows, nodes, executions and their queue
//   - [github.com/synapscale/synapscale-go/projects]: projects of a workspace, versions, collaborators, comments
//   - [github.com/synapscale/synapscale-go/marketplace]: components and workflow templates, published and used
//   - [github.com/synapscale/synapscale-go/llms], [github.com/synapscale/synapscale-go/knowledge] and
//     [github.com/synapscale/synapscale-go/tools]: what agents are made of
//   - [github.com/synapscale/synapscale-go/agents]: agents, configurations, hierarchy, quotas, triggers
//   - [github.com/synapscale/synapscale-go/conversations]: conversations, turns, messages and what they cost
//   - [github.com/synapscale/synapscale-go/billing]: providers, customers, subscriptions, invoices, coupons
//   - [github.com/synapscale/synapscale-go/crm]: contacts, lists, campaigns and what contacts do
//   - [github.com/synapscale/synapscale-go/webhooks]: events that payment providers send
//   - [github.com/synapscale/synapscale-go/analytics]: events, metrics, dashboards, reports, alerts
//   - [github.com/synapscale/synapscale-go/audit]: who changed what
//   - [github.com/synapscale/synapscale-go/files] and [github.com/synapscale/synapscale-go/tags]
//
// Beside the domain:
//
//   - [github.com/synapscale/synapscale-go/tenancy/isolation] says of each table whose its rows are; row security follows
//   - [github.com/synapscale/synapscale-go/schema] compares models with a live database; it serves any GORM application
//   - [github.com/synapscale/synapscale-go/migrations] is the versioned SQL of the database and applies it
//   - [github.com/synapscale/synapscale-go/validation] judges a model by its validate tags
//   - [github.com/synapscale/synapscale-go/array] has the array types of columns
//   - the command synapscale checks and migrates a database
//
// # Conventions of the models
//
//   - TableName is qualified (synapscale_db.agents), so that no search path can mislead a statement.
//   - A nullable column is a pointer. So is one that is not null and has a default other than the zero value, because
//     GORM writes a default in place of a zero value: with a plain bool, Granted false would be stored as true. Nil
//     leaves the value to the database.
//   - Associations are only read. Creating a row writes that row and no other.
//   - A belongs-to leads to a lower package or stays in its own; a has-many stays in its own.
//
// gorm.G forgets every Where, Scopes and Set of the *gorm.DB that it is given. Keep filters in its own Where.
package synapscale
