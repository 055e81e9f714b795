// Package knowledge holds the knowledge bases that agents draw on, one [Base] each: a title and a document of JSON.
//
// # Tables
//
// knowledge_bases.
//
// # Invariants
//
//   - A base has a title and a content. What the content looks like is for code to hold; its index serves @>.
//   - Every write is recorded in the audit log.
//   - A base is a tenant's or, without a tenant, for all: every tenant reads those, and the system alone writes them
//     (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy. Agents lie above it and import it; nothing lower does.
package knowledge
