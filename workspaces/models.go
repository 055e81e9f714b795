package workspaces

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&Workspace{},
		&Member{},
		&Invitation{},
		&Activity{},
		&Feature{},
	}
}
