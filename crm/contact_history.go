package crm

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// What an interaction and a note begin with. The columns are free text.
const (
	ContactInteractionStatusCompleted   = "completed"
	ContactInteractionDirectionOutbound = "outbound" // from the tenant to the contact
	ContactNoteTypeNote                 = "note"
)

// A ContactEvent is something that a contact did or that happened to it. It is deleted with its contact or its tenant.
//
// Table synapscale_db.contact_events.
type ContactEvent struct {
	ID         uuid.UUID      `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ContactID  uuid.UUID      `gorm:"column:contact_id;type:uuid;not null;index:idx_contact_events_contact_id" validate:"required"`
	Type       string         `gorm:"column:event_type;type:varchar(100);not null" validate:"required,max=100"`
	Data       map[string]any `gorm:"column:event_data;type:jsonb;default:'{}';serializer:json"`
	OccurredAt *time.Time     `gorm:"column:occurred_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	CreatedAt  *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID repeats the contact's. A tenant cannot write another; nothing holds the system to it.
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_contact_events_tenant_id" validate:"required"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Contact *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_events_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactEvent) TableName() string { return "synapscale_db.contact_events" }

// A ContactInteraction is one exchange of a user with a contact, done or planned. It is deleted with its contact or its
// tenant, and also with its user: the contact's history loses what a departed colleague did.
//
// Table synapscale_db.contact_interactions.
type ContactInteraction struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ContactID uuid.UUID `gorm:"column:contact_id;type:uuid;not null;index:idx_contact_interactions_contact_id" validate:"required"`
	// UserID is nil where no user took part.
	UserID      *uuid.UUID     `gorm:"column:user_id;type:uuid;index:idx_contact_interactions_user_id"`
	Type        string         `gorm:"column:type;type:varchar(50);not null" validate:"required,max=50"`
	Channel     *string        `gorm:"column:channel;type:varchar(50)" validate:"omitempty,max=50"`
	Subject     *string        `gorm:"column:subject;type:varchar(255)" validate:"omitempty,max=255"`
	Content     *string        `gorm:"column:content;type:text"`
	Direction   *string        `gorm:"column:direction;type:varchar(20);default:'outbound'" validate:"omitempty,max=20"`
	Status      *string        `gorm:"column:status;type:varchar(50);default:'completed';index:idx_contact_interactions_status" validate:"omitempty,max=50"`
	ScheduledAt *time.Time     `gorm:"column:scheduled_at;type:timestamptz"`
	CompletedAt *time.Time     `gorm:"column:completed_at;type:timestamptz"`
	Metadata    map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt   *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_contact_interactions_created_at"`
	UpdatedAt   *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID repeats the contact's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_contact_interactions_tenant_id" validate:"required"`

	Contact *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_interactions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:contact_interactions_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactInteraction) TableName() string { return "synapscale_db.contact_interactions" }

// A ContactNote is what a user wrote down about a contact. It is deleted with its contact, its tenant or its user.
//
// Table synapscale_db.contact_notes.
type ContactNote struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ContactID uuid.UUID `gorm:"column:contact_id;type:uuid;not null;index:idx_contact_notes_contact_id" validate:"required"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:idx_contact_notes_user_id" validate:"required"`
	Content   string    `gorm:"column:content;type:text;not null" validate:"required"`
	Type      *string   `gorm:"column:type;type:varchar(50);default:'note'" validate:"omitempty,max=50"`
	// IsPrivate is for whoever shows notes to respect; the database hides none.
	IsPrivate *bool      `gorm:"column:is_private;type:boolean;default:false"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID repeats the contact's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_contact_notes_tenant_id" validate:"required"`

	Contact *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_notes_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:contact_notes_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactNote) TableName() string { return "synapscale_db.contact_notes" }
