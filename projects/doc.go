// Package projects holds what people of a workspace build together: a workflow, its saved versions, who works on it and
// what they say about it.
//
//	Workspace ◀── Project ──▶ Workflow
//	               ▲   ▲
//	Version ───────┘   └┄┄ Collaborator, Comment
//
// No foreign key is behind the dotted arrow.
//
// # Tables
//
// workspace_projects, project_versions, project_collaborators, project_comments.
//
// # Invariants
//
//   - A [Project] is in one workspace and made of one workflow, and neither can be deleted while it exists.
//   - A project cannot be deleted while a [Version] of it exists: its foreign key would set a NOT NULL column to NULL. A
//     [Collaborator] or [Comment] does not stop the deletion and is not deleted either. Delete all three first.
//   - Deleting a tenant takes its projects along only if their versions carry its TenantID as well.
//   - The trigger validate_workspace_project_limits counts a workspace's projects and refuses one beyond its
//     MaxProjects; nil is no limit. Production's version takes -1 as a number and so refuses every project, lets two
//     concurrent inserts both pass, and does not see a project that moves to another workspace.
//   - Neither the number of a version within its project nor a user among its collaborators is unique.
//   - Only workspace_projects has row security, which in production does not bind the owner of the table. A query of the
//     other three has to name the tenant.
//
// # Imports
//
// It may import tenancy, auth, workspaces and workflows, and nothing lower imports it.
package projects
