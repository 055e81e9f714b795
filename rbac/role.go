package rbac

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Role is a set of permissions, allowed and denied, that users hold by name: "admin", "viewer". With TenantID nil it
// belongs to SynapScale and can be held in every tenant; otherwise it is a tenant's own and is deleted with that
// tenant. Deleting a role takes it from every user who holds it.
//
// Table synapscale_db.rbac_roles.
type Role struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Name is unique over all tenants: once one of them has its "editor", no other can.
	Name        string  `gorm:"column:name;type:varchar(100);not null;uniqueIndex:rbac_roles_name_key" validate:"required,max=100"`
	Description *string `gorm:"column:description;type:text"`
	// IsSystem marks a role that SynapScale provides. The database lets it be changed and deleted like any other.
	IsSystem  *bool          `gorm:"column:is_system;type:boolean;default:false"`
	Metadata  map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID  *uuid.UUID     `gorm:"column:tenant_id;type:uuid;index:idx_rbac_roles_tenant_id"`

	Tenant          *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:rbac_roles_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	RolePermissions []RolePermission `gorm:"foreignKey:RoleID;references:ID;constraint:rbac_role_permissions_role_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	UserTenantRoles []UserTenantRole `gorm:"foreignKey:RoleID;references:ID;constraint:user_tenant_roles_role_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Role) TableName() string { return "synapscale_db.rbac_roles" }

// A RolePermission says that a role allows a permission, or that it denies it: one or the other, as a role names a
// permission at most once. It belongs to its role and is deleted with the role, with the permission and, unless
// TenantID is nil, with the tenant.
//
// Table synapscale_db.rbac_role_permissions.
type RolePermission struct {
	ID           uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	RoleID       uuid.UUID `gorm:"column:role_id;type:uuid;not null;uniqueIndex:rbac_role_permissions_role_id_permission_id_key,priority:1" validate:"required"`
	PermissionID uuid.UUID `gorm:"column:permission_id;type:uuid;not null;uniqueIndex:rbac_role_permissions_role_id_permission_id_key,priority:2;index:idx_rbac_role_permissions_permission_id" validate:"required"`
	// Granted true allows and false denies. Nil in a row to be written lets the database fill in true; nil in a row
	// that was read does neither.
	Granted *bool `gorm:"column:granted;type:boolean;default:true"`
	// Conditions narrow down when the row applies. The database does not look into them.
	Conditions map[string]any `gorm:"column:conditions;type:jsonb;default:'{}';serializer:json"`
	CreatedAt  *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID   *uuid.UUID     `gorm:"column:tenant_id;type:uuid;index:idx_rbac_role_permissions_tenant_id"`
	UpdatedAt  *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Permission *Permission     `gorm:"foreignKey:PermissionID;references:ID;<-:false" validate:"-"`
	Role       *Role           `gorm:"foreignKey:RoleID;references:ID;<-:false" validate:"-"`
	Tenant     *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:rbac_role_permissions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (RolePermission) TableName() string { return "synapscale_db.rbac_role_permissions" }
