package workspaces

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// The values of a member's status and role that are known. Both columns are free text.
const (
	MemberStatusActive = "active" // what a member begins with
	MemberRoleMember   = "member" // what a member begins with
	MemberRoleOwner    = "owner"  // of the workspace, and its first member
)

// A Member is one user's place in a workspace, at most once per pair: the role there, permissions beyond the role, and
// personal settings. It is deleted with its workspace, its user or its tenant.
//
// A trigger refuses a member beyond what the workspace may have and keeps [Workspace.MemberCount], also when a row is
// moved to another workspace.
//
// Table synapscale_db.workspace_members.
type Member struct {
	ID                      int32           `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.workspace_members_id_seq')"`
	WorkspaceID             uuid.UUID       `gorm:"column:workspace_id;type:uuid;not null;index:idx_workspace_members_workspace_status,priority:1;uniqueIndex:workspace_members_workspace_id_user_id_key,priority:1" validate:"required"`
	UserID                  uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_workspace_members_user_id;uniqueIndex:workspace_members_workspace_id_user_id_key,priority:2" validate:"required"`
	CustomPermissions       json.RawMessage `gorm:"column:custom_permissions;type:jsonb;serializer:json"`
	Status                  *string         `gorm:"column:status;type:varchar(20);not null;default:'active';index:idx_workspace_members_status;index:idx_workspace_members_workspace_status,priority:2" validate:"omitempty,max=20"`
	IsFavorite              bool            `gorm:"column:is_favorite;type:boolean;not null;default:false"`
	NotificationPreferences json.RawMessage `gorm:"column:notification_preferences;type:jsonb;serializer:json"`
	// LastSeenAt and JoinedAt have no default: the creator sets both.
	LastSeenAt time.Time `gorm:"column:last_seen_at;type:timestamptz;not null" validate:"required"`
	JoinedAt   time.Time `gorm:"column:joined_at;type:timestamptz;not null" validate:"required"`
	// LeftAt is nil for who is still there.
	LeftAt    *time.Time `gorm:"column:left_at;type:timestamptz"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_members_tenant_id" validate:"required"`
	// Role is the role inside the workspace, and refers to no role of package rbac.
	Role *string `gorm:"column:role;type:varchar(50);not null;default:'member'" validate:"omitempty,max=50"`

	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_members_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:workspace_members_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace *Workspace      `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Member) TableName() string { return "synapscale_db.workspace_members" }
