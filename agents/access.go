package agents

import (
	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
)

// A ACL is one row of agent_acl. Deleted with its Agent or its User.
//
// Table synapscale_db.agent_acl.
type ACL struct {
	AgentID  uuid.UUID `gorm:"column:agent_id;type:uuid;primaryKey" validate:"required"`
	UserID   uuid.UUID `gorm:"column:user_id;type:uuid;primaryKey" validate:"required"`
	CanRead  *bool     `gorm:"column:can_read;type:boolean;not null;default:true"`
	CanWrite bool      `gorm:"column:can_write;type:boolean;not null;default:false"`

	Agent *Agent     `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	User  *auth.User `gorm:"foreignKey:UserID;references:ID;constraint:agent_acl_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ACL) TableName() string { return "synapscale_db.agent_acl" }

// A Hierarchy is one row of agent_hierarchy.
//
// Table synapscale_db.agent_hierarchy.
type Hierarchy struct {
	AncestorID   uuid.UUID `gorm:"column:ancestor;type:uuid;primaryKey" validate:"required"`
	DescendantID uuid.UUID `gorm:"column:descendant;type:uuid;primaryKey" validate:"required"`
	Depth        int32     `gorm:"column:depth;type:integer;not null" validate:"gte=0"`

	Ancestor   *Agent `gorm:"foreignKey:AncestorID;references:ID;<-:false" validate:"-"`
	Descendant *Agent `gorm:"foreignKey:DescendantID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Hierarchy) TableName() string { return "synapscale_db.agent_hierarchy" }
