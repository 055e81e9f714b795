package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/internal/locking"
)

// ErrRowsInTheWay says that rows break a rule that a migration is about to make. Nothing was applied. The error that
// wraps it is a [*ObstacleError].
var ErrRowsInTheWay = errors.New("rows are in the way of a migration")

// ErrRowsHidden says that the role may not see all rows, for lack of a right or because of row security, so that those in
// the way of a migration cannot be counted. Nothing was applied.
var ErrRowsHidden = errors.New("this role may not see all rows")

// Count is how many rows a migration minds, with the query that finds them.
type Count struct {
	// Version is that of the migration.
	Version int64
	// Table is the name without its schema.
	Table string
	// Rule says what the rows break.
	Rule string
	// Rows is how many there are: for a rule of uniqueness, how many values are taken more than once.
	Rows int64
	// Query lists them.
	Query string
	// Clears says that the migration sets the reference of these rows to NULL. Otherwise they stop it.
	Clears bool
}

// ObstacleError is [ErrRowsInTheWay] with what was found, in order of version and table.
type ObstacleError struct {
	Counts []Count
}

// Error lists each rule with the query that finds its rows.
func (e *ObstacleError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v, and nothing was applied: decide about them and try again", ErrRowsInTheWay)
	for _, c := range e.Counts {
		fmt.Fprintf(&b, "\n  version %d, %s: %d × %s; they are found by\n    %s;", c.Version, c.Table, c.Rows, c.Rule, c.Query)
	}
	return b.String()
}

// Unwrap returns [ErrRowsInTheWay].
func (e *ObstacleError) Unwrap() error { return ErrRowsInTheWay }

// upRules are what the rows have to obey before the migrations of a version can be applied.
func upRules() []Count {
	rules := []Count{{
		Version: 6, Table: "agent_triggers", Rule: "a schedule has a cron expression, an event has a name",
		Query: "select * from synapscale_db.agent_triggers where trigger_type = 'schedule' and coalesce(cron_expr, '') = '' or trigger_type = 'event' and coalesce(event_name, '') = ''",
	}}
	unique := func(table, columns, where, rule string) {
		rules = append(rules, Count{
			Version: 8, Table: table, Rule: rule,
			Query: fmt.Sprintf("select %s, count(*) from synapscale_db.%s where %s group by %[1]s having count(*) > 1", columns, table, where),
		})
	}
	unique("component_ratings", "component_id, user_id", "true", "a user rates a component once")
	unique("component_versions", "component_id, version", "true", "a component has a version once")
	unique("message_feedbacks", "message_id, user_id", "true", "a user judges a message once")
	unique("node_ratings", "node_id, user_id", "true", "a user rates a node once")
	unique("payment_methods", "customer_id, external_method_id", "true", "a customer has a payment method of the provider once")
	unique("subscriptions", "provider_id, external_subscription_id",
		"provider_id is not null and external_subscription_id is not null", "a subscription of the provider exists once")
	unique("subscriptions", "tenant_id",
		"status in ('trialing', 'active', 'past_due', 'unpaid', 'paused') and ended_at is null", "a tenant has one live subscription")
	unique("webhook_logs", "provider_id, event_id", "event_id is not null", "an event of a provider is recorded once")
	unique("workspace_members", "workspace_id, user_id", "true", "a user is a member of a workspace once")

	reference := func(table, column, parent string, clears bool) {
		rules = append(rules, Count{
			Version: 15, Table: table, Rule: column + " refers to a row of " + parent, Clears: clears,
			Query: fmt.Sprintf("select * from synapscale_db.%s r where r.%s is not null and not exists (select from synapscale_db.%s p where p.id = r.%[2]s)",
				table, column, parent),
		})
	}
	reference("analytics_dashboards", "workspace_id", "workspaces", true)
	reference("analytics_events", "workflow_id", "workflows", true)
	reference("analytics_events", "workspace_id", "workspaces", true)
	reference("knowledge_bases", "tenant_id", "tenants", false)
	reference("node_executions", "node_id", "nodes", false)
	reference("project_collaborators", "project_id", "workspace_projects", false)
	reference("project_comments", "project_id", "workspace_projects", false)
	reference("tools", "tenant_id", "tenants", false)
	reference("workflow_execution_metrics", "node_execution_id", "node_executions", true)
	reference("workflow_execution_metrics", "workflow_execution_id", "workflow_executions", false)
	reference("workflow_nodes", "node_id", "nodes", false)

	for _, table := range tenantRequired() {
		rules = append(rules, Count{
			Version: 19, Table: table, Rule: "a row has a tenant",
			Query: fmt.Sprintf("select * from synapscale_db.%s where tenant_id is null", table),
		})
	}
	return rules
}

