package crm

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// CampaignStatusDraft is the status that a campaign begins with. The column is free text.
const CampaignStatusDraft = "draft"

// A Campaign is a message of a tenant to many contacts. It is deleted with its tenant, and takes along its
// [CampaignContact] rows. It outlives the user who created it.
//
// Table synapscale_db.campaigns.
type Campaign struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID    uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_campaigns_tenant_id" validate:"required"`
	Name        string    `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string   `gorm:"column:description;type:text"`
	Type        string    `gorm:"column:type;type:varchar(50);not null" validate:"required,max=50"`
	Status      *string   `gorm:"column:status;type:varchar(50);default:'draft';index:idx_campaigns_status" validate:"omitempty,max=50"`
	Subject     *string   `gorm:"column:subject;type:varchar(255)" validate:"omitempty,max=255"`
	Content     *string   `gorm:"column:content;type:text"`
	// TemplateID has no foreign key; the database has no table of campaign templates.
	TemplateID  *uuid.UUID `gorm:"column:template_id;type:uuid"`
	ScheduledAt *time.Time `gorm:"column:scheduled_at;type:timestamptz"`
	// SentAt is nil until the campaign was sent. When it reached one contact is in CampaignContact.
	SentAt *time.Time `gorm:"column:sent_at;type:timestamptz"`
	// Stats are figures that the application keeps. The database does not hold them to the CampaignContact rows.
	Stats    map[string]any `gorm:"column:stats;type:jsonb;default:'{}';serializer:json"`
	Settings map[string]any `gorm:"column:settings;type:jsonb;default:'{}';serializer:json"`
	// CreatedBy is for the creator to set, and becomes nil when that user is deleted.
	CreatedBy *uuid.UUID `gorm:"column:created_by;type:uuid;index:idx_campaigns_created_by"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	CreatedByUser *auth.User        `gorm:"foreignKey:CreatedBy;references:ID;constraint:campaigns_created_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant        *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:campaigns_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Contacts      []CampaignContact `gorm:"foreignKey:CampaignID;references:ID;constraint:campaign_contacts_campaign_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Campaign) TableName() string { return "synapscale_db.campaigns" }

// CampaignContactStatusPending is the status of a contact that the campaign has yet to reach. The column is free text.
const CampaignContactStatusPending = "pending"

// A CampaignContact is one contact's place in a campaign, at most once per pair: whether the message went out and what
// became of it. It is deleted with its campaign, its contact or its tenant.
//
// Table synapscale_db.campaign_contacts.
type CampaignContact struct {
	ID         uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	CampaignID uuid.UUID `gorm:"column:campaign_id;type:uuid;not null;uniqueIndex:campaign_contacts_campaign_id_contact_id_key,priority:1" validate:"required"`
	ContactID  uuid.UUID `gorm:"column:contact_id;type:uuid;not null;uniqueIndex:campaign_contacts_campaign_id_contact_id_key,priority:2;index:idx_campaign_contacts_contact_id" validate:"required"`
	Status     *string   `gorm:"column:status;type:varchar(50);default:'pending';index:idx_campaign_contacts_status" validate:"omitempty,max=50"`
	// Each of these times is nil until it happened, and none takes back another: a message may be opened and then
	// bounce.
	SentAt         *time.Time `gorm:"column:sent_at;type:timestamptz"`
	OpenedAt       *time.Time `gorm:"column:opened_at;type:timestamptz"`
	ClickedAt      *time.Time `gorm:"column:clicked_at;type:timestamptz"`
	BouncedAt      *time.Time `gorm:"column:bounced_at;type:timestamptz"`
	UnsubscribedAt *time.Time `gorm:"column:unsubscribed_at;type:timestamptz"`
	ErrorMessage   *string    `gorm:"column:error_message;type:text"`
	CreatedAt      *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt      *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID repeats the contact's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_campaign_contacts_tenant_id" validate:"required"`

	Campaign *Campaign       `gorm:"foreignKey:CampaignID;references:ID;<-:false" validate:"-"`
	Contact  *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:campaign_contacts_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (CampaignContact) TableName() string { return "synapscale_db.campaign_contacts" }
