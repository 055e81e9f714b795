package crm

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A ConversionJourney is how far a contact has come on the way to its conversion, stage by stage. A contact may have
// several. It is deleted with its contact or its tenant.
//
// Table synapscale_db.conversion_journeys.
type ConversionJourney struct {
	ID              uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ContactID       uuid.UUID `gorm:"column:contact_id;type:uuid;not null;index:idx_conversion_journeys_contact_id" validate:"required"`
	TenantID        uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_conversion_journeys_tenant_id" validate:"required"`
	Name            *string   `gorm:"column:journey_name;type:varchar(255)" validate:"omitempty,max=255"`
	CurrentStage    *string   `gorm:"column:current_stage;type:varchar(100)" validate:"omitempty,max=100"`
	StagesCompleted []any     `gorm:"column:stages_completed;type:jsonb;default:'[]';serializer:json"`
	// ConversionProbability has two decimals. Whether it is out of 1 or out of 100, the database does not say.
	ConversionProbability *decimal.Decimal `gorm:"column:conversion_probability;type:numeric(5,2)"`
	LastInteractionAt     *time.Time       `gorm:"column:last_interaction_at;type:timestamptz"`
	// ConvertedAt and ConversionValue are nil until the contact has converted. The value is in no stated currency.
	ConvertedAt     *time.Time       `gorm:"column:converted_at;type:timestamptz"`
	ConversionValue *decimal.Decimal `gorm:"column:conversion_value;type:numeric(12,2)"`
	Metadata        map[string]any   `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt       *time.Time       `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt       *time.Time       `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Contact *Contact        `gorm:"foreignKey:ContactID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:conversion_journeys_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ConversionJourney) TableName() string { return "synapscale_db.conversion_journeys" }
