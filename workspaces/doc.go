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
//   - Nothing makes a user a member of a workspace only once, or the owner a member at all.
//   - A workspace is deleted after its members, invitations, activities and projects. The cascades from its tenant and
//     from its owner do not keep that order, and a trigger that counts members gets in their way: while a workspace has
//     two members, its tenant cannot be deleted. Empty the workspaces first.
//   - Triggers refuse a workspace beyond what the tenant or its plan allows, and a member or project beyond what the
//     workspace allows. They count and then let pass, without a lock: two inserts at once both get in.
//   - Row security shows workspaces and members to their own tenant only, and all of them to the owner of the tables. It
//     does not cover invitations, activities and features, whose tenant may also be nil.
//
// # Imports
//
// It may import tenancy, auth and rbac. None of them imports workspaces.
package workspaces
