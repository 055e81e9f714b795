// Package tenancy holds who SynapScale's customers are and what they are entitled to.
//
//	Plan ──▶ PlanFeature, PlanEntitlement ◀── Feature
//	  │                                          │
//	  ▼                                          ▼
//	Tenant ─────────────────────────────▶ TenantFeature
//
// A [Tenant] is a customer and is on exactly one [Plan]. A plan includes features ([PlanFeature]) and grants amounts of
// them ([PlanEntitlement]); a [TenantFeature] is one tenant's exception to its plan.
//
// # Tables
//
// features, plans, plan_features, plan_entitlements, tenants, tenant_features.
//
// # Invariants
//
//   - A tenant has a plan at every moment, and a plan that a tenant is on cannot be deleted.
//   - The slugs of plans and tenants and the keys of features are unique over the whole database.
//   - A plan names a feature at most once, and so does a tenant.
//   - NULL and every negative number are no limit, everywhere, and of several limits the smallest holds.
//   - Triggers hold the limits on workspaces, members, projects and storage, exactly, also when several rows come at
//     once. Who is above a limit that was lowered keeps what is there. Executions and API calls are for services to
//     count.
//   - The limits and features of a plan are copied to the tenants that have it: [Tenant] says when.
//   - A tenant sees its own row and writes its exceptions; its row, which has its plan and limits, is the system's to
//     write. Plans and features are SynapScale's: everybody reads them, the system writes them (package isolation).
//   - What is used of a feature never passes its limit, however many [Consume] at once.
//
// # What a tenant is entitled to
//
// [Entitlements] takes plan, tenant and workspace together, in one query. [Consume] counts what is used, and refuses what
// is more than the limit. [ChangePlan], [Suspend], [Resume] and [Close] are the life of a tenant, and [RequireActive] is
// what services ask. Package provisioning makes new customers.
//
// # Imports
//
// Nothing of this module lies below tenancy but the types of columns; every other context may import it.
package tenancy
