package synapscale_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm/schema"

	synapscale "github.com/synapscale/synapscale-go"
)

// Every foreign key is an association: the 224 that production has without repetition, and the 11 that it lacked.
func TestEveryForeignKeyIsAnAssociation(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, model := range synapscale.Models() {
		for _, relation := range parse(t, model).Relationships.Relations {
			// Where both sides have the relation, the has-many side declares its foreign key.
			if key := relation.ParseConstraint(); key != nil {
				keys[key.Schema.Table+" "+key.Name] = true
			}
		}
	}
	require.Len(t, keys, 235)
}

// oneSided are the associations within a package that have no other side on purpose.
var oneSided = map[string]string{
	"synapscale_db.agents.CurrentConfig": "which agents a configuration is the current one of is no collection: it is at most its own",
}

// An association is only read: creating a row must not write another one, and validating it must not walk to another
// one. It leads down or stays in its package, where both sides have it.
func TestAssociationsAreReadOnlyAndHaveBothSides(t *testing.T) {
	t.Parallel()
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		for _, relation := range table.Relationships.Relations {
			name := table.Table + "." + relation.Name
			require.False(t, relation.Field.Creatable || relation.Field.Updatable, "%s lacks <-:false", name)
			require.Equal(t, "-", relation.Field.Tag.Get("validate"), "%s is walked by the validator", name)
			if relation.Schema.ModelType.PkgPath() != relation.FieldSchema.ModelType.PkgPath() {
				require.Equal(t, schema.BelongsTo, relation.Type, "%s leads out of its package", name)
				continue
			}
			if oneSided[name] != "" {
				continue
			}
			other := parse(t, reflect.New(relation.FieldSchema.ModelType).Interface())
			sides := slices.Concat(other.Relationships.BelongsTo, other.Relationships.HasMany)
			require.True(t, slices.ContainsFunc(sides, opposite(relation)), "%s has no other side", name)
		}
	}
}

// opposite tells the other side of a relation: the same columns, the other kind.
func opposite(relation *schema.Relationship) func(*schema.Relationship) bool {
	columns := func(r *schema.Relationship) (text string) {
		for _, reference := range r.References {
			text += fmt.Sprintln(reference.ForeignKey.Schema.Table, reference.ForeignKey.DBName, reference.PrimaryKey.DBName)
		}
		return text
	}
	return func(other *schema.Relationship) bool {
		return other.Type != relation.Type && columns(other) == columns(relation)
	}
}

// A table comes after every one that it references, so that the order of Models is an order in which rows can be
// written. Only agents and their current configuration refer to each other.
func TestModelsAreInDependencyOrder(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var early []string
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		seen[table.Table] = true
		for _, relation := range table.Relationships.BelongsTo {
			if !seen[relation.FieldSchema.Table] {
				early = append(early, relation.Schema.Table+" → "+relation.FieldSchema.Table)
			}
		}
	}
	require.Equal(t, []string{"synapscale_db.agents → synapscale_db.agent_configurations"}, early)
}
