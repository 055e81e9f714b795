package analytics

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&Event{},
		&Alert{},
		&Dashboard{},
		&Metric{},
		&BusinessMetric{},
		&SystemPerformanceMetric{},
		&Report{},
		&Export{},
		&CustomReport{},
		&ReportExecution{},
		&UserBehaviorMetric{},
		&UserInsight{},
	}
}
