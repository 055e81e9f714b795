package rbac

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A UserTenantRole says that a user holds a role in a tenant, at most once per user, tenant and role. It is deleted
// with any of the three, and stays when the user who granted it is deleted.
//
// Nothing keeps a role that is one tenant's own from being held in another tenant: whoever writes the row has to look.
//
// Table synapscale_db.user_tenant_roles.
type UserTenantRole struct {
	ID       uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID   uuid.UUID `gorm:"column:user_id;type:uuid;not null;uniqueIndex:user_tenant_roles_user_id_tenant_id_role_id_key,priority:1" validate:"required"`
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:user_tenant_roles_user_id_tenant_id_role_id_key,priority:2;index:idx_user_tenant_roles_tenant_id" validate:"required"`
	RoleID   uuid.UUID `gorm:"column:role_id;type:uuid;not null;uniqueIndex:user_tenant_roles_user_id_tenant_id_role_id_key,priority:3;index:idx_user_tenant_roles_role_id" validate:"required"`
	// GrantedBy is nil when no user granted the role, and once that user is deleted.
	GrantedBy *uuid.UUID `gorm:"column:granted_by;type:uuid;index:idx_user_tenant_roles_granted_by"`
	GrantedAt *time.Time `gorm:"column:granted_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// ExpiresAt nil is for good. The database does not end what has expired: readers compare.
	ExpiresAt *time.Time `gorm:"column:expires_at;type:timestamptz"`
	IsActive  *bool      `gorm:"column:is_active;type:boolean;default:true"`
	// Conditions narrow down when the role applies, as those of [RolePermission] do.
	Conditions map[string]any `gorm:"column:conditions;type:jsonb;default:'{}';serializer:json"`
	CreatedAt  *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt  *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	GrantedByUser *auth.User      `gorm:"foreignKey:GrantedBy;references:ID;constraint:user_tenant_roles_granted_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Role          *Role           `gorm:"foreignKey:RoleID;references:ID;<-:false" validate:"-"`
	Tenant        *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_tenant_roles_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User          *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_tenant_roles_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserTenantRole) TableName() string { return "synapscale_db.user_tenant_roles" }
