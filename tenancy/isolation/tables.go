package isolation

//go:generate go test . -run ^TestDocumentOfTables$ -update

// Tables says of each of SynapScale's tables to whom its rows belong. The policies in the database, the check, the
// document docs/zz_generated_isolation.md and the plugin of package tenancy follow from it. The slice is the caller's own.
func Tables() []Table {
	return []Table{
		// tenancy
		SpecialTable("tenants", "A tenant sees itself. Its plan and limits stand in the row, so that only the system writes it.", "(id = "+tenant+")", ""),
		GlobalTable("plans"),
		GlobalTable("features"),
		GlobalTable("plan_features"),
		GlobalTable("plan_entitlements"),
		OwnedTable("tenant_features"),

		// auth
		SpecialTable("users", "A tenant sees the users who are at home in it and those who have a role in it, and writes the former. Users without a home are the system's.",
			"("+own+" or (id = any ((select synapscale_db.guests() as guests)::uuid[])))", own),
		PartTable("refresh_tokens", "user_id users"),
		PartTable("password_reset_tokens", "user_id users"),
		PartTable("email_verification_tokens", "user_id users"),
		OwnedTable("user_variables", "user_id users"),

		// rbac
		SharedTable("rbac_permissions"),
		SharedTable("rbac_roles"),
		SharedTable("rbac_role_permissions", "permission_id rbac_permissions", "role_id rbac_roles"),
		OwnedTable("user_tenant_roles", "granted_by users", "role_id rbac_roles", "user_id users").writtenIf(
			"(exists (select from synapscale_db.users u where (u.id = user_tenant_roles.user_id)))",
			"A role makes a user of another tenant a guest, whom this one then sees: only the system invites guests."),

		// workspaces
		OwnedTable("workspaces", "owner_id users"),
		OwnedTable("workspace_members", "user_id users", "workspace_id workspaces"),
		OwnedTable("workspace_invitations", "invited_user_id users", "inviter_id users", "workspace_id workspaces"),
		OwnedTable("workspace_activities", "user_id users", "workspace_id workspaces"),
		OwnedTable("workspace_features", "workspace_id workspaces"),

		// workflows
		OwnedTable("workflows", "user_id users", "workspace_id workspaces"),
		OwnedTable("workflow_nodes", "node_id nodes", "workflow_id workflows"),
		OwnedTable("workflow_connections", "source_node_id workflow_nodes", "target_node_id workflow_nodes", "workflow_id workflows"),
		OwnedTable("workflow_executions", "user_id users", "workflow_id workflows"),
		OwnedTable("workflow_execution_metrics", "node_execution_id node_executions", "workflow_execution_id workflow_executions"),
		OwnedTable("workflow_execution_queue", "user_id users", "workflow_execution_id workflow_executions"),
		OwnedTable("node_executions", "node_id nodes", "workflow_execution_id workflow_executions"),
		SharedTable("nodes", "user_id users", "workspace_id workspaces"),
		SharedTable("node_categories", "parent_id node_categories"),
		OwnedTable("node_ratings", "node_id nodes", "user_id users"),
		SharedTable("node_templates"),

		// projects
		OwnedTable("workspace_projects", "workflow_id workflows", "workspace_id workspaces"),
		OwnedTable("project_versions", "project_id workspace_projects", "user_id users"),
		OwnedTable("project_collaborators", "project_id workspace_projects", "user_id users"),
		OwnedTable("project_comments", "parent_id project_comments", "project_id workspace_projects", "user_id users"),

		// marketplace
		SharedTable("marketplace_components", "author_id users"),
		OwnedTable("component_downloads", "component_id marketplace_components", "user_id users"),
		OwnedTable("component_purchases", "component_id marketplace_components", "user_id users"),
		OwnedTable("component_ratings", "component_id marketplace_components", "user_id users"),
		SharedTable("component_versions", "component_id marketplace_components"),
		SharedTable("workflow_templates", "author_id users", "original_workflow_id workflows"),
		SharedTable("template_collections", "creator_id users"),
		OwnedTable("template_downloads", "template_id workflow_templates", "user_id users"),
		OwnedTable("template_favorites", "template_id workflow_templates", "user_id users"),
		OwnedTable("template_reviews", "template_id workflow_templates", "user_id users"),
		OwnedTable("template_usage", "template_id workflow_templates", "user_id users", "workflow_id workflows"),

		// llms
		SharedTable("llms"),

		// knowledge
		SharedTable("knowledge_bases"),

		// tools
		SharedTable("tools"),

		// agents
		OwnedTable("agents", "current_config agent_configurations(config_id)", "user_id users", "workspace_id workspaces"),
		PartTable("agent_acl", "agent_id agents", "user_id users"),
		PartTable("agent_configurations", "agent_id agents", "created_by users"),
		PartTable("agent_error_logs", "agent_id agents"),
		PartTable("agent_hierarchy", "ancestor agents", "descendant agents"),
		PartTable("agent_kbs", "agent_id agents", "kb_id knowledge_bases(kb_id)"),
		PartTable("agent_models", "agent_id agents", "llm_id llms"),
		OwnedTable("agent_quotas", "agent_id agents"),
		PartTable("agent_tools", "agent_id agents", "tool_id tools(tool_id)"),
		PartTable("agent_triggers", "agent_id agents"),
		PartTable("agent_usage_metrics", "agent_id agents"),

		// conversations
		OwnedTable("llms_conversations", "agent_id agents", "user_id users", "workspace_id workspaces"),
		OwnedTable("llms_conversations_turns", "conversation_id llms_conversations", "llm_id llms"),
		OwnedTable("llms_messages", "conversation_id llms_conversations"),
		OwnedTable("llms_usage_logs", "conversation_id llms_conversations", "llm_id llms", "message_id llms_messages", "user_id users", "workspace_id workspaces"),
		OwnedTable("message_feedbacks", "message_id llms_messages", "user_id users"),

		// billing
		GlobalTable("payment_providers"),
		OwnedTable("payment_customers"),
		OwnedTable("payment_methods", "customer_id payment_customers"),
		OwnedTable("invoices", "subscription_id subscriptions"),
		SpecialTable("subscriptions", "A tenant sees its own. A live one gives the tenant its plan and limits, so that only the system writes it.", own, ""),
		SharedTable("coupons", "created_by users"),
		OwnedTable("user_subscriptions", "user_id users"),
		GlobalTable("plan_provider_mappings"),
		OwnedTable("billing_events", "related_message_id llms_messages", "related_usage_log_id llms_usage_logs", "user_id users", "workspace_id workspaces"),

		// crm
		OwnedTable("contacts", "source_id contact_sources"),
		OwnedTable("contact_lists"),
		OwnedTable("contact_list_memberships", "added_by users", "contact_id contacts", "list_id contact_lists"),
		OwnedTable("contact_events", "contact_id contacts"),
		OwnedTable("contact_interactions", "contact_id contacts", "user_id users"),
		OwnedTable("contact_notes", "contact_id contacts", "user_id users"),
		OwnedTable("contact_sources"),
		OwnedTable("contact_tags"),
		OwnedTable("campaigns", "created_by users"),
		OwnedTable("campaign_contacts", "campaign_id campaigns", "contact_id contacts"),
		OwnedTable("conversion_journeys", "contact_id contacts"),

		// webhooks
		SpecialTable("webhook_logs", "An event arrives before it is known whose it is: without a tenant it is SynapScale's own, and not shared.", own, own),

		// analytics
		OwnedTable("analytics_alerts", "owner_id users"),
		OwnedTable("analytics_dashboards", "user_id users", "workspace_id workspaces"),
		OwnedTable("analytics_events", "project_id workspace_projects", "user_id users", "workflow_id workflows", "workspace_id workspaces"),
		OwnedTable("analytics_exports", "owner_id users"),
		SpecialTable("analytics_metrics", "Figures without a tenant are those of the whole platform, and not shared.", own, own),
		OwnedTable("analytics_reports", "owner_id users"),
		SpecialTable("business_metrics", "Figures without a tenant are those of the whole platform, and not shared.", own, own),
		OwnedTable("custom_reports", "user_id users", "workspace_id workspaces"),
		OwnedTable("report_executions", "report_id custom_reports", "user_id users"),
		OwnedTable("user_behavior_metrics", "user_id users"),
		OwnedTable("user_insights", "user_id users"),
		SpecialTable("system_performance_metrics", "Figures without a tenant are those of the whole platform, and not shared.", own, own),

		// audit
		SpecialTable("audit_log", "No column says whose an entry is, so that only the system reads it. Triggers write it.", "", ""),

		// files
		OwnedTable("files", "user_id users"),

		// tags
		SharedTable("tags", "created_by_user_id users"),
	}
}
