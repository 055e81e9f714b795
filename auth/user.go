package auth

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A UserStatus says in what state an account is. The check users_status_check enforces the set.
type UserStatus string

// The statuses of a user.
const (
	UserStatusActive              UserStatus = "active"
	UserStatusInactive            UserStatus = "inactive"
	UserStatusSuspended           UserStatus = "suspended"
	UserStatusPendingVerification UserStatus = "pending_verification" // the email address is not verified yet
	UserStatusDeleted             UserStatus = "deleted"              // the account is gone, its row stays
)

// Valid reports whether the database accepts s.
func (s UserStatus) Valid() bool {
	switch s {
	case UserStatusActive, UserStatusInactive, UserStatusSuspended, UserStatusPendingVerification, UserStatusDeleted:
		return true
	}
	return false
}

// A User is the account of one person, with which that person signs in. It belongs to a tenant or, with TenantID nil,
// to none, and outlives its tenant.
//
// Deleting a user deletes what the user owns, from tokens and variables to agents, workflows and whole workspaces. What
// names the user only as its author stays without the name, such as entries of the audit log, configurations of agents,
// campaigns and invitations. [UserStatusDeleted] marks an account as gone without all that.
//
// Table synapscale_db.users.
type User struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Email is unique as it is written: two addresses that differ in case only are two users.
	Email string `gorm:"column:email;type:varchar(255);not null;uniqueIndex:ix_synapscale_db_users_email" validate:"required,email,max=255"`
	// Username is unique in the same way.
	Username string `gorm:"column:username;type:varchar(255);not null;uniqueIndex:ix_synapscale_db_users_username" validate:"required,max=255"`
	// HashedPassword is never marshalled.
	HashedPassword string `gorm:"column:hashed_password;type:varchar(255);not null" json:"-" validate:"required,max=255"`
	FullName       string `gorm:"column:full_name;type:varchar(200);not null" validate:"required,max=200"`
	// IsActive and the later Status are two columns for one thing, and the database does not hold them together.
	IsActive   *bool `gorm:"column:is_active;type:boolean;default:true"`
	IsVerified *bool `gorm:"column:is_verified;type:boolean;default:false"`
	// IsSuperuser nil is no superuser.
	IsSuperuser *bool          `gorm:"column:is_superuser;type:boolean;default:false"`
	CreatedAt   *time.Time     `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt   *time.Time     `gorm:"column:updated_at;type:timestamptz;default:now()"`
	Status      *UserStatus    `gorm:"column:status;type:varchar(20);default:'active';index:idx_users_status,where:status <> 'deleted';check:users_status_check,status IN ('active', 'inactive', 'suspended', 'pending_verification', 'deleted')" validate:"omitempty,oneof=active inactive suspended pending_verification deleted"`
	Metadata    map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	LastLoginAt *time.Time     `gorm:"column:last_login_at;type:timestamptz;index:idx_users_last_login"`
	LoginCount  *int32         `gorm:"column:login_count;type:integer;default:0" validate:"omitempty,gte=0"`
	// FailedLoginAttempts and AccountLockedUntil are for whoever checks the password; the database locks nobody out.
	FailedLoginAttempts *int32     `gorm:"column:failed_login_attempts;type:integer;default:0;index:idx_users_failed_attempts,where:failed_login_attempts > 0" validate:"omitempty,gte=0"`
	AccountLockedUntil  *time.Time `gorm:"column:account_locked_until;type:timestamptz"`
	TenantID            *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_users_tenant_id"`
	ProfileImageURL     *string    `gorm:"column:profile_image_url;type:varchar(500)" validate:"omitempty,max=500"`
	Bio                 *string    `gorm:"column:bio;type:varchar(1000)" validate:"omitempty,max=1000"`

	Tenant                  *tenancy.Tenant          `gorm:"foreignKey:TenantID;references:ID;constraint:users_tenant_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	RefreshTokens           []RefreshToken           `gorm:"foreignKey:UserID;references:ID;constraint:refresh_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	PasswordResetTokens     []PasswordResetToken     `gorm:"foreignKey:UserID;references:ID;constraint:password_reset_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	EmailVerificationTokens []EmailVerificationToken `gorm:"foreignKey:UserID;references:ID;constraint:email_verification_tokens_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Variables               []UserVariable           `gorm:"foreignKey:UserID;references:ID;constraint:user_variables_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (User) TableName() string { return "synapscale_db.users" }
