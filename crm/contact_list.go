package crm

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// ContactListTypeStatic is the type that a list begins with: its members are those that were added. The column is free
// text.
const ContactListTypeStatic = "static"

// A ContactList is a tenant's choice of contacts under a name, which need not be unique. It is deleted with its tenant,
// and takes along its memberships.
//
// Table synapscale_db.contact_lists.
type ContactList struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID    uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_contact_lists_tenant_id" validate:"required"`
	Name        string    `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string   `gorm:"column:description;type:text"`
	Type        *string   `gorm:"column:type;type:varchar(50);default:'static'" validate:"omitempty,max=50"`
	// Filters is for a list that is not static: it says which contacts belong to it.
	Filters   map[string]any `gorm:"column:filters;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant      *tenancy.Tenant         `gorm:"foreignKey:TenantID;references:ID;constraint:contact_lists_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Memberships []ContactListMembership `gorm:"foreignKey:ListID;references:ID;constraint:contact_list_memberships_list_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactList) TableName() string { return "synapscale_db.contact_lists" }

// ContactListMembershipStatusActive is the status that a membership begins with. The column is free text.
const ContactListMembershipStatusActive = "active"

// A ContactListMembership puts a contact on a list, at most once per pair. It is deleted with its list, its contact or
// its tenant, and outlives the user who added it.
//
// Table synapscale_db.contact_list_memberships.
type ContactListMembership struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ListID    uuid.UUID `gorm:"column:list_id;type:uuid;not null;uniqueIndex:contact_list_memberships_list_id_contact_id_key,priority:1" validate:"required"`
	ContactID uuid.UUID `gorm:"column:contact_id;type:uuid;not null;uniqueIndex:contact_list_memberships_list_id_contact_id_key,priority:2;index:idx_contact_list_memberships_contact_id" validate:"required"`
	// AddedBy is nil where no user added the contact, or that user was deleted.
	AddedBy *uuid.UUID `gorm:"column:added_by;type:uuid;index:idx_contact_list_memberships_added_by"`
	AddedAt *time.Time `gorm:"column:added_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	Status  *string    `gorm:"column:status;type:varchar(50);default:'active';index:idx_contact_list_memberships_status" validate:"omitempty,max=50"`
	// TenantID repeats the contact's. A tenant cannot write another; nothing holds the system to it.
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_contact_list_memberships_tenant_id" validate:"required"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	AddedByUser *auth.User      `gorm:"foreignKey:AddedBy;references:ID;constraint:contact_list_memberships_added_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Contact     *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	List        *ContactList    `gorm:"foreignKey:ListID;references:ID;<-:false" validate:"-"`
	Tenant      *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_list_memberships_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactListMembership) TableName() string { return "synapscale_db.contact_list_memberships" }
