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
//   - The database does not judge whether a grant has expired or is active, or whether its conditions are met. Whoever
//     decides has to.
//   - Permissions, roles and what roles say are a tenant's or, without a tenant, for all: every tenant reads those, and
//     the system alone writes them. A grant is one tenant's, and a tenant can grant a role that is its own or for all
//     (package tenancy/isolation).
//   - A grant shows its tenant the user. So the first one that a user from elsewhere gets is the system's to make
//     (a tenant's is refused with SQLSTATE 42501).
//
// # Imports
//
// It may import tenancy and auth. Neither of them imports rbac.
package rbac
