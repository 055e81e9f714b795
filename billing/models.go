package billing

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&PaymentProvider{},
		&PlanProviderMapping{},
		&PaymentCustomer{},
		&PaymentMethod{},
		&Coupon{},
		&Subscription{},
		&UserSubscription{},
		&Invoice{},
		&Event{},
	}
}
