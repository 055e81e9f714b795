package isolation

import (
	"context"
	_ "embed"
	"fmt"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/array"
)

//go:embed privileges.sql
var privilegesQuery string

// A Breach is a right by which somebody could get around row security, or one that is missing.
type Breach struct {
	Object  string // a role, a table or a function
	Problem string
	Mend    string // the SQL that mends it
}

func (b Breach) String() string { return fmt.Sprintf("%s %s: %s", b.Object, b.Problem, b.Mend) }

// Breaches looks for what neither the structure of the database nor a check of it can say: that the roles are bound by
// row security, belong to no role that is not, own nothing that lets them change a policy, and hold exactly the
// privileges on [Tables] that their declaration asks for; that nobody logs in as a role that acts for SynapScale without
// taking it on; and that the functions that look past a policy belong to [SystemRole]. None is the answer of a database
// in order. It reads the catalog only, in one query, which every role may do.
func Breaches(ctx context.Context, db *gorm.DB) ([]Breach, error) {
	var tables, app array.Text
	for _, table := range Tables() {
		tables = append(tables, table.Schema+"."+table.Name)
		app = append(app, table.appPrivileges())
	}
	var breaches []Breach
	err := db.WithContext(ctx).Raw(privilegesQuery, map[string]any{"tables": tables, "app": app}).Scan(&breaches).Error
	if err != nil {
		return nil, fmt.Errorf("look for breaches of the isolation of tenants: %w", err)
	}
	return breaches, nil
}

// appPrivileges are those of [AppRole], as the catalog names them.
func (t Table) appPrivileges() string {
	switch {
	case t.Write != "":
		return "SELECT,INSERT,UPDATE,DELETE"
	case t.Read != "" || t.Kind == Global:
		return "SELECT"
	}
	return ""
}
