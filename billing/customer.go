package billing

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A PaymentCustomer is a tenant as one provider knows it, at most once per tenant and provider. It is deleted with
// either, and its payment methods with it. It cannot be deleted while a subscription is paid with one of them, unless
// that subscription goes in the same deletion, as it does with the tenant.
//
// Table synapscale_db.payment_customers.
type PaymentCustomer struct {
	ID                 uuid.UUID      `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID           uuid.UUID      `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:payment_customers_tenant_id_provider_id_key,priority:1" validate:"required"`
	ProviderID         uuid.UUID      `gorm:"column:provider_id;type:uuid;not null;uniqueIndex:payment_customers_provider_id_external_customer_id_key,priority:1;uniqueIndex:payment_customers_tenant_id_provider_id_key,priority:2" validate:"required"`
	ExternalCustomerID string         `gorm:"column:external_customer_id;type:varchar(255);not null;uniqueIndex:payment_customers_provider_id_external_customer_id_key,priority:2" validate:"required,max=255"`
	CustomerData       map[string]any `gorm:"column:customer_data;type:jsonb;default:'{}';serializer:json"`
	IsActive           *bool          `gorm:"column:is_active;type:boolean;default:true"`
	CreatedAt          *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt          *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Provider *PaymentProvider `gorm:"foreignKey:ProviderID;references:ID;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:payment_customers_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Methods  []PaymentMethod  `gorm:"foreignKey:CustomerID;references:ID;constraint:payment_methods_customer_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PaymentCustomer) TableName() string { return "synapscale_db.payment_customers" }

// A PaymentMethod is a card or another means of payment that a customer left with the provider. Of a card it keeps what
// may be shown, never the number. It is deleted with its customer or its tenant, and not while a subscription is paid
// with it, unless that subscription goes in the same deletion.
//
// Table synapscale_db.payment_methods.
type PaymentMethod struct {
	ID         uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	CustomerID uuid.UUID `gorm:"column:customer_id;type:uuid;not null;uniqueIndex:payment_methods_customer_id_external_method_id_key,priority:1" validate:"required"`
	// ExternalMethodID is the method at the provider, and unique for each customer.
	ExternalMethodID string  `gorm:"column:external_method_id;type:varchar(255);not null;uniqueIndex:payment_methods_customer_id_external_method_id_key,priority:2" validate:"required,max=255"`
	Type             string  `gorm:"column:type;type:varchar(50);not null" validate:"required,max=50"`
	Last4            *string `gorm:"column:last4;type:varchar(4)" validate:"omitempty,max=4"`
	Brand            *string `gorm:"column:brand;type:varchar(50)" validate:"omitempty,max=50"`
	ExpMonth         *int32  `gorm:"column:exp_month;type:integer" validate:"omitempty,gte=1,lte=12"`
	ExpYear          *int32  `gorm:"column:exp_year;type:integer" validate:"omitempty,gte=0"`
	// IsDefault may be true of several methods of a customer, or of none.
	IsDefault *bool          `gorm:"column:is_default;type:boolean;default:false"`
	IsActive  *bool          `gorm:"column:is_active;type:boolean;default:true"`
	Metadata  map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID repeats the customer's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_payment_methods_tenant_id" validate:"required"`

	Customer      *PaymentCustomer `gorm:"foreignKey:CustomerID;references:ID;<-:false" validate:"-"`
	Tenant        *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:payment_methods_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Subscriptions []Subscription   `gorm:"foreignKey:PaymentMethodID;references:ID;constraint:subscriptions_payment_method_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PaymentMethod) TableName() string { return "synapscale_db.payment_methods" }
