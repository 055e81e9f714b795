package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Metric is one value of a named quantity at one moment, for the given dimensions. It is deleted with its tenant.
// Nothing keeps the same value from being stored twice.
//
// Table synapscale_db.analytics_metrics.
type Metric struct {
	ID   uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name string    `gorm:"column:metric_name;type:varchar(100);not null" validate:"required,max=100"`
	// Value has four decimals, further ones are rounded away. From 100,000,000,000 on it is refused.
	Value      decimal.Decimal `gorm:"column:metric_value;type:numeric(15,4);not null"`
	Dimensions map[string]any  `gorm:"column:dimensions;type:jsonb;not null;default:'{}';serializer:json"`
	Timestamp  time.Time       `gorm:"column:timestamp;type:timestamptz;not null;default:now()"`
	CreatedAt  time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	TenantID   *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_analytics_metrics_tenant_id"`
	UpdatedAt  *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Metric) TableName() string { return "synapscale_db.analytics_metrics" }

// A BusinessMetric is the state of the business over one period: users, usage, revenue and quality of service. It is
// deleted with its tenant, if it has one. Nothing keeps a period to one row: to compute it again adds a second.
//
// The structure says neither the units of the durations and times nor the scales of the rates and scores.
//
// Table synapscale_db.business_metrics.
type BusinessMetric struct {
	ID int32 `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.business_metrics_id_seq')"`
	// Date is a moment, in spite of its name, and PeriodType free text.
	Date                  time.Time `gorm:"column:date;type:timestamptz;not null;index:ix_public_business_metrics_date" validate:"required"`
	PeriodType            string    `gorm:"column:period_type;type:varchar(20);not null" validate:"required,max=20"`
	TotalUsers            int32     `gorm:"column:total_users;type:integer;not null" validate:"gte=0"`
	NewUsers              int32     `gorm:"column:new_users;type:integer;not null" validate:"gte=0"`
	ActiveUsers           int32     `gorm:"column:active_users;type:integer;not null" validate:"gte=0"`
	ChurnedUsers          int32     `gorm:"column:churned_users;type:integer;not null" validate:"gte=0"`
	TotalSessions         int32     `gorm:"column:total_sessions;type:integer;not null" validate:"gte=0"`
	AvgSessionDuration    float64   `gorm:"column:avg_session_duration;type:double precision;not null"`
	TotalPageViews        int32     `gorm:"column:total_page_views;type:integer;not null" validate:"gte=0"`
	BounceRate            float64   `gorm:"column:bounce_rate;type:double precision;not null"`
	WorkflowsCreated      int32     `gorm:"column:workflows_created;type:integer;not null" validate:"gte=0"`
	WorkflowsExecuted     int32     `gorm:"column:workflows_executed;type:integer;not null" validate:"gte=0"`
	ComponentsPublished   int32     `gorm:"column:components_published;type:integer;not null" validate:"gte=0"`
	ComponentsDownloaded  int32     `gorm:"column:components_downloaded;type:integer;not null" validate:"gte=0"`
	WorkspacesCreated     int32     `gorm:"column:workspaces_created;type:integer;not null" validate:"gte=0"`
	TeamsFormed           int32     `gorm:"column:teams_formed;type:integer;not null" validate:"gte=0"`
	CollaborativeSessions int32     `gorm:"column:collaborative_sessions;type:integer;not null" validate:"gte=0"`
	// The revenues are exact in Go; their columns are double precision, which keeps 15 significant digits.
	TotalRevenue         decimal.Decimal `gorm:"column:total_revenue;type:double precision;not null"`
	RecurringRevenue     decimal.Decimal `gorm:"column:recurring_revenue;type:double precision;not null"`
	MarketplaceRevenue   decimal.Decimal `gorm:"column:marketplace_revenue;type:double precision;not null"`
	AvgRevenuePerUser    decimal.Decimal `gorm:"column:avg_revenue_per_user;type:double precision;not null"`
	ErrorRate            float64         `gorm:"column:error_rate;type:double precision;not null"`
	AvgResponseTime      float64         `gorm:"column:avg_response_time;type:double precision;not null"`
	UptimePercentage     float64         `gorm:"column:uptime_percentage;type:double precision;not null"`
	CustomerSatisfaction float64         `gorm:"column:customer_satisfaction;type:double precision;not null"`
	CreatedAt            time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt            time.Time       `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID             *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_business_metrics_tenant_id"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:business_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (BusinessMetric) TableName() string { return "synapscale_db.business_metrics" }

// A SystemPerformanceMetric is one measurement of one service in one environment. It is deleted with its tenant, if it
// has one.
//
// Table synapscale_db.system_performance_metrics.
type SystemPerformanceMetric struct {
	ID          int32   `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.system_performance_metrics_id_seq')"`
	Name        string  `gorm:"column:metric_name;type:varchar(100);not null;index:ix_public_system_performance_metrics_metric_name" validate:"required,max=100"`
	Type        string  `gorm:"column:metric_type;type:varchar(20);not null" validate:"required,max=20"`
	Service     string  `gorm:"column:service;type:varchar(50);not null;index:ix_public_system_performance_metrics_service" validate:"required,max=50"`
	Environment string  `gorm:"column:environment;type:varchar(20);not null" validate:"required,max=20"`
	Value       float64 `gorm:"column:value;type:double precision;not null"`
	// Unit is that of Value. Nil leaves it to whoever knows the metric.
	Unit      *string         `gorm:"column:unit;type:varchar(20)" validate:"omitempty,max=20"`
	Tags      json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	Timestamp time.Time       `gorm:"column:timestamp;type:timestamptz;not null;index:ix_public_system_performance_metrics_timestamp" validate:"required"`
	TenantID  *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_system_performance_metrics_tenant_id"`
	CreatedAt *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:system_performance_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (SystemPerformanceMetric) TableName() string { return "synapscale_db.system_performance_metrics" }

// A UserBehaviorMetric is what one user did over one period, with scores made of it. It is deleted with its user or its
// tenant. Nothing keeps a user's period to one row: to compute it again adds a second.
//
// The structure says neither the units of the durations and times nor the scales of the rates and scores.
//
// Table synapscale_db.user_behavior_metrics.
type UserBehaviorMetric struct {
	ID     uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_user_behavior_metrics_user_id" validate:"required"`
	// Date is a moment, in spite of its name, and PeriodType free text.
	Date                    time.Time `gorm:"column:date;type:timestamptz;not null;index:ix_public_user_behavior_metrics_date" validate:"required"`
	PeriodType              string    `gorm:"column:period_type;type:varchar(20);not null" validate:"required,max=20"`
	SessionCount            int32     `gorm:"column:session_count;type:integer;not null" validate:"gte=0"`
	TotalSessionDuration    int32     `gorm:"column:total_session_duration;type:integer;not null" validate:"gte=0"`
	AvgSessionDuration      float64   `gorm:"column:avg_session_duration;type:double precision;not null"`
	PageViews               int32     `gorm:"column:page_views;type:integer;not null" validate:"gte=0"`
	UniquePagesVisited      int32     `gorm:"column:unique_pages_visited;type:integer;not null" validate:"gte=0"`
	WorkflowsCreated        int32     `gorm:"column:workflows_created;type:integer;not null" validate:"gte=0"`
	WorkflowsExecuted       int32     `gorm:"column:workflows_executed;type:integer;not null" validate:"gte=0"`
	ComponentsUsed          int32     `gorm:"column:components_used;type:integer;not null" validate:"gte=0"`
	CollaborationsInitiated int32     `gorm:"column:collaborations_initiated;type:integer;not null" validate:"gte=0"`
	MarketplacePurchases    int32     `gorm:"column:marketplace_purchases;type:integer;not null" validate:"gte=0"`
	// RevenueGenerated is exact in Go; its column is double precision, which keeps 15 significant digits.
	RevenueGenerated    decimal.Decimal `gorm:"column:revenue_generated;type:double precision;not null"`
	ComponentsPublished int32           `gorm:"column:components_published;type:integer;not null" validate:"gte=0"`
	ErrorCount          int32           `gorm:"column:error_count;type:integer;not null" validate:"gte=0"`
	SupportTickets      int32           `gorm:"column:support_tickets;type:integer;not null" validate:"gte=0"`
	FeatureRequests     int32           `gorm:"column:feature_requests;type:integer;not null" validate:"gte=0"`
	EngagementScore     float64         `gorm:"column:engagement_score;type:double precision;not null"`
	SatisfactionScore   float64         `gorm:"column:satisfaction_score;type:double precision;not null"`
	ValueScore          float64         `gorm:"column:value_score;type:double precision;not null"`
	CreatedAt           time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt           time.Time       `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID            uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_user_behavior_metrics_tenant_id" validate:"required"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_behavior_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_behavior_metrics_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserBehaviorMetric) TableName() string { return "synapscale_db.user_behavior_metrics" }
