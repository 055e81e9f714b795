package agents

import (
	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
)

// An ACL is one entry in the access control list of an agent: what one user may do with it. There is at most one per
// agent and user; it is deleted with either. Nothing asks the user to be of the agent's tenant.
//
// Table synapscale_db.agent_acl.
type ACL struct {
	AgentID uuid.UUID `gorm:"column:agent_id;type:uuid;primaryKey" validate:"required"`
	UserID  uuid.UUID `gorm:"column:user_id;type:uuid;primaryKey;index:idx_agent_acl_user_id" validate:"required"`
	// CanRead nil is written as true. Refusing takes a pointer to false.
	CanRead  *bool `gorm:"column:can_read;type:boolean;not null;default:true"`
	CanWrite bool  `gorm:"column:can_write;type:boolean;not null;default:false"`

	Agent *Agent     `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	User  *auth.User `gorm:"foreignKey:UserID;references:ID;constraint:agent_acl_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ACL) TableName() string { return "synapscale_db.agent_acl" }
