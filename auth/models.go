package auth

// Models lists the models of this package, parents before children.
func Models() []any {
	return []any{
		&User{},
		&RefreshToken{},
		&PasswordResetToken{},
		&EmailVerificationToken{},
		&UserVariable{},
	}
}
