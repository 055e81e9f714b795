package workspaces

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// An Invitation asks a person, by an email address, to become a member of a workspace. It is deleted with its workspace,
// with the user it invites and with its tenant. It outlives the user who sent it.
//
// Table synapscale_db.workspace_invitations.
type Invitation struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkspaceID uuid.UUID `gorm:"column:workspace_id;type:uuid;not null;index:ix_public_workspace_invitations_workspace_id" validate:"required"`
	// InviterID is for the sender to set, and becomes nil when that user is deleted.
	InviterID *uuid.UUID `gorm:"column:inviter_id;type:uuid;index:ix_public_workspace_invitations_inviter_id"`
	// InvitedUserID is nil as long as the invitation is tied to an address only.
	InvitedUserID *uuid.UUID `gorm:"column:invited_user_id;type:uuid;index:ix_public_workspace_invitations_invited_user_id"`
	Email         string     `gorm:"column:email;type:varchar(255);not null;index:ix_public_workspace_invitations_email" validate:"required,email,max=255"`
	Message       *string    `gorm:"column:message;type:text"`
	// Token is the secret that the invited person presents. It is unique and never marshalled.
	Token string `gorm:"column:token;type:varchar(100);not null;uniqueIndex:ix_public_workspace_invitations_token" json:"-" validate:"required,max=100"`
	// Status has no default and is free text.
	Status    string    `gorm:"column:status;type:varchar(20);not null;index:idx_workspace_invitations_status" validate:"required,max=20"`
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null"`
	// ExpiresAt is compared by whoever answers the invitation; the database ends none.
	ExpiresAt time.Time `gorm:"column:expires_at;type:timestamptz;not null;index:idx_workspace_invitations_expires_at" validate:"required"`
	// RespondedAt is nil until the invitation is accepted or declined.
	RespondedAt *time.Time `gorm:"column:responded_at;type:timestamptz"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_invitations_tenant_id" validate:"required"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	InvitedUser *auth.User      `gorm:"foreignKey:InvitedUserID;references:ID;constraint:workspace_invitations_invited_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Inviter     *auth.User      `gorm:"foreignKey:InviterID;references:ID;constraint:workspace_invitations_inviter_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant      *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_invitations_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace   *Workspace      `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Invitation) TableName() string { return "synapscale_db.workspace_invitations" }
