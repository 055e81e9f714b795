package auth

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// UserStatus is a value of users.status; the check on users.status enforces the set.
type UserStatus string

const (
	UserStatusActive              UserStatus = "active"
	UserStatusInactive            UserStatus = "inactive"
	UserStatusSuspended           UserStatus = "suspended"
	UserStatusPendingVerification UserStatus = "pending_verification"
	UserStatusDeleted             UserStatus = "deleted"
)

// Valid reports whether the database accepts v.
func (v UserStatus) Valid() bool {
	switch v {
	case UserStatusActive, UserStatusInactive, UserStatusSuspended, UserStatusPendingVerification, UserStatusDeleted:
		return true
	}
	return false
}

// A User is one row of users.
//
// Table synapscale_db.users.
type User struct {
	ID                  uuid.UUID      `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Email               string         `gorm:"column:email;type:varchar(255);not null;uniqueIndex:ix_synapscale_db_users_email" validate:"required,email,max=255"`
	Username            string         `gorm:"column:username;type:varchar(255);not null;uniqueIndex:ix_synapscale_db_users_username" validate:"required,max=255"`
	HashedPassword      string         `gorm:"column:hashed_password;type:varchar(255);not null" json:"-" validate:"required,max=255"`
	FullName            string         `gorm:"column:full_name;type:varchar(200);not null" validate:"required,max=200"`
	IsActive            *bool          `gorm:"column:is_active;type:boolean;default:true"`
	IsVerified          *bool          `gorm:"column:is_verified;type:boolean;default:false"`
	IsSuperuser         *bool          `gorm:"column:is_superuser;type:boolean;default:false"`
	CreatedAt           *time.Time     `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt           *time.Time     `gorm:"column:updated_at;type:timestamptz;default:now()"`
	Status              *UserStatus    `gorm:"column:status;type:varchar(20);default:'active';index:idx_users_status,where:status <> 'deleted';check:users_status_check,status IN ('active', 'inactive', 'suspended', 'pending_verification', 'deleted')" validate:"omitempty,oneof=active inactive suspended pending_verification deleted"`
	Metadata            map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	LastLoginAt         *time.Time     `gorm:"column:last_login_at;type:timestamptz;index:idx_users_last_login"`
	LoginCount          *int32         `gorm:"column:login_count;type:integer;default:0" validate:"omitempty,gte=0"`
	FailedLoginAttempts *int32         `gorm:"column:failed_login_attempts;type:integer;default:0;index:idx_users_failed_attempts,where:failed_login_attempts > 0" validate:"omitempty,gte=0"`
	AccountLockedUntil  *time.Time     `gorm:"column:account_locked_until;type:timestamptz"`
	TenantID            *uuid.UUID     `gorm:"column:tenant_id;type:uuid"`
	ProfileImageURL     *string        `gorm:"column:profile_image_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	Bio                 *string        `gorm:"column:bio;type:varchar(1000)" validate:"omitempty,max=1000"`

	Tenant                  *tenancy.Tenant          `gorm:"foreignKey:TenantID;references:ID;constraint:users_tenant_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
	RefreshTokens           []RefreshToken           `gorm:"foreignKey:UserID;references:ID;constraint:refresh_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	PasswordResetTokens     []PasswordResetToken     `gorm:"foreignKey:UserID;references:ID;constraint:password_reset_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	EmailVerificationTokens []EmailVerificationToken `gorm:"foreignKey:UserID;references:ID;constraint:email_verification_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Variables               []UserVariable           `gorm:"foreignKey:UserID;references:ID;constraint:user_variables_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (User) TableName() string { return "synapscale_db.users" }
