package analytics

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// An Event is one thing that a user or an anonymous visitor did in a project. It is deleted with its tenant and
// outlives its user, its project, its workflow and its workspace.
//
// Table synapscale_db.analytics_events.
type Event struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// EventID is unique over the whole database: an event that is delivered twice is refused the second time.
	EventID  string  `gorm:"column:event_id;type:varchar(36);not null;uniqueIndex:ix_public_analytics_events_event_id" validate:"required,max=36"`
	Type     string  `gorm:"column:event_type;type:varchar(100);not null" validate:"required,max=100"`
	Category string  `gorm:"column:category;type:varchar(50);not null;index:ix_public_analytics_events_category" validate:"required,max=50"`
	Action   string  `gorm:"column:action;type:varchar(100);not null;index:ix_public_analytics_events_action" validate:"required,max=100"`
	Label    *string `gorm:"column:label;type:varchar(200);index:ix_public_analytics_events_label" validate:"omitempty,max=200"`
	// UserID is nil for an anonymous visitor, and becomes nil when the user is deleted.
	UserID      *uuid.UUID `gorm:"column:user_id;type:uuid;index:idx_analytics_events_user_id"`
	SessionID   *string    `gorm:"column:session_id;type:varchar(255)" validate:"omitempty,max=255"`
	AnonymousID *string    `gorm:"column:anonymous_id;type:varchar(100);index:ix_public_analytics_events_anonymous_id" validate:"omitempty,max=100"`
	IPAddress   *string    `gorm:"column:ip_address;type:text" validate:"omitempty,ip"`
	UserAgent   *string    `gorm:"column:user_agent;type:text"`
	Referrer    *string    `gorm:"column:referrer;type:varchar(1000)" validate:"omitempty,max=1000"`
	// PageURL and Timezone are what the client says, in whatever form it does.
	PageURL    *string        `gorm:"column:page_url;type:varchar(1000)" validate:"omitempty,max=1000"`
	Properties map[string]any `gorm:"column:properties;type:jsonb;not null;default:'{}';serializer:json"`
	Value      *float64       `gorm:"column:value;type:double precision"`
	// WorkspaceID, ProjectID and WorkflowID become nil when what they name is deleted. ProjectID is for the sender to set.
	WorkspaceID      *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:ix_public_analytics_events_workspace_id"`
	ProjectID        *uuid.UUID `gorm:"column:project_id;type:uuid;index:ix_public_analytics_events_project_id"`
	WorkflowID       *uuid.UUID `gorm:"column:workflow_id;type:uuid;index:ix_public_analytics_events_workflow_id"`
	Country          *string    `gorm:"column:country;type:varchar(2)" validate:"omitempty,iso3166_1_alpha2,max=2"`
	Region           *string    `gorm:"column:region;type:varchar(100)" validate:"omitempty,max=100"`
	City             *string    `gorm:"column:city;type:varchar(100)" validate:"omitempty,max=100"`
	Timezone         *string    `gorm:"column:timezone;type:varchar(50)" validate:"omitempty,max=50"`
	DeviceType       *string    `gorm:"column:device_type;type:varchar(20)" validate:"omitempty,max=20"`
	OS               *string    `gorm:"column:os;type:varchar(50)" validate:"omitempty,max=50"`
	Browser          *string    `gorm:"column:browser;type:varchar(50)" validate:"omitempty,max=50"`
	ScreenResolution *string    `gorm:"column:screen_resolution;type:varchar(20)" validate:"omitempty,max=20"`
	// Timestamp is when it happened. Left zero, it is the time of the insert, as CreatedAt is.
	Timestamp time.Time  `gorm:"column:timestamp;type:timestamptz;not null;default:now()"`
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_analytics_events_tenant_id" validate:"required"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Project   *projects.Project     `gorm:"foreignKey:ProjectID;references:ID;constraint:analytics_events_project_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_events_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User      *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:analytics_events_user_id_fkey,OnDelete:SET NULL,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workflow  *workflows.Workflow   `gorm:"foreignKey:WorkflowID;references:ID;constraint:analytics_events_workflow_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Workspace *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:analytics_events_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Event) TableName() string { return "synapscale_db.analytics_events" }
