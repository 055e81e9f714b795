package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A UserBehaviorMetric is one row of user_behavior_metrics. Deleted with its Tenant or its User.
//
// Table synapscale_db.user_behavior_metrics.
type UserBehaviorMetric struct {
	ID                      uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	UserID                  uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_user_behavior_metrics_user_id" validate:"required"`
	Date                    time.Time       `gorm:"column:date;type:timestamptz;not null;index:ix_public_user_behavior_metrics_date" validate:"required"`
	PeriodType              string          `gorm:"column:period_type;type:varchar(20);not null" validate:"required,max=20"`
	SessionCount            int32           `gorm:"column:session_count;type:integer;not null" validate:"gte=0"`
	TotalSessionDuration    int32           `gorm:"column:total_session_duration;type:integer;not null" validate:"gte=0"`
	AvgSessionDuration      float64         `gorm:"column:avg_session_duration;type:double precision;not null"`
	PageViews               int32           `gorm:"column:page_views;type:integer;not null" validate:"gte=0"`
	UniquePagesVisited      int32           `gorm:"column:unique_pages_visited;type:integer;not null" validate:"gte=0"`
	WorkflowsCreated        int32           `gorm:"column:workflows_created;type:integer;not null" validate:"gte=0"`
	WorkflowsExecuted       int32           `gorm:"column:workflows_executed;type:integer;not null" validate:"gte=0"`
	ComponentsUsed          int32           `gorm:"column:components_used;type:integer;not null" validate:"gte=0"`
	CollaborationsInitiated int32           `gorm:"column:collaborations_initiated;type:integer;not null" validate:"gte=0"`
	MarketplacePurchases    int32           `gorm:"column:marketplace_purchases;type:integer;not null" validate:"gte=0"`
	RevenueGenerated        decimal.Decimal `gorm:"column:revenue_generated;type:double precision;not null"`
	ComponentsPublished     int32           `gorm:"column:components_published;type:integer;not null" validate:"gte=0"`
	ErrorCount              int32           `gorm:"column:error_count;type:integer;not null" validate:"gte=0"`
	SupportTickets          int32           `gorm:"column:support_tickets;type:integer;not null" validate:"gte=0"`
	FeatureRequests         int32           `gorm:"column:feature_requests;type:integer;not null" validate:"gte=0"`
	EngagementScore         float64         `gorm:"column:engagement_score;type:double precision;not null"`
	SatisfactionScore       float64         `gorm:"column:satisfaction_score;type:double precision;not null"`
	ValueScore              float64         `gorm:"column:value_score;type:double precision;not null"`
	CreatedAt               time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt               time.Time       `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID                *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_user_behavior_metrics_tenant_id"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_behavior_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_behavior_metrics_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserBehaviorMetric) TableName() string { return "synapscale_db.user_behavior_metrics" }

// A UserInsight is one row of user_insights. Deleted with its Tenant or its User.
//
// Table synapscale_db.user_insights.
type UserInsight struct {
	ID              uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	UserID          uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_user_insights_user_id" validate:"required"`
	InsightType     string          `gorm:"column:insight_type;type:varchar(50);not null;index:ix_public_user_insights_insight_type" validate:"required,max=50"`
	Category        string          `gorm:"column:category;type:varchar(50);not null;index:ix_public_user_insights_category" validate:"required,max=50"`
	Priority        string          `gorm:"column:priority;type:varchar(20);not null" validate:"required,max=20"`
	Title           string          `gorm:"column:title;type:varchar(200);not null" validate:"required,max=200"`
	Description     string          `gorm:"column:description;type:text;not null" validate:"required"`
	Recommendation  *string         `gorm:"column:recommendation;type:text"`
	SupportingData  json.RawMessage `gorm:"column:supporting_data;type:jsonb;serializer:json"`
	ConfidenceScore float64         `gorm:"column:confidence_score;type:double precision;not null"`
	SuggestedAction *string         `gorm:"column:suggested_action;type:varchar(100)" validate:"omitempty,max=100"`
	ActionURL       *string         `gorm:"column:action_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	ActionData      json.RawMessage `gorm:"column:action_data;type:jsonb;serializer:json"`
	IsRead          bool            `gorm:"column:is_read;type:boolean;not null"`
	IsDismissed     bool            `gorm:"column:is_dismissed;type:boolean;not null"`
	IsActedUpon     bool            `gorm:"column:is_acted_upon;type:boolean;not null"`
	UserFeedback    *string         `gorm:"column:user_feedback;type:varchar(20)" validate:"omitempty,max=20"`
	ExpiresAt       *time.Time      `gorm:"column:expires_at;type:timestamptz"`
	IsEvergreen     bool            `gorm:"column:is_evergreen;type:boolean;not null"`
	CreatedAt       time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	ReadAt          *time.Time      `gorm:"column:read_at;type:timestamptz"`
	ActedAt         *time.Time      `gorm:"column:acted_at;type:timestamptz"`
	TenantID        *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_user_insights_tenant_id"`
	UpdatedAt       *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_insights_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_insights_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserInsight) TableName() string { return "synapscale_db.user_insights" }
