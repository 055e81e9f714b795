package marketplace

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&Component{},
		&ComponentVersion{},
		&ComponentDownload{},
		&ComponentPurchase{},
		&ComponentRating{},
		&WorkflowTemplate{},
		&TemplateCollection{},
		&TemplateDownload{},
		&TemplateFavorite{},
		&TemplateReview{},
		&TemplateUsage{},
	}
}
