package auth

import (
	"time"

	"github.com/google/uuid"
)

// A RefreshToken lets its user go on without signing in again, until it expires or is revoked. It belongs to its user
// and is deleted with it. A user may have several that are good at once.
//
// Table synapscale_db.refresh_tokens.
type RefreshToken struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Token is the secret that is looked up. It is never marshalled.
	Token     string    `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_refresh_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_synapscale_db_refresh_tokens_user_id" validate:"required"`
	ExpiresAt time.Time `gorm:"column:expires_at;type:timestamptz;not null;index:idx_refresh_tokens_expires_at" validate:"required"`
	// IsRevoked has no default, so that nil is usual and means that the token is good.
	IsRevoked *bool      `gorm:"column:is_revoked;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (RefreshToken) TableName() string { return "synapscale_db.refresh_tokens" }

// A PasswordResetToken lets a user who forgot the password set a new one, once. It belongs to its user and is deleted
// with it. A user may have several that are still good: issuing one does not end the others.
//
// Table synapscale_db.password_reset_tokens.
type PasswordResetToken struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Token is the secret that is looked up. It is never marshalled.
	Token     string    `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_password_reset_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:idx_password_reset_tokens_user_id" validate:"required"`
	ExpiresAt time.Time `gorm:"column:expires_at;type:timestamptz;not null;index:idx_password_reset_tokens_expires_at" validate:"required"`
	// IsUsed has no default, so that nil is usual and means that the token is good.
	IsUsed    *bool      `gorm:"column:is_used;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PasswordResetToken) TableName() string { return "synapscale_db.password_reset_tokens" }

// An EmailVerificationToken proves, once, that its user reads the mail of an address. It belongs to its user and is
// deleted with it. The row does not say which address was meant: one that was sent before the user's email changed
// looks the same as one sent after.
//
// Table synapscale_db.email_verification_tokens.
type EmailVerificationToken struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Token is the secret that is looked up. It is never marshalled.
	Token     string    `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_email_verification_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:idx_email_verification_tokens_user_id" validate:"required"`
	ExpiresAt time.Time `gorm:"column:expires_at;type:timestamptz;not null;index:idx_email_verification_tokens_expires_at" validate:"required"`
	// IsUsed has no default, so that nil is usual and means that the token is good.
	IsUsed    *bool      `gorm:"column:is_used;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (EmailVerificationToken) TableName() string { return "synapscale_db.email_verification_tokens" }
