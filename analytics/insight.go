package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A UserInsight is one observation about a user that is shown to that user, with what to do about it and what the user
// made of it. It is deleted with its user or its tenant.
//
// Table synapscale_db.user_insights.
type UserInsight struct {
	ID              uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID          uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_user_insights_user_id" validate:"required"`
	Type            string          `gorm:"column:insight_type;type:varchar(50);not null;index:ix_public_user_insights_insight_type" validate:"required,max=50"`
	Category        string          `gorm:"column:category;type:varchar(50);not null;index:ix_public_user_insights_category" validate:"required,max=50"`
	Priority        string          `gorm:"column:priority;type:varchar(20);not null" validate:"required,max=20"`
	Title           string          `gorm:"column:title;type:varchar(200);not null" validate:"required,max=200"`
	Description     string          `gorm:"column:description;type:text;not null" validate:"required"`
	Recommendation  *string         `gorm:"column:recommendation;type:text"`
	SupportingData  json.RawMessage `gorm:"column:supporting_data;type:jsonb;serializer:json"`
	ConfidenceScore float64         `gorm:"column:confidence_score;type:double precision;not null"`
	SuggestedAction *string         `gorm:"column:suggested_action;type:varchar(100)" validate:"omitempty,max=100"`
	ActionURL       *string         `gorm:"column:action_url;type:varchar(500)" validate:"omitempty,max=500"`
	ActionData      json.RawMessage `gorm:"column:action_data;type:jsonb;serializer:json"`
	// IsRead and ReadAt are two columns for one thing, as are IsActedUpon and ActedAt. Nothing holds them together.
	IsRead       bool       `gorm:"column:is_read;type:boolean;not null"`
	IsDismissed  bool       `gorm:"column:is_dismissed;type:boolean;not null"`
	IsActedUpon  bool       `gorm:"column:is_acted_upon;type:boolean;not null"`
	UserFeedback *string    `gorm:"column:user_feedback;type:varchar(20)" validate:"omitempty,max=20"`
	ExpiresAt    *time.Time `gorm:"column:expires_at;type:timestamptz"`
	// IsEvergreen says that the insight does not go out of date. Nothing keeps ExpiresAt nil then.
	IsEvergreen bool       `gorm:"column:is_evergreen;type:boolean;not null"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	ReadAt      *time.Time `gorm:"column:read_at;type:timestamptz"`
	ActedAt     *time.Time `gorm:"column:acted_at;type:timestamptz"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_user_insights_tenant_id" validate:"required"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_insights_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:user_insights_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserInsight) TableName() string { return "synapscale_db.user_insights" }
