package workspaces

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// StatusActive is the status that a workspace begins with. The column is free text.
const StatusActive = "active"

// A Type says whether a workspace is meant for its owner alone or for several people. The enum workspacetype enforces
// the set, but nothing keeps members out of an individual workspace.
type Type string

// The types of a workspace.
const (
	TypeIndividual    Type = "individual"
	TypeCollaborative Type = "collaborative"
)

// Valid reports whether the database accepts t.
func (t Type) Valid() bool {
	switch t {
	case TypeIndividual, TypeCollaborative:
		return true
	}
	return false
}

// A Workspace is where the people of a tenant work together on agents, workflows and projects. It belongs to its tenant
// and to the user who owns it, and is deleted with either.
//
// Its members, invitations, activities, features, projects, agents and workflows are deleted with it. Conversations,
// nodes, dashboards and reports stay without a workspace, and so does what was measured and billed in it.
//
// Table synapscale_db.workspaces.
type Workspace struct {
	ID   uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name string    `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	// Slug is unique over all tenants.
	Slug             string    `gorm:"column:slug;type:varchar(120);not null;uniqueIndex:ix_public_workspaces_slug" validate:"required,slug,max=120"`
	Description      *string   `gorm:"column:description;type:text"`
	AvatarURL        *string   `gorm:"column:avatar_url;type:varchar(500)" validate:"omitempty,max=500"`
	Color            *string   `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	OwnerID          uuid.UUID `gorm:"column:owner_id;type:uuid;not null;index:idx_workspaces_owner_id" validate:"required"`
	IsPublic         bool      `gorm:"column:is_public;type:boolean;not null;default:false"`
	IsTemplate       bool      `gorm:"column:is_template;type:boolean;not null;default:false"`
	AllowGuestAccess bool      `gorm:"column:allow_guest_access;type:boolean;not null;default:false"`
	RequireApproval  bool      `gorm:"column:require_approval;type:boolean;not null"`
	// Nil and [tenancy.Unlimited] leave a limit to the tenant; one above the tenant's is refused. Where the tenant's was
	// lowered since, the smaller one holds.
	MaxMembers  *int32 `gorm:"column:max_members;type:integer" validate:"omitempty,gte=-1"`
	MaxProjects *int32 `gorm:"column:max_projects;type:integer" validate:"omitempty,gte=-1"`
	// MaxStorageMB is held against nothing: files count for the tenant.
	MaxStorageMB          *int32 `gorm:"column:max_storage_mb;type:integer" validate:"omitempty,gte=-1"`
	EnableRealTimeEditing bool   `gorm:"column:enable_real_time_editing;type:boolean;not null"`
	EnableComments        bool   `gorm:"column:enable_comments;type:boolean;not null"`
	EnableChat            bool   `gorm:"column:enable_chat;type:boolean;not null"`
	EnableVideoCalls      bool   `gorm:"column:enable_video_calls;type:boolean;not null"`
	// MemberCount and ProjectCount are kept by triggers on the members and projects, so that no update of a workspace
	// writes them. A member who left counts until the row is deleted.
	MemberCount  int32 `gorm:"column:member_count;type:integer;not null;<-:create" validate:"gte=0"`
	ProjectCount int32 `gorm:"column:project_count;type:integer;not null;<-:create" validate:"gte=0"`
	// Nothing in the database keeps ActivityCount and StorageUsedMB.
	ActivityCount      int32     `gorm:"column:activity_count;type:integer;not null" validate:"gte=0"`
	StorageUsedMB      float64   `gorm:"column:storage_used_mb;type:double precision;not null" validate:"gte=0"`
	Status             *string   `gorm:"column:status;type:varchar(20);not null;default:'active';index:idx_workspaces_status" validate:"omitempty,max=20"`
	CreatedAt          time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt          time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	LastActivityAt     time.Time `gorm:"column:last_activity_at;type:timestamptz;not null" validate:"required"`
	TenantID           uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspaces_tenant_id" validate:"required"`
	EmailNotifications *bool     `gorm:"column:email_notifications;type:boolean;default:true;index:idx_workspaces_email_notifications"`
	PushNotifications  *bool     `gorm:"column:push_notifications;type:boolean;default:false"`
	// The counts of API calls, and the times when they last began at zero, are kept by whoever counts.
	APICallsToday       *int32         `gorm:"column:api_calls_today;type:integer;default:0;index:idx_workspaces_api_calls_today" validate:"omitempty,gte=0"`
	APICallsThisMonth   *int32         `gorm:"column:api_calls_this_month;type:integer;default:0" validate:"omitempty,gte=0"`
	LastAPIResetDaily   *time.Time     `gorm:"column:last_api_reset_daily;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_workspaces_last_api_reset_daily"`
	LastAPIResetMonthly *time.Time     `gorm:"column:last_api_reset_monthly;type:timestamptz;default:CURRENT_TIMESTAMP"`
	FeatureUsageCount   map[string]any `gorm:"column:feature_usage_count;type:jsonb;default:'{}';serializer:json"`
	Type                *Type          `gorm:"column:type;type:synapscale_db.workspacetype;not null;default:'individual'" validate:"omitempty,oneof=individual collaborative"`

	Owner       *auth.User      `gorm:"foreignKey:OwnerID;references:ID;constraint:workspaces_owner_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant      *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspaces_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Members     []Member        `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_members_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Invitations []Invitation    `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_invitations_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Activities  []Activity      `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_activities_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Features    []Feature       `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_features_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Workspace) TableName() string { return "synapscale_db.workspaces" }
