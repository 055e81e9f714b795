// Package analytics holds what is measured of the use of SynapScale and how it is looked at.
//
// An [Event] is one thing that happened. A [Metric], a [SystemPerformanceMetric], a [BusinessMetric] and a
// [UserBehaviorMetric] are numbers: of anything, of a service, of the business and of one user. They stand by
// themselves, no key leads from a number to the events behind it.
//
// Users look at them through a [Dashboard], a [Report], a [CustomReport] with its [ReportExecution] rows, and an
// [Export]. An [Alert] speaks up by itself, and so does a [UserInsight].
//
// # Tables
//
// analytics_events, analytics_metrics, system_performance_metrics, business_metrics, user_behavior_metrics,
// analytics_dashboards, analytics_reports, custom_reports, report_executions, analytics_exports, analytics_alerts,
// user_insights.
//
// # Invariants
//
//   - EventID is unique over the whole database. Who inserts with "on conflict do nothing" may deliver twice.
//   - Events outlive their user, project, workflow and workspace, and dashboards and custom reports their workspace: the
//     reference becomes nil.
//   - Deleting a user deletes the user's dashboards, reports, exports, alerts, insights and metrics.
//   - The metrics of a period are not unique. Who computes them again has to delete the earlier row.
//   - A [Metric], a [BusinessMetric] and a [SystemPerformanceMetric] without a tenant are figures of the whole platform,
//     which no tenant sees. All other rows are one tenant's (package tenancy/isolation).
//
// # Imports
//
// analytics refers to tenancy, auth, workspaces and projects, and may import what lies below it. No lower package
// imports it.
package analytics
