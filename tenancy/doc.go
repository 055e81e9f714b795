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
//   - A limit of nil or [Unlimited] is no limit. Three triggers of production do not know the second and take -1 as a
//     number: a tenant with MaxWorkspaces -1 cannot create a workspace, and a workspace with MaxMembers or MaxProjects
//     -1 accepts no member or project.
//
// # Imports
//
// Nothing of this module lies below tenancy but the types of columns; every other context may import it.
package tenancy
