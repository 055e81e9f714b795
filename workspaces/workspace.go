package workspaces

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// Type is a value of workspaces.type; the enum synapscale_db.workspacetype enforces the set.
type Type string

const (
	TypeIndividual    Type = "individual"
	TypeCollaborative Type = "collaborative"
)

// Valid reports whether the database accepts v.
func (v Type) Valid() bool {
	switch v {
	case TypeIndividual, TypeCollaborative:
		return true
	}
	return false
}

// A Workspace is one row of workspaces. Deleted with its Owner or its Tenant.
//
// Table synapscale_db.workspaces.
type Workspace struct {
	ID                    uuid.UUID      `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Name                  string         `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Slug                  string         `gorm:"column:slug;type:varchar(120);not null;uniqueIndex:ix_public_workspaces_slug" validate:"required,slug,max=120"`
	Description           *string        `gorm:"column:description;type:text"`
	AvatarURL             *string        `gorm:"column:avatar_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	Color                 *string        `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	OwnerID               uuid.UUID      `gorm:"column:owner_id;type:uuid;not null" validate:"required"`
	IsPublic              bool           `gorm:"column:is_public;type:boolean;not null;default:false"`
	IsTemplate            bool           `gorm:"column:is_template;type:boolean;not null;default:false"`
	AllowGuestAccess      bool           `gorm:"column:allow_guest_access;type:boolean;not null;default:false"`
	RequireApproval       bool           `gorm:"column:require_approval;type:boolean;not null"`
	MaxMembers            *int32         `gorm:"column:max_members;type:integer" validate:"omitempty,gte=-1"`
	MaxProjects           *int32         `gorm:"column:max_projects;type:integer" validate:"omitempty,gte=-1"`
	MaxStorageMB          *int32         `gorm:"column:max_storage_mb;type:integer" validate:"omitempty,gte=-1"`
	EnableRealTimeEditing bool           `gorm:"column:enable_real_time_editing;type:boolean;not null"`
	EnableComments        bool           `gorm:"column:enable_comments;type:boolean;not null"`
	EnableChat            bool           `gorm:"column:enable_chat;type:boolean;not null"`
	EnableVideoCalls      bool           `gorm:"column:enable_video_calls;type:boolean;not null"`
	MemberCount           int32          `gorm:"column:member_count;type:integer;not null" validate:"gte=0"`
	ProjectCount          int32          `gorm:"column:project_count;type:integer;not null" validate:"gte=0"`
	ActivityCount         int32          `gorm:"column:activity_count;type:integer;not null" validate:"gte=0"`
	StorageUsedMB         float64        `gorm:"column:storage_used_mb;type:double precision;not null"`
	Status                *string        `gorm:"column:status;type:varchar(20);not null;default:'active';index:idx_workspaces_status" validate:"omitempty,max=20"`
	CreatedAt             time.Time      `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt             time.Time      `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	LastActivityAt        time.Time      `gorm:"column:last_activity_at;type:timestamptz;not null" validate:"required"`
	TenantID              uuid.UUID      `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspaces_tenant_id" validate:"required"`
	EmailNotifications    *bool          `gorm:"column:email_notifications;type:boolean;default:true;index:idx_workspaces_email_notifications"`
	PushNotifications     *bool          `gorm:"column:push_notifications;type:boolean;default:false"`
	APICallsToday         *int32         `gorm:"column:api_calls_today;type:integer;default:0;index:idx_workspaces_api_calls_today" validate:"omitempty,gte=0"`
	APICallsThisMonth     *int32         `gorm:"column:api_calls_this_month;type:integer;default:0" validate:"omitempty,gte=0"`
	LastAPIResetDaily     *time.Time     `gorm:"column:last_api_reset_daily;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_workspaces_last_api_reset_daily"`
	LastAPIResetMonthly   *time.Time     `gorm:"column:last_api_reset_monthly;type:timestamptz;default:CURRENT_TIMESTAMP"`
	FeatureUsageCount     map[string]any `gorm:"column:feature_usage_count;type:jsonb;default:'{}';serializer:json"`
	Type                  *Type          `gorm:"column:type;type:synapscale_db.workspacetype;not null;default:'individual'" validate:"omitempty,oneof=individual collaborative"`

	Owner       *auth.User      `gorm:"foreignKey:OwnerID;references:ID;constraint:workspaces_owner_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant      *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspaces_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Members     []Member        `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_members_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Invitations []Invitation    `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_invitations_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Activities  []Activity      `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_activities_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Features    []Feature       `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_features_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Workspace) TableName() string { return "synapscale_db.workspaces" }
