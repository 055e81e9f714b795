// Package knowledge holds the knowledge bases that agents draw on, one [Base] each: a title and a document of JSON.
//
// # Tables
//
// knowledge_bases.
//
// # Invariants
//
//   - A base has a title and a content. What the content looks like is for code to hold; its index serves @>.
//   - Production accepts no write to the table: its audit trigger reads a column id, and the key is called kb_id.
//   - No foreign key holds the tenant, so that bases stay behind when their tenant is deleted. Production's policy
//     shows a tenant its own, no tenant those that have none, and the owner of the table all.
//
// # Imports
//
// It imports nothing of this module, and may import tenancy. Agents lie above it and import it; nothing lower does.
package knowledge
