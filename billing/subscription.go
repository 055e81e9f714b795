package billing

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// The statuses with which a subscription is live, as long as EndedAt is nil. The column is free text and takes others,
// but the limits of a tenant, and the unique index that allows it one live subscription, go by these five.
const (
	SubscriptionStatusTrialing = "trialing"
	SubscriptionStatusActive   = "active" // the database's default
	SubscriptionStatusPastDue  = "past_due"
	SubscriptionStatusUnpaid   = "unpaid"
	SubscriptionStatusPaused   = "paused"
)

// A Subscription is one tenant's agreement to a plan for a period. It is deleted with its tenant. While it exists, its
// plan, its provider, its payment method and its coupon cannot be deleted; while an invoice names it, it cannot itself,
// except together with the tenant.
//
// A tenant has at most one that is live (subscriptions_live_tenant_id_key). The plan of that one counts for the tenant,
// whatever Tenant.PlanID says.
//
// Table synapscale_db.subscriptions.
type Subscription struct {
	ID       uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_subscriptions_tenant_id;uniqueIndex:subscriptions_live_tenant_id_key,where:status IN ('trialing'\\, 'active'\\, 'past_due'\\, 'unpaid'\\, 'paused') AND ended_at IS NULL" validate:"required"`
	PlanID   uuid.UUID `gorm:"column:plan_id;type:uuid;not null;index:idx_subscriptions_plan_id" validate:"required"`
	// ProviderID nil is a subscription that no provider collects for.
	ProviderID *uuid.UUID `gorm:"column:provider_id;type:uuid;uniqueIndex:subscriptions_provider_id_external_subscription_id_key,priority:1"`
	// ExternalSubscriptionID is the subscription at the provider, and unique for each provider.
	ExternalSubscriptionID *string `gorm:"column:external_subscription_id;type:varchar(255);uniqueIndex:subscriptions_provider_id_external_subscription_id_key,priority:2" validate:"omitempty,max=255"`
	// Status begins as [SubscriptionStatusActive], unless the writer says otherwise.
	Status             *string    `gorm:"column:status;type:varchar(50);not null;default:'active';index:idx_subscriptions_status" validate:"omitempty,max=50"`
	CurrentPeriodStart *time.Time `gorm:"column:current_period_start;type:timestamptz"`
	CurrentPeriodEnd   *time.Time `gorm:"column:current_period_end;type:timestamptz;index:idx_subscriptions_current_period_end"`
	TrialStart         *time.Time `gorm:"column:trial_start;type:timestamptz"`
	TrialEnd           *time.Time `gorm:"column:trial_end;type:timestamptz"`
	// CancelAtPeriodEnd true leaves the subscription in force until CurrentPeriodEnd.
	CancelAtPeriodEnd *bool      `gorm:"column:cancel_at_period_end;type:boolean;default:false"`
	CanceledAt        *time.Time `gorm:"column:canceled_at;type:timestamptz"`
	// EndedAt that is set, even to a time to come, means that the subscription is not live.
	EndedAt         *time.Time `gorm:"column:ended_at;type:timestamptz"`
	PaymentMethodID *uuid.UUID `gorm:"column:payment_method_id;type:uuid;index:idx_subscriptions_payment_method_id"`
	CouponID        *uuid.UUID `gorm:"column:coupon_id;type:uuid;index:idx_subscriptions_coupon_id"`
	Quantity        *int32     `gorm:"column:quantity;type:integer;default:1" validate:"omitempty,gte=0"`
	// DiscountAmount has no currency beside it.
	DiscountAmount *decimal.Decimal `gorm:"column:discount_amount;type:numeric(10,2);default:0"`
	// TaxPercent is 20 for 20 %.
	TaxPercent *decimal.Decimal `gorm:"column:tax_percent;type:numeric(5,2);default:0"`
	Metadata   map[string]any   `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt  *time.Time       `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt  *time.Time       `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Coupon        *Coupon          `gorm:"foreignKey:CouponID;references:ID;<-:false" validate:"-"`
	PaymentMethod *PaymentMethod   `gorm:"foreignKey:PaymentMethodID;references:ID;<-:false" validate:"-"`
	Plan          *tenancy.Plan    `gorm:"foreignKey:PlanID;references:ID;constraint:subscriptions_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Provider      *PaymentProvider `gorm:"foreignKey:ProviderID;references:ID;<-:false" validate:"-"`
	Tenant        *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:subscriptions_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Invoices      []Invoice        `gorm:"foreignKey:SubscriptionID;references:ID;constraint:invoices_subscription_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Subscription) TableName() string { return "synapscale_db.subscriptions" }

// UserSubscriptionStatusActive is the status that a user's subscription begins with. The column is free text.
const UserSubscriptionStatusActive = "active"

// BillingCycleMonthly is how often a user's subscription is charged by default. The column is free text.
const BillingCycleMonthly = "monthly"

// A UserSubscription is one user's agreement to a plan, with what the user has consumed of it. It is deleted with its
// user or its tenant, and keeps its plan from being deleted (RESTRICT).
//
// It stands beside [Subscription], which is a tenant's: no key ties the two, and the triggers that limit workspaces
// read the tenant's only.
//
// Table synapscale_db.user_subscriptions.
type UserSubscription struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:idx_user_subscriptions_user_id" validate:"required"`
	PlanID      uuid.UUID  `gorm:"column:plan_id;type:uuid;not null;index:idx_user_subscriptions_plan_id" validate:"required"`
	StartedAt   time.Time  `gorm:"column:started_at;type:timestamptz;not null;default:now()"`
	ExpiresAt   *time.Time `gorm:"column:expires_at;type:timestamptz"`
	CancelledAt *time.Time `gorm:"column:cancelled_at;type:timestamptz"`
	// PaymentMethod and PaymentProvider are names, not references to the types of those names.
	PaymentMethod          *string `gorm:"column:payment_method;type:varchar(50)" validate:"omitempty,max=50"`
	PaymentProvider        *string `gorm:"column:payment_provider;type:varchar(50)" validate:"omitempty,max=50"`
	ExternalSubscriptionID *string `gorm:"column:external_subscription_id;type:varchar(255)" validate:"omitempty,max=255"`
	// BillingCycle is [BillingCycleMonthly] if it is left nil.
	BillingCycle       *string    `gorm:"column:billing_cycle;type:varchar(20);default:'monthly'" validate:"omitempty,max=20"`
	CurrentPeriodStart *time.Time `gorm:"column:current_period_start;type:timestamptz"`
	CurrentPeriodEnd   *time.Time `gorm:"column:current_period_end;type:timestamptz"`
	// The consumption is for services to count: no trigger does.
	CurrentWorkspaces          int32           `gorm:"column:current_workspaces;type:integer;not null;default:0" validate:"gte=0"`
	CurrentStorageMB           float64         `gorm:"column:current_storage_mb;type:double precision;not null;default:0.0"`
	CurrentExecutionsThisMonth int32           `gorm:"column:current_executions_this_month;type:integer;not null;default:0" validate:"gte=0"`
	Metadata                   json.RawMessage `gorm:"column:subscription_metadata;type:jsonb;serializer:json"`
	CreatedAt                  time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt                  time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID                   uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_user_subscriptions_tenant_id" validate:"required"`
	Status                     *string         `gorm:"column:status;type:varchar(50);default:'active'" validate:"omitempty,max=50"`

	Plan   *tenancy.Plan   `gorm:"foreignKey:PlanID;references:ID;constraint:user_subscriptions_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_subscriptions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_subscriptions_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserSubscription) TableName() string { return "synapscale_db.user_subscriptions" }
