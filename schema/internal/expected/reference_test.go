package expected_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema/internal/expected"
)

// A row leaves out a reference only where its zero value is written as NULL.
func TestOptionalReferences(t *testing.T) {
	t.Parallel()
	type part struct{ ID int64 }
	type engine struct {
		ID         int64
		PlainID    int64
		Plain      *part
		PointerID  *int64
		Pointer    *part
		NullID     sql.NullInt64
		Null       *part
		RequiredID *int64 `gorm:"not null"`
		Required   *part
	}
	references, err := expected.ReadReferences(open(t, &gorm.Config{}), []any{&engine{}})
	require.NoError(t, err)
	optional := map[string]bool{}
	for _, reference := range references.Of(references.Tables[0]) {
		for _, column := range reference.Columns {
			optional[column.ForeignKey.Name] = len(reference.Optional()) == 1
		}
	}
	require.Equal(t, map[string]bool{"PlainID": false, "PointerID": true, "NullID": true, "RequiredID": false}, optional)
}
