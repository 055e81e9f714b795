package rbac

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Permission is something that a role can allow or deny: "agents.read", "agents:*". With TenantID nil it belongs to
// SynapScale and holds for every tenant; otherwise it is a tenant's own and is deleted with that tenant. Deleting a
// permission takes it out of every role.
//
// Table synapscale_db.rbac_permissions.
type Permission struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Key is what code asks for. It is unique over all tenants.
	Key         string  `gorm:"column:key;type:varchar(100);not null;uniqueIndex:rbac_permissions_key_key" validate:"required,permission_key,max=100"`
	Description *string `gorm:"column:description;type:text"`
	Category    *string `gorm:"column:category;type:varchar(100);index:idx_rbac_permissions_category" validate:"omitempty,max=100"`
	// Resource and Action repeat the two parts of Key, and the database does not hold them together.
	Resource  *string    `gorm:"column:resource;type:varchar(100)" validate:"omitempty,max=100"`
	Action    *string    `gorm:"column:action;type:varchar(100)" validate:"omitempty,max=100"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_rbac_permissions_tenant_id"`

	Tenant          *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:rbac_permissions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	RolePermissions []RolePermission `gorm:"foreignKey:PermissionID;references:ID;constraint:rbac_role_permissions_permission_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Permission) TableName() string { return "synapscale_db.rbac_permissions" }
