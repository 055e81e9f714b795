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
//   - Nothing makes an event unique: a provider that sends one again, as they do, gets a second row, unless whoever
//     receives it looks for the first under a lock.
//   - The database knows no order of statuses and takes any text.
//   - There is no row security, and the tenant may be nil: an event arrives before anybody knows whose it is.
//
// # Imports
//
// It may import tenancy and billing, which has the providers. Neither of them imports webhooks.
package webhooks
