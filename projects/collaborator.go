package projects

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Collaborator is a user's share in a [Project]: what they may do in it, and where they are in it now. It is deleted
// with the project, the user or the tenant. Nothing makes it unique per project and user.
//
// Table synapscale_db.project_collaborators.
type Collaborator struct {
	ID                    uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ProjectID             uuid.UUID       `gorm:"column:project_id;type:uuid;not null;index:ix_public_project_collaborators_project_id" validate:"required"`
	UserID                uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_project_collaborators_user_id" validate:"required"`
	CanEdit               bool            `gorm:"column:can_edit;type:boolean;not null"`
	CanComment            bool            `gorm:"column:can_comment;type:boolean;not null"`
	CanShare              bool            `gorm:"column:can_share;type:boolean;not null"`
	CanDelete             bool            `gorm:"column:can_delete;type:boolean;not null"`
	IsOnline              bool            `gorm:"column:is_online;type:boolean;not null"`
	CurrentCursorPosition json.RawMessage `gorm:"column:current_cursor_position;type:jsonb;serializer:json"`
	LastEditAt            *time.Time      `gorm:"column:last_edit_at;type:timestamptz"`
	AddedAt               time.Time       `gorm:"column:added_at;type:timestamptz;not null" validate:"required"`
	LastSeenAt            time.Time       `gorm:"column:last_seen_at;type:timestamptz;not null" validate:"required"`
	TenantID              uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_project_collaborators_tenant_id" validate:"required"`
	CreatedAt             *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt             *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Project *Project        `gorm:"foreignKey:ProjectID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:project_collaborators_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:project_collaborators_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Collaborator) TableName() string { return "synapscale_db.project_collaborators" }
