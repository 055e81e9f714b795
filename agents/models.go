package agents

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&Agent{},
		&Configuration{},
		&ACL{},
		&Hierarchy{},
		&KnowledgeBase{},
		&Model{},
		&Tool{},
		&Trigger{},
		&Quota{},
		&UsageMetric{},
		&ErrorLog{},
	}
}
