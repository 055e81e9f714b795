// Package tools holds what agents can be given to act with, one [Tool] each: a name, a category and a configuration.
//
// # Tables
//
// tools.
//
// # Invariants
//
//   - A tool has a name and a configuration, by default the empty object. The name is not unique.
//   - Every write is recorded in the audit log.
//   - A tool is a tenant's or, without a tenant, for all: every tenant reads those, and the system alone writes them
//     (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy. Agents lie above it and import it; nothing lower does.
package tools
