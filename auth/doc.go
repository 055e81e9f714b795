// Package auth holds who may sign in, and what proves it.
//
//	RefreshToken, PasswordResetToken,
//	EmailVerificationToken, UserVariable ──▶ User ──▶ tenancy.Tenant
//
// A [User] signs in with a password or goes on with a [RefreshToken]. [PasswordResetToken] and [EmailVerificationToken]
// are sent by mail and used once. A [UserVariable] is a value that the user keeps here. What a user may do is decided
// elsewhere, by the roles of package rbac.
//
// # Tables
//
// users, refresh_tokens, password_reset_tokens, email_verification_tokens, user_variables.
//
// # Invariants
//
//   - Email and username are unique over all tenants, each in the spelling in which it is stored.
//   - A token is unique in its table and cannot exist without its user.
//   - The database ends no token: one that has expired, was used or was revoked stays until it is deleted. A token is
//     good where expires_at > now() and is_used (is_revoked) IS NOT TRUE, since NULL is what a row has that does not
//     say.
//   - A tenant sees the users who are at home in it and those who have a role in it, and writes the former alone. Tokens
//     are of the tenant where their user is at home. Signing in, before the tenant is known, is the system's to do
//     (package tenancy/isolation).
//   - Passwords, tokens and the values of variables carry json:"-", so that no answer of a service holds one by
//     mistake.
//
// # Imports
//
// It may import tenancy, which does not import auth. Nearly every context above does, for its users.
package auth
