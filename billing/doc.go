// Package billing holds how tenants pay for their plans, and what users are charged for.
//
//	PaymentProvider ──▶ PlanProviderMapping
//	       │
//	       ├──▶ PaymentCustomer ──▶ PaymentMethod
//	       │                              │
//	       │                              ▼
//	       └──────────────────────▶ Subscription ──▶ Invoice
//	                                      ▲
//	                                      │
//	                                    Coupon
//
// A [PaymentProvider] collects the money. It knows a tenant as a [PaymentCustomer] who left a [PaymentMethod], and a
// plan by a [PlanProviderMapping]. A [Subscription] puts a tenant on a plan, perhaps with a [Coupon], and an [Invoice]
// asks for what is due.
//
// Two types are about users and stand apart: a [UserSubscription] puts a single user on a plan, and an [Event] is an
// amount booked on a user.
//
// # Tables
//
// payment_providers, plan_provider_mappings, payment_customers, payment_methods, coupons, subscriptions,
// user_subscriptions, invoices, billing_events.
//
// # Invariants
//
//   - A tenant is a customer of a provider at most once, and a customer ID of a provider is one tenant's.
//   - The names of providers, the codes of coupons and the numbers of invoices are unique over the whole database, so
//     that two tenants cannot use the same.
//   - A tenant has at most one live subscription, a provider's ID names one subscription, and a customer has a payment
//     method once. That only one method of a customer is the default is for services to see to.
//   - What a subscription refers to (plan, provider, method, coupon) cannot be deleted, nor a subscription with an
//     invoice. Deleting the tenant deletes its customers, methods, subscriptions and invoices together.
//   - The limits of a tenant are bounded by the plan of its live subscription. Triggers copy the limits and features of
//     that plan to the tenant (see [tenancy.Tenant]), but not the plan itself: Tenant.PlanID is for services to change,
//     and is the plan that counts once no subscription is live.
//   - No amount has a check. Those in numeric columns are rounded to two decimals when they are written.
//   - Providers and what they call the plans are SynapScale's: everybody reads them, the system writes them. A coupon is a
//     tenant's or, without a tenant, for all. All other rows are one tenant's (package tenancy/isolation).
//
// # Imports
//
// billing refers to tenancy, auth, workspaces and conversations, and may import what lies below it. No lower package
// imports it; webhooks, above it, does.
package billing
