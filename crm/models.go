package crm

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&ContactSource{},
		&Contact{},
		&ContactTag{},
		&ContactList{},
		&ContactListMembership{},
		&ContactEvent{},
		&ContactInteraction{},
		&ContactNote{},
		&Campaign{},
		&CampaignContact{},
		&ConversionJourney{},
	}
}
