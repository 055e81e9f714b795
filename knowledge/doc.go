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
//   - A base is a tenant's or, without a tenant, everybody's. Production's policy shows a tenant its own, no tenant
//     those that have none, and the owner of the table all.
//
// # Imports
//
// It may import tenancy. Agents lie above it and import it; nothing lower does.
package knowledge
