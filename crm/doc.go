// Package crm holds a tenant's contacts: who they are, what passed between them and the tenant, and the campaigns that
// write to them.
//
//	ContactSource ──▶ Contact ──▶ ContactEvent, ContactInteraction, ContactNote, ConversionJourney
//	                    │  │
//	                    │  └────▶ CampaignContact       ◀── Campaign
//	                    └───────▶ ContactListMembership ◀── ContactList
//
// A [Contact] comes from a [ContactSource], is on lists ([ContactListMembership]) and is written to by campaigns
// ([CampaignContact]). What happens between it and the tenant is its history. [ContactTag] is the tenant's vocabulary of
// labels.
//
// # Tables
//
// contacts, contact_sources, contact_tags, contact_lists, contact_list_memberships, contact_events,
// contact_interactions, contact_notes, campaigns, campaign_contacts, conversion_journeys.
//
// # Invariants
//
//   - A tenant has at most one contact per e-mail address, upper and lower case being different; the names of its
//     sources and of its contact tags are unique.
//   - A contact is on a list at most once, and in a campaign at most once.
//   - A source cannot be deleted while a contact comes from it. Deleting a user deletes their notes and interactions;
//     their campaigns stay, with CreatedBy nil.
//   - Every row is one tenant's. In a transaction of a tenant it refers to rows of that tenant only, so that contacts,
//     lists and campaigns of two tenants cannot meet (package tenancy/isolation); the system may write otherwise.
//
// # Imports
//
// tenancy and auth lie below crm, and neither imports it.
package crm
