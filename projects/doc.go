// Package projects holds what people of a workspace build together: a workflow, its saved versions, who works on it and
// what they say about it.
//
//	Workspace ◀── Project ──▶ Workflow
//	                 ▲
//	                 └── Version, Collaborator, Comment
//
// # Tables
//
// workspace_projects, project_versions, project_collaborators, project_comments.
//
// # Invariants
//
//   - A [Project] is in one workspace and made of one workflow, and is deleted with either, with all that is its own.
//   - A trigger refuses a project beyond what its workspace may have (SQLSTATE SYL03), whether it is new or moves in,
//     and keeps the ProjectCount of the workspace. Inserts at once wait for each other, so that the limit is not
//     exceeded.
//   - Neither the number of a version within its project nor a user among its collaborators is unique.
//   - Every row is one tenant's, and what it refers to is that tenant's too (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy, auth, workspaces and workflows, and nothing lower imports it.
package projects
