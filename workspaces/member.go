package workspaces

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Member is one row of workspace_members. Deleted with its Tenant or its User. Outlives its Workspace.
//
// Table synapscale_db.workspace_members.
type Member struct {
	ID                      int32           `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.workspace_members_id_seq');index:ix_public_workspace_members_id"`
	WorkspaceID             uuid.UUID       `gorm:"column:workspace_id;type:uuid;not null;index:idx_workspace_members_workspace_status,priority:1;index:ix_public_workspace_members_workspace_id" validate:"required"`
	UserID                  uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_workspace_members_user_id" validate:"required"`
	CustomPermissions       json.RawMessage `gorm:"column:custom_permissions;type:jsonb;serializer:json"`
	Status                  *string         `gorm:"column:status;type:varchar(20);not null;default:'active';index:idx_workspace_members_status;index:idx_workspace_members_workspace_status,priority:2" validate:"omitempty,max=20"`
	IsFavorite              bool            `gorm:"column:is_favorite;type:boolean;not null;default:false"`
	NotificationPreferences json.RawMessage `gorm:"column:notification_preferences;type:jsonb;serializer:json"`
	LastSeenAt              time.Time       `gorm:"column:last_seen_at;type:timestamptz;not null" validate:"required"`
	JoinedAt                time.Time       `gorm:"column:joined_at;type:timestamptz;not null" validate:"required"`
	LeftAt                  *time.Time      `gorm:"column:left_at;type:timestamptz"`
	CreatedAt               *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt               *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID                uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_members_tenant_id" validate:"required"`
	Role                    *string         `gorm:"column:role;type:varchar(50);not null;default:'member'" validate:"omitempty,max=50"`

	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_members_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:workspace_members_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace *Workspace      `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Member) TableName() string { return "synapscale_db.workspace_members" }

// A Invitation is one row of workspace_invitations. Deleted with its InvitedUser or its Tenant. Outlives its Inviter and its Workspace.
//
// Table synapscale_db.workspace_invitations.
type Invitation struct {
	ID            uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	WorkspaceID   uuid.UUID  `gorm:"column:workspace_id;type:uuid;not null;index:ix_public_workspace_invitations_workspace_id" validate:"required"`
	InviterID     uuid.UUID  `gorm:"column:inviter_id;type:uuid;not null;index:ix_public_workspace_invitations_inviter_id" validate:"required"`
	InvitedUserID *uuid.UUID `gorm:"column:invited_user_id;type:uuid;index:ix_public_workspace_invitations_invited_user_id"`
	Email         string     `gorm:"column:email;type:varchar(255);not null;index:ix_public_workspace_invitations_email" validate:"required,email,max=255"`
	Message       *string    `gorm:"column:message;type:text"`
	Token         string     `gorm:"column:token;type:varchar(100);not null;uniqueIndex:ix_public_workspace_invitations_token" json:"-" validate:"required,max=100"`
	Status        string     `gorm:"column:status;type:varchar(20);not null;index:idx_workspace_invitations_status" validate:"required,max=20"`
	CreatedAt     time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	ExpiresAt     time.Time  `gorm:"column:expires_at;type:timestamptz;not null" validate:"required"`
	RespondedAt   *time.Time `gorm:"column:responded_at;type:timestamptz"`
	TenantID      *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_workspace_invitations_tenant_id"`
	UpdatedAt     *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	InvitedUser *auth.User      `gorm:"foreignKey:InvitedUserID;references:ID;constraint:workspace_invitations_invited_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Inviter     *auth.User      `gorm:"foreignKey:InviterID;references:ID;constraint:workspace_invitations_inviter_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant      *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_invitations_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace   *Workspace      `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Invitation) TableName() string { return "synapscale_db.workspace_invitations" }
