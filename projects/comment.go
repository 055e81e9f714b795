package projects

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Comment is what a user has said about a [Project], in answer to another comment or by itself. It is deleted with
// the project, the user or the tenant. A reply outlives the comment that it answers.
//
// Table synapscale_db.project_comments.
type Comment struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ProjectID uuid.UUID `gorm:"column:project_id;type:uuid;not null;index:ix_public_project_comments_project_id" validate:"required"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_project_comments_user_id" validate:"required"`
	// ParentID is nil for a comment that answers no other, and becomes nil when that one is deleted.
	ParentID    *uuid.UUID `gorm:"column:parent_id;type:uuid;index:ix_public_project_comments_parent_id"`
	Content     string     `gorm:"column:content;type:text;not null" validate:"required"`
	ContentType string     `gorm:"column:content_type;type:varchar(20);not null" validate:"required,max=20"`
	// NodeID and the position say where on the canvas the comment is pinned. NodeID is text that no foreign key holds.
	NodeID     *string    `gorm:"column:node_id;type:varchar(36);index:idx_project_comments_node_id" validate:"omitempty,max=36"`
	PositionX  *float64   `gorm:"column:position_x;type:double precision"`
	PositionY  *float64   `gorm:"column:position_y;type:double precision"`
	IsResolved bool       `gorm:"column:is_resolved;type:boolean;not null"`
	IsEdited   bool       `gorm:"column:is_edited;type:boolean;not null"`
	CreatedAt  time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt  time.Time  `gorm:"column:updated_at;type:timestamptz;not null"`
	ResolvedAt *time.Time `gorm:"column:resolved_at;type:timestamptz"`
	TenantID   uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_project_comments_tenant_id" validate:"required"`

	Parent  *Comment        `gorm:"foreignKey:ParentID;references:ID;<-:false" validate:"-"`
	Project *Project        `gorm:"foreignKey:ProjectID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:project_comments_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:project_comments_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Replies []Comment       `gorm:"foreignKey:ParentID;references:ID;constraint:project_comments_parent_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Comment) TableName() string { return "synapscale_db.project_comments" }
