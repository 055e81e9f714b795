// Package tags holds labels that can be put on anything.
//
// A [Tag] names the thing it is on by kind and key, so that one table serves all kinds. Files, workflows and some
// others have a column of tags of their own, and contacts a table (package crm); nothing keeps those in step with this
// one.
//
// # Tables
//
// tags.
//
// # Invariants
//
//   - Nothing makes a tag unique: the same name can be on the same thing twice, with different values or the same.
//   - No foreign key knows the thing. Whoever deletes it deletes its tags, or they stay; and nothing keeps the tag of
//     one tenant from being on the thing of another, which does not see it.
//   - A tag is a tenant's or, without a tenant, for all: every tenant reads those, and the system alone writes them
//     (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy and auth. No context below imports tags.
package tags
