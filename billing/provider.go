package billing

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A PaymentProvider is one payment service through which tenants pay. Providers belong to SynapScale, not to a tenant.
//
// Deleting one deletes its plan mappings, its customers with their payment methods, and the log of its webhooks. It
// cannot be deleted while a subscription names it or is paid with a method of one of its customers.
//
// Table synapscale_db.payment_providers.
type PaymentProvider struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Name is what code asks for, DisplayName what users read.
	Name        string `gorm:"column:name;type:varchar(100);not null;uniqueIndex:payment_providers_name_key" validate:"required,max=100"`
	DisplayName string `gorm:"column:display_name;type:varchar(255);not null" validate:"required,max=255"`
	IsActive    *bool  `gorm:"column:is_active;type:boolean;default:true"`
	// Config and WebhookSecret are secrets and stay out of JSON. The database stores them as they are given.
	Config        map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json" json:"-"`
	WebhookSecret *string        `gorm:"column:webhook_secret;type:varchar(255)" json:"-" validate:"omitempty,max=255"`
	APIVersion    *string        `gorm:"column:api_version;type:varchar(50)" validate:"omitempty,max=50"`
	CreatedAt     *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt     *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	PlanMappings  []PlanProviderMapping `gorm:"foreignKey:ProviderID;references:ID;constraint:plan_provider_mappings_provider_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Customers     []PaymentCustomer     `gorm:"foreignKey:ProviderID;references:ID;constraint:payment_customers_provider_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Subscriptions []Subscription        `gorm:"foreignKey:ProviderID;references:ID;constraint:subscriptions_provider_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PaymentProvider) TableName() string { return "synapscale_db.payment_providers" }

// A PlanProviderMapping is what a plan is called at a provider. It is deleted with its provider, and keeps its plan
// from being deleted (RESTRICT). A plan may have several at one provider.
//
// Table synapscale_db.plan_provider_mappings.
type PlanProviderMapping struct {
	ID             uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	PlanID         uuid.UUID `gorm:"column:plan_id;type:uuid;not null;index:idx_plan_provider_mappings_plan_id" validate:"required"`
	ProviderID     uuid.UUID `gorm:"column:provider_id;type:uuid;not null;uniqueIndex:plan_provider_mappings_provider_id_external_plan_id_external_pr,priority:1" validate:"required"`
	ExternalPlanID string    `gorm:"column:external_plan_id;type:varchar(255);not null;uniqueIndex:plan_provider_mappings_provider_id_external_plan_id_external_pr,priority:2" validate:"required,max=255"`
	// ExternalPriceID nil escapes the unique rule: of mappings without a price there may be two alike.
	ExternalPriceID *string        `gorm:"column:external_price_id;type:varchar(255);uniqueIndex:plan_provider_mappings_provider_id_external_plan_id_external_pr,priority:3" validate:"omitempty,max=255"`
	IsActive        *bool          `gorm:"column:is_active;type:boolean;default:true"`
	Config          map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	CreatedAt       *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt       *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Plan     *tenancy.Plan    `gorm:"foreignKey:PlanID;references:ID;constraint:plan_provider_mappings_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Provider *PaymentProvider `gorm:"foreignKey:ProviderID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PlanProviderMapping) TableName() string { return "synapscale_db.plan_provider_mappings" }
