// Package rbac holds who may do what: permissions, roles, and the users who hold them.
//
//	auth.User ◀── UserTenantRole ──▶ Role ◀── RolePermission ──▶ Permission
//	                     │
//	                     ▼
//	               tenancy.Tenant
//
// A [Role] allows or denies a [Permission] by a [RolePermission]. A user holds a role in a tenant by a
// [UserTenantRole], and may hold others in other tenants.
//
// # Tables
//
// rbac_permissions, rbac_roles, rbac_role_permissions, user_tenant_roles.
//
// # Invariants
//
//   - The names of roles and the keys of permissions are unique over all tenants, not within one.
//   - A role says at most one thing about a permission: allowed or denied.
//   - A user holds a role in a tenant at most once, and none of the three can be deleted without ending that.
//   - The database does not judge whether a role of one tenant is held in another, whether a grant has expired or is
//     active, or whether its conditions are met. Whoever decides has to.
//   - Row security shows permissions, roles and grants to their own tenant only, so that roles and permissions without
//     a tenant are seen by nobody but the owner of the tables. It does not cover rbac_role_permissions.
//
// # Imports
//
// It may import tenancy and auth. Neither of them imports rbac.
package rbac
