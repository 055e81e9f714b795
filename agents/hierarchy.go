package agents

import "github.com/google/uuid"

// A Hierarchy is one pair of agents of which the second stands below the first, at whatever distance. An agent has a
// row for every agent above it, and by convention one for itself at depth 0.
//
// Agents have no column for their parent: these rows alone say who stands where, and the database does not check that
// they are complete, free of cycles or of the right depth. A row is deleted with either agent. When an agent between the
// two is deleted, it stays, with the depth that it had.
//
// Table synapscale_db.agent_hierarchy.
type Hierarchy struct {
	AncestorID   uuid.UUID `gorm:"column:ancestor;type:uuid;primaryKey" validate:"required"`
	DescendantID uuid.UUID `gorm:"column:descendant;type:uuid;primaryKey;index:idx_agent_hierarchy_descendant" validate:"required"`
	// Depth is the number of steps down from the ancestor: 0 to itself, 1 to a child.
	Depth int32 `gorm:"column:depth;type:integer;not null" validate:"gte=0"`

	Ancestor   *Agent `gorm:"foreignKey:AncestorID;references:ID;<-:false" validate:"-"`
	Descendant *Agent `gorm:"foreignKey:DescendantID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Hierarchy) TableName() string { return "synapscale_db.agent_hierarchy" }
