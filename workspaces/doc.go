// Package workspaces holds where the people of a tenant work together.
//
//	tenancy.Tenant ◀── Workspace ◀── Member, Invitation, Activity ──▶ auth.User
//	                       ▲
//	                       └──────── Feature ──▶ tenancy.Feature
//
// A [Workspace] belongs to a tenant and to the user who owns it. Users are in it as a [Member], become one through an
// [Invitation], and what they do is told by an [Activity]. A [Feature] is the workspace's exception to what its tenant
// is entitled to.
//
// # Tables
//
// workspaces, workspace_members, workspace_invitations, workspace_activities, workspace_features.
//
// # Invariants
//
//   - The slugs of workspaces and the tokens of invitations are unique over all tenants.
//   - A workspace names a feature at most once.
//   - A user is a member of a workspace at most once. Nothing makes the owner one.
//   - Triggers refuse a workspace beyond what the tenant may have (SQLSTATE SYL01), a member or project beyond what the
//     workspace may have (SYL02, SYL03), whether it is new or moves in, and a limit of a workspace above that of its
//     tenant (SYL05). Inserts at once wait for each other, so that no limit is exceeded.
//   - Every row is one tenant's, and what it refers to is that tenant's too (package tenancy/isolation). A member may be
//     at home in another tenant, once the user has a role in this one.
//
// # Imports
//
// It may import tenancy, auth and rbac. None of them imports workspaces.
package workspaces
