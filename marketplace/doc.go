// Package marketplace holds what the users of SynapScale publish for one another, and what others make of it.
//
//	Component ──▶ ComponentVersion, ComponentDownload, ComponentPurchase, ComponentRating
//
//	WorkflowTemplate ──▶ TemplateDownload, TemplateFavorite, TemplateReview, TemplateUsage
//
//	TemplateCollection
//
// A [Component] is a product with a price, released in versions, bought, downloaded and rated. A [WorkflowTemplate] is
// a workflow for others to start from, downloaded, marked, reviewed and used. A [TemplateCollection] lists templates in
// JSON, without a foreign key to them.
//
// # Tables
//
// marketplace_components, component_versions, component_downloads, component_purchases, component_ratings,
// workflow_templates, template_collections, template_downloads, template_favorites, template_reviews, template_usage.
//
// # Invariants
//
//   - What others made of a component or a template is deleted with it, but for purchases, which stay with ComponentID
//     nil. To keep the rest too, withdraw what is published by its status.
//   - The transaction ID and the license key of a purchase are unique over the whole database.
//   - A user rates a component at most once, and a component has a version number at most once. Little else is unique,
//     so that services have to see to it: a user can review or mark a template twice, and a component can have several
//     latest versions.
//   - Ratings are from 1 to 5 by the tags alone. The database has no check on them.
//   - No trigger keeps a count or an average. They are right if every writer keeps them.
//   - IsFree and Price are not held together, and IsFree is stored as true when it is left nil.
//   - Components with their versions, templates and collections are a tenant's or, without a tenant, for all: every
//     tenant reads those, and the system alone writes them. What a tenant keeps to itself the others do not see, so that
//     publishing takes the tenant off. What was made of them is one tenant's (package tenancy/isolation).
//
// # Imports
//
// marketplace refers to tenancy, auth and workflows, and may import what lies below it. No lower package imports it.
package marketplace
