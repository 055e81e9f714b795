package crm

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/array"
	"github.com/synapscale/synapscale-go/tenancy"
)

// ContactStatusActive is the status that a contact begins with. The column is free text.
const ContactStatusActive = "active"

// A Contact is a person whom a tenant markets or sells to, known by an e-mail address that no other contact of the
// tenant has. It is deleted with its tenant, and takes along its list memberships, events, interactions, notes,
// journeys and places in campaigns.
//
// Table synapscale_db.contacts.
type Contact struct {
	ID       uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:contacts_tenant_id_email_key,priority:1" validate:"required"`
	// Email is compared letter by letter: ana@example.com and Ana@example.com are two contacts. Write it in lower case.
	Email     string  `gorm:"column:email;type:varchar(255);not null;uniqueIndex:contacts_tenant_id_email_key,priority:2;index:idx_contacts_email" validate:"required,email,max=255"`
	FirstName *string `gorm:"column:first_name;type:varchar(100)" validate:"omitempty,max=100"`
	LastName  *string `gorm:"column:last_name;type:varchar(100)" validate:"omitempty,max=100"`
	Phone     *string `gorm:"column:phone;type:varchar(50)" validate:"omitempty,max=50"`
	Company   *string `gorm:"column:company;type:varchar(255)" validate:"omitempty,max=255"`
	JobTitle  *string `gorm:"column:job_title;type:varchar(255)" validate:"omitempty,max=255"`
	Status    *string `gorm:"column:status;type:varchar(50);default:'active';index:idx_contacts_status" validate:"omitempty,max=50"`
	// LeadScore has no bounds; points may also be taken away.
	LeadScore *int32     `gorm:"column:lead_score;type:integer;default:0"`
	SourceID  *uuid.UUID `gorm:"column:source_id;type:uuid;index:idx_contacts_source_id"`
	// CustomFields are the tenant's own, by name.
	CustomFields map[string]any `gorm:"column:custom_fields;type:jsonb;default:'{}';serializer:json"`
	// Tags are free text. No foreign key ties them to the rows of [ContactTag].
	Tags      array.Text `gorm:"column:tags;type:text[]"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Source          *ContactSource          `gorm:"foreignKey:SourceID;references:ID;<-:false" validate:"-"`
	Tenant          *tenancy.Tenant         `gorm:"foreignKey:TenantID;references:ID;constraint:contacts_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	ListMemberships []ContactListMembership `gorm:"foreignKey:ContactID;references:ID;constraint:contact_list_memberships_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Events          []ContactEvent          `gorm:"foreignKey:ContactID;references:ID;constraint:contact_events_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Interactions    []ContactInteraction    `gorm:"foreignKey:ContactID;references:ID;constraint:contact_interactions_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Notes           []ContactNote           `gorm:"foreignKey:ContactID;references:ID;constraint:contact_notes_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Campaigns       []CampaignContact       `gorm:"foreignKey:ContactID;references:ID;constraint:campaign_contacts_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Journeys        []ConversionJourney     `gorm:"foreignKey:ContactID;references:ID;constraint:conversion_journeys_contact_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Contact) TableName() string { return "synapscale_db.contacts" }

// A ContactTag is a label that a tenant has for its contacts, with its color. Its name is unique within the tenant, with
// which it is deleted. No foreign key leads to it: renaming or deleting a tag leaves the Tags of contacts as they are.
//
// Table synapscale_db.contact_tags.
type ContactTag struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:contact_tags_tenant_id_name_key,priority:1" validate:"required"`
	Name        string     `gorm:"column:name;type:varchar(100);not null;uniqueIndex:contact_tags_tenant_id_name_key,priority:2" validate:"required,max=100"`
	Color       *string    `gorm:"column:color;type:varchar(7);default:'#6B7280'" validate:"omitempty,hex_color,max=7"`
	Description *string    `gorm:"column:description;type:text"`
	CreatedAt   *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_tags_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactTag) TableName() string { return "synapscale_db.contact_tags" }
