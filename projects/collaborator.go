package projects

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Collaborator is one row of project_collaborators. Deleted with its Tenant or its User.
//
// Table synapscale_db.project_collaborators.
type Collaborator struct {
	ID                    uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
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
	TenantID              *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_project_collaborators_tenant_id"`
	CreatedAt             *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt             *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:project_collaborators_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:project_collaborators_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Collaborator) TableName() string { return "synapscale_db.project_collaborators" }

// A Comment is one row of project_comments. Deleted with its Tenant or its User.
//
// Table synapscale_db.project_comments.
type Comment struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	ProjectID   uuid.UUID  `gorm:"column:project_id;type:uuid;not null;index:ix_public_project_comments_project_id" validate:"required"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_project_comments_user_id" validate:"required"`
	ParentID    *uuid.UUID `gorm:"column:parent_id;type:uuid;index:ix_public_project_comments_parent_id"`
	Content     string     `gorm:"column:content;type:text;not null" validate:"required"`
	ContentType string     `gorm:"column:content_type;type:varchar(20);not null" validate:"required,max=20"`
	NodeID      *string    `gorm:"column:node_id;type:varchar(36);index:idx_project_comments_node_id" validate:"omitempty,max=36"`
	PositionX   *float64   `gorm:"column:position_x;type:double precision"`
	PositionY   *float64   `gorm:"column:position_y;type:double precision"`
	IsResolved  bool       `gorm:"column:is_resolved;type:boolean;not null"`
	IsEdited    bool       `gorm:"column:is_edited;type:boolean;not null"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt   time.Time  `gorm:"column:updated_at;type:timestamptz;not null"`
	ResolvedAt  *time.Time `gorm:"column:resolved_at;type:timestamptz"`
	TenantID    *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_project_comments_tenant_id"`

	Parent  *Comment        `gorm:"foreignKey:ParentID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:project_comments_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:project_comments_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Replies []Comment       `gorm:"foreignKey:ParentID;references:ID;constraint:project_comments_parent_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Comment) TableName() string { return "synapscale_db.project_comments" }
