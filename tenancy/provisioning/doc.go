// Package provisioning makes a new customer in one transaction: the tenant on its plan, the owner with a role in it, and
// the first workspace with the owner as its member.
//
//	Order ──▶ Create ──▶ tenancy.Tenant ◀── rbac.UserTenantRole ──▶ auth.User
//	                           ▲                                       ▲
//	                           └── workspaces.Workspace ◀── workspaces.Member
//
//	err = tenancy.AsSystem(ctx, db, "sign-up of "+email, func(ctx context.Context, tx *gorm.DB) error {
//		made, err = provisioning.Create(ctx, tx, provisioning.Order{
//			Tenant: tenancy.Tenant{Name: "Acme", PlanID: plan},
//			Owner:  &auth.User{Email: email, Username: email, FullName: name, HashedPassword: hash},
//		})
//		return err
//	})
//
// It stands apart from package tenancy because it needs users, roles and workspaces, which refer to tenants.
//
// # Tables
//
// None of its own. It writes tenants, users, user_tenant_roles, workspaces and workspace_members, and audit_log through
// [tenancy.AsSystem], within which it runs.
//
// # Invariants
//
//   - All of it is made, or nothing: also inside a transaction of the caller's, which goes on after an error.
//   - The limits and features of the plan are copied to the tenant, and hold from the first workspace on. The database
//     alone copies nothing to a tenant that is new.
//   - Of two who want the same slug, address or user name at once, one has it, and the other one is told which it was.
//
// # Imports
//
// It may import tenancy, auth, rbac and workspaces. None of them imports provisioning.
package provisioning
