// Package tools holds what agents can be given to act with, one [Tool] each: a name, a category and a configuration.
//
// # Tables
//
// tools.
//
// # Invariants
//
//   - A tool has a name and a configuration, by default the empty object. The name is not unique.
//   - Production accepts no write to the table: its audit trigger reads a column id, and the key is called tool_id.
//   - A tool is a tenant's or, without a tenant, everybody's. Production's policy shows a tenant its own, no tenant
//     those that have none, and the owner of the table all.
//   - No foreign key holds the tenant, so that tools stay behind when their tenant is deleted.
//
// # Imports
//
// It imports nothing of this module, and may import tenancy. Agents lie above it and import it; nothing lower does.
package tools
