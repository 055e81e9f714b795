package files

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&File{},
	}
}
