package tenancy

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&Feature{},
		&Plan{},
		&PlanFeature{},
		&PlanEntitlement{},
		&Tenant{},
		&TenantFeature{},
	}
}
