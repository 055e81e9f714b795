package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Dashboard is a page of widgets that a user arranged. It is deleted with its user or its tenant, and outlives its
// workspace.
//
// Table synapscale_db.analytics_dashboards.
type Dashboard struct {
	ID          uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string         `gorm:"column:description;type:text"`
	Icon        *string         `gorm:"column:icon;type:varchar(50)" validate:"omitempty,max=50"`
	Color       *string         `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	UserID      uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_analytics_dashboards_user_id" validate:"required"`
	Layout      json.RawMessage `gorm:"column:layout;type:jsonb;not null;serializer:json" validate:"required"`
	Widgets     json.RawMessage `gorm:"column:widgets;type:jsonb;not null;serializer:json" validate:"required"`
	Filters     json.RawMessage `gorm:"column:filters;type:jsonb;serializer:json"`
	AutoRefresh bool            `gorm:"column:auto_refresh;type:boolean;not null"`
	// The structure does not say the unit of RefreshInterval.
	RefreshInterval *int32 `gorm:"column:refresh_interval;type:integer" validate:"omitempty,gte=0"`
	IsPublic        bool   `gorm:"column:is_public;type:boolean;not null;default:false"`
	// SharedWith is JSON without a foreign key: whoever is deleted stays in it.
	SharedWith json.RawMessage `gorm:"column:shared_with;type:jsonb;serializer:json"`
	// IsDefault may be true of several dashboards of a user.
	IsDefault    bool       `gorm:"column:is_default;type:boolean;not null"`
	Status       string     `gorm:"column:status;type:varchar(20);not null;index:idx_analytics_dashboards_status" validate:"required,max=20"`
	CreatedAt    time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt    time.Time  `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	LastViewedAt *time.Time `gorm:"column:last_viewed_at;type:timestamptz"`
	// WorkspaceID becomes nil when the workspace is deleted.
	WorkspaceID *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:ix_public_analytics_dashboards_workspace_id"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_analytics_dashboards_tenant_id" validate:"required"`

	Tenant    *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_dashboards_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:analytics_dashboards_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:analytics_dashboards_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Dashboard) TableName() string { return "synapscale_db.analytics_dashboards" }
