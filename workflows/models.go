package workflows

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&NodeCategory{},
		&Node{},
		&NodeRating{},
		&NodeTemplate{},
		&Workflow{},
		&WorkflowNode{},
		&Connection{},
		&Execution{},
		&NodeExecution{},
		&QueueEntry{},
		&ExecutionMetric{},
	}
}
