// Package llms holds the language models that agents and conversations use, one [LLM] each: what a model can do, what it
// costs and how it is doing.
//
// # Tables
//
// llms.
//
// # Invariants
//
//   - The database enforces the values of [Status] and of [HealthStatus].
//   - Nothing is unique about a model but its ID: one provider's model can be entered twice.
//   - A model is a tenant's or, without a tenant, for all: every tenant reads those, and the system alone writes them
//     (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy. Agents and conversations lie above it and import it; nothing lower does.
package llms