// tenantRequired are the tables whose tenant_id becomes NOT NULL in version 19.
func tenantRequired() []string {
	return []string{
		"user_variables", "workspace_invitations", "workspace_activities", "workspace_features", "workflow_nodes",
		"workflow_connections", "workflow_executions", "workflow_execution_metrics", "workflow_execution_queue",
		"node_executions", "node_ratings", "project_versions", "project_collaborators", "project_comments",
		"component_downloads", "component_purchases", "component_ratings", "template_downloads", "template_favorites",
		"template_reviews", "template_usage", "llms_conversations_turns", "llms_messages", "llms_usage_logs",
		"message_feedbacks", "payment_methods", "user_subscriptions", "billing_events", "contact_list_memberships",
		"contact_events", "contact_interactions", "contact_notes", "campaign_contacts", "analytics_alerts",
		"analytics_dashboards", "analytics_events", "analytics_exports", "analytics_reports", "custom_reports",
		"report_executions", "user_behavior_metrics", "user_insights", "files",
	}
}

// downRules are what the rows have to obey before a version can be undone: columns that get NOT NULL back, and the check
// that the newer one replaced.
func downRules() []Count {
	rules := []Count{{
		Version: 6, Table: "agent_triggers", Rule: "production's check takes five plain numbers",
		Query: `select * from synapscale_db.agent_triggers where trigger_type = 'schedule' and cron_expr !~ '^([0-5]?\d\s+){4}[0-5]?\d$'`,
	}}
	required := func(version int64, table, column string) {
		rules = append(rules, Count{
			Version: version, Table: table, Rule: column + " becomes NOT NULL again",
			Query: fmt.Sprintf("select * from synapscale_db.%s where %s is null", table, column),
		})
	}
	required(12, "campaigns", "created_by")
	required(12, "llms_usage_logs", "llm_id")
	required(12, "template_collections", "creator_id")
	required(12, "workspace_invitations", "inviter_id")
	required(14, "agent_configurations", "created_by")
	required(14, "analytics_events", "project_id")
	required(14, "component_purchases", "component_id")
	required(15, "node_executions", "node_id")
	required(15, "workflow_nodes", "node_id")
	return rules
}

// count asks how many rows break the rules of the versions that concern says, and returns those that some rows break.
func count(ctx context.Context, db *sql.DB, rules []Count, concerns func(version int64) bool) ([]Count, error) {
	tx, err := beginToSeeAll(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("count the rows that are in the way: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	var found []Count
	for _, rule := range rules {
		if !concerns(rule.Version) {
			continue
		}
		err := tx.QueryRowContext(ctx, "select count(*) from ("+rule.Query+") found").Scan(&rule.Rows)
		if locking.State(err) == "42501" {
			return nil, fmt.Errorf("%w of %s: connect as the owner of the tables, or as a role with SELECT on them and BYPASSRLS: %w", ErrRowsHidden, rule.Table, err)
		}
		if err != nil {
			return nil, fmt.Errorf("count the rows of %s that break a rule (%s): %w", rule.Table, rule.Rule, err)
		}
		if rule.Rows > 0 {
			found = append(found, rule)
		}
	}
	return found, nil
}

// countUp counts what is in the way from the versions that the database has applied to target. An empty database has no
// rows.
func countUp(ctx context.Context, db *sql.DB, applied map[int64]time.Time, target int64) ([]Count, error) {
	if _, structured := applied[1]; !structured {
		return nil, nil
	}
	return count(ctx, db, upRules(), func(version int64) bool {
		_, done := applied[version]
		return !done && version <= target
	})
}

// refuseObstacles returns a *ObstacleError if a row that is found would stop a migration.
func refuseObstacles(found []Count) error {
	var obstacles []Count
	for _, c := range found {
		if !c.Clears {
			obstacles = append(obstacles, c)
		}
	}
	if len(obstacles) == 0 {
		return nil
	}
	return &ObstacleError{Counts: obstacles}
}
