package billing

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// The types of a coupon. The column is free text.
const (
	CouponTypePercentage = "percentage" // Value is per cent of the price
	CouponTypeFixed      = "fixed"      // Value is an amount in the coupon's currency
)

// A Coupon is a discount that a subscription can carry, found by its code. It is deleted with its tenant, if it has
// one, and outlives the user who created it. Neither the coupon nor its tenant can be deleted while a subscription
// carries it, unless that subscription goes in the same deletion.
//
// Table synapscale_db.coupons.
type Coupon struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Code is unique over the whole database. Upper and lower case make two codes.
	Code        string  `gorm:"column:code;type:varchar(100);not null;uniqueIndex:coupons_code_key" validate:"required,max=100"`
	Name        *string `gorm:"column:name;type:varchar(255)" validate:"omitempty,max=255"`
	Description *string `gorm:"column:description;type:text"`
	// Type is [CouponTypePercentage] if it is left nil.
	Type *string `gorm:"column:type;type:varchar(50);not null;default:'percentage'" validate:"omitempty,max=50"`
	// Value is a percentage or an amount in Currency, as Type says.
	Value    decimal.Decimal `gorm:"column:value;type:numeric(10,2);not null"`
	Currency *string         `gorm:"column:currency;type:varchar(3);default:'USD'" validate:"omitempty,iso4217,max=3"`
	// MaxUses nil is no limit. The -1 of a plan's limits does not mean that here.
	MaxUses *int32 `gorm:"column:max_uses;type:integer" validate:"omitempty,gte=0"`
	// UsedCount may be NULL, which counts as 0: a comparison has to say COALESCE(used_count, 0).
	UsedCount *int32 `gorm:"column:used_count;type:integer;default:0" validate:"omitempty,gte=0"`
	// MinAmount is the least amount that the coupon applies to, MaxDiscount the most that it takes off. Nil is no
	// bound.
	MinAmount   *decimal.Decimal `gorm:"column:min_amount;type:numeric(10,2)"`
	MaxDiscount *decimal.Decimal `gorm:"column:max_discount;type:numeric(10,2)"`
	ValidFrom   *time.Time       `gorm:"column:valid_from;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// ValidUntil nil is no end. ValidFrom left nil is the time of the insert.
	ValidUntil  *time.Time `gorm:"column:valid_until;type:timestamptz"`
	IsActive    *bool      `gorm:"column:is_active;type:boolean;default:true"`
	IsStackable *bool      `gorm:"column:is_stackable;type:boolean;default:false"`
	// ApplicablePlans names the plans that the coupon is for, without a foreign key. Empty does not restrict it.
	ApplicablePlans []any          `gorm:"column:applicable_plans;type:jsonb;default:'[]';serializer:json"`
	Restrictions    map[string]any `gorm:"column:restrictions;type:jsonb;default:'{}';serializer:json"`
	Metadata        map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	// CreatedBy becomes nil when that user is deleted.
	CreatedBy *uuid.UUID `gorm:"column:created_by;type:uuid;index:idx_coupons_created_by"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_coupons_tenant_id"`

	CreatedByUser *auth.User      `gorm:"foreignKey:CreatedBy;references:ID;constraint:coupons_created_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant        *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:coupons_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Subscriptions []Subscription  `gorm:"foreignKey:CouponID;references:ID;constraint:subscriptions_coupon_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Coupon) TableName() string { return "synapscale_db.coupons" }
