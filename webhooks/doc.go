// Package webhooks holds the events that payment providers send to us.
//
// A [Log] is written when an event arrives, and changes its status as the event is worked off.
//
// # Tables
//
// webhook_logs.
//
// # Invariants
//
//   - An event cannot exist without its provider, and is deleted with it.
//   - An event is recorded once: when a provider sends one again, as they do, the second row is refused, unless the
//     event has no ID.
//   - The database knows no order of statuses and takes any text.
//   - The tenant may be nil: an event arrives before anybody knows whose it is, and is then the system's alone. Once it
//     has a tenant, that tenant sees it too (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy and billing, which has the providers. Neither of them imports webhooks.
package webhooks
