package auth

import (
	"time"

	"github.com/google/uuid"
)

// A RefreshToken is one row of refresh_tokens. Deleted with its User.
//
// Table synapscale_db.refresh_tokens.
type RefreshToken struct {
	ID        uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Token     string     `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_refresh_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_synapscale_db_refresh_tokens_user_id" validate:"required"`
	ExpiresAt time.Time  `gorm:"column:expires_at;type:timestamptz;not null" validate:"required"`
	IsRevoked *bool      `gorm:"column:is_revoked;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (RefreshToken) TableName() string { return "synapscale_db.refresh_tokens" }

// A PasswordResetToken is one row of password_reset_tokens. Deleted with its User.
//
// Table synapscale_db.password_reset_tokens.
type PasswordResetToken struct {
	ID        uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Token     string     `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_password_reset_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:idx_password_reset_tokens_user_id;index:ix_synapscale_db_password_reset_tokens_user_id" validate:"required"`
	ExpiresAt time.Time  `gorm:"column:expires_at;type:timestamptz;not null" validate:"required"`
	IsUsed    *bool      `gorm:"column:is_used;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PasswordResetToken) TableName() string { return "synapscale_db.password_reset_tokens" }

// A EmailVerificationToken is one row of email_verification_tokens. Deleted with its User.
//
// Table synapscale_db.email_verification_tokens.
type EmailVerificationToken struct {
	ID        uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Token     string     `gorm:"column:token;type:varchar(500);not null;uniqueIndex:ix_synapscale_db_email_verification_tokens_token" json:"-" validate:"required,max=500"`
	UserID    uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:idx_email_verification_tokens_user_id;index:ix_synapscale_db_email_verification_tokens_user_id" validate:"required"`
	ExpiresAt time.Time  `gorm:"column:expires_at;type:timestamptz;not null" validate:"required"`
	IsUsed    *bool      `gorm:"column:is_used;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	User *User `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (EmailVerificationToken) TableName() string { return "synapscale_db.email_verification_tokens" }
