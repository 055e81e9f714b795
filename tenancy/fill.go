package tenancy

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// tenantColumn is the column by which a row belongs to a tenant.
const tenantColumn = "tenant_id"

// ForeignTenantError is [ErrForeignTenant] with the table and both tenants.
type ForeignTenantError struct {
	Table  string
	Tenant uuid.UUID // the one that the transaction acts for
	Value  any       // what the row was to get, nil for none
}

func (e *ForeignTenantError) Error() string {
	value := "none"
	if e.Value != nil {
		value = fmt.Sprint(e.Value)
	}
	return fmt.Sprintf("%v: a row of %s belongs to tenant %s here and cannot get %s", ErrForeignTenant, e.Table, e.Tenant, value)
}

// Unwrap returns [ErrForeignTenant].
func (e *ForeignTenantError) Unwrap() error { return ErrForeignTenant }

// A filler looks at what a statement writes into the column of the tenant.
type filler struct {
	ctx    context.Context
	table  string
	tenant uuid.UUID
	field  *schema.Field // of the model, nil without one
}

// filler returns that of a statement that writes rows which have to belong to the tenant of its transaction.
func (g *guard) filler(db *gorm.DB) (f filler, ok bool) {
	statement := db.Statement
	s := scopeOf(statement.ConnPool)
	if db.Error != nil || s == nil || s.tenant() == noTenant {
		return filler{}, false
	}
	table := g.table(statement)
	if table == nil || table.Write != g.tables.own {
		return filler{}, false
	}
	f = filler{ctx: statement.Context, table: table.Schema + "." + table.Name, tenant: s.tenant()}
	if statement.Schema != nil {
		f.field = statement.Schema.FieldsByDBName[tenantColumn]
		if f.field == nil {
			return filler{}, false
		}
	}
	return f, true
}

// fill gives the rows of a Create their tenant, before hooks can miss it.
func (g *guard) fill(db *gorm.DB) {
	if f, ok := g.filler(db); ok {
		_ = db.AddError(f.rows(db.Statement))
		f.selectColumn(db.Statement)
	}
}

// checkCreate looks at the rows again once hooks have seen them, and at what is done on a conflict.
func (g *guard) checkCreate(db *gorm.DB) {
	f, ok := g.filler(db)
	if !ok {
		return
	}
	if s := db.Statement.Schema; s != nil && (s.BeforeCreate || s.BeforeSave) && !db.Statement.SkipHooks {
		_ = db.AddError(f.rows(db.Statement))
	}
	if conflict, ok := db.Statement.Clauses["ON CONFLICT"].Expression.(clause.OnConflict); ok {
		_ = db.AddError(f.assignments(conflict.DoUpdates))
	}
}

// checkUpdate looks at what an update assigns.
func (g *guard) checkUpdate(db *gorm.DB) {
	f, ok := g.filler(db)
	if !ok {
		return
	}
	if set, ok := db.Statement.Clauses["SET"].Expression.(clause.Set); ok {
		_ = db.AddError(f.assignments(set))
		return
	}
	var named bool
	if len(db.Statement.Selects) > 0 || len(db.Statement.Omits) > 0 {
		columns, restricted := db.Statement.SelectAndOmitColumns(false, true)
		var chosen bool
		if chosen, named = columns[tenantColumn]; named && !chosen || !named && restricted {
			return
		}
	}
	_ = db.AddError(f.update(db, named))
}

// update looks at the value of an update. Of a struct GORM writes a zero value only if the column is named.
func (f filler) update(db *gorm.DB, named bool) error {
	dest := reflect.ValueOf(db.Statement.Dest)
	for dest.Kind() == reflect.Pointer {
		dest = dest.Elem()
	}
	switch dest.Kind() {
	case reflect.Map:
		return f.mapped(dest, false)
	case reflect.Struct:
		field := f.field
		if field == nil || db.Statement.Schema.ModelType != dest.Type() {
			other := &gorm.Statement{DB: db}
			if err := other.Parse(db.Statement.Dest); err != nil {
				return nil // GORM says it better.
			}
			if field = other.Schema.FieldsByDBName[tenantColumn]; field == nil {
				return nil
			}
		}
		return f.row(field, dest, named)
	}
	return nil
}

// rows fills what a Create is given: a struct, a map, or several.
func (f filler) rows(statement *gorm.Statement) error {
	return f.each(statement.ReflectValue)
}

func (f filler) each(value reflect.Value) error {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			if err := f.each(value.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		return f.mapped(value, true)
	case reflect.Struct:
		if f.field != nil && value.Type() == f.field.Schema.ModelType {
			return f.row(f.field, value, true)
		}
	}
	return nil
}

// row fills the field of a struct if it is zero and will be written, and refuses another tenant.
func (f filler) row(field *schema.Field, row reflect.Value, written bool) error {
	current, isZero := field.ValueOf(f.ctx, row)
	switch {
	case !isZero:
		return f.check(current)
	case !written:
		return nil
	case !row.CanAddr():
		return f.check(nil)
	}
	return field.Set(f.ctx, row, f.tenant)
}

// mapped is row for a map from names of columns, or of fields, to values.
func (f filler) mapped(row reflect.Value, fill bool) error {
	if row.IsNil() || row.Type() != reflect.TypeFor[map[string]any]() {
		return nil // GORM knows no other.
	}
	names := []string{tenantColumn}
	if f.field != nil {
		names = append(names, f.field.Name)
	}
	for _, name := range names {
		if current := row.MapIndex(reflect.ValueOf(name)); current.IsValid() {
			return f.check(current.Interface())
		}
	}
	if fill {
		row.SetMapIndex(reflect.ValueOf(tenantColumn), reflect.ValueOf(f.tenant))
	}
	return nil
}

// assignments looks at columns that are set. What an insert would have given, excluded.tenant_id, is the tenant.
func (f filler) assignments(set []clause.Assignment) error {
	for _, assignment := range set {
		name := assignment.Column.Name
		if name != tenantColumn && (f.field == nil || name != f.field.Name) {
			continue
		}
		if column, ok := assignment.Value.(clause.Column); ok && column.Table == "excluded" && column.Name == tenantColumn {
			continue
		}
		if err := f.check(assignment.Value); err != nil {
			return err
		}
	}
	return nil
}

// check refuses a value that is not the tenant, or of which that cannot be known.
func (f filler) check(given any) error {
	given = tenantIn(given)
	if given == f.tenant {
		return nil
	}
	return &ForeignTenantError{Table: f.table, Tenant: f.tenant, Value: given}
}

// tenantIn is the tenant that a value is, of whatever type a model has for it. What is none is returned as it is.
func tenantIn(given any) any {
	for value := reflect.ValueOf(given); value.Kind() == reflect.Pointer; value = value.Elem() {
		if value.IsNil() {
			return nil
		}
		given = value.Elem().Interface()
	}
	stored := given
	if valuer, ok := given.(driver.Valuer); ok {
		if value, err := valuer.Value(); err == nil {
			stored = value
		}
	}
	switch stored := stored.(type) {
	case nil, uuid.UUID:
		return stored
	case string:
		if id, err := uuid.Parse(stored); err == nil {
			return id
		}
	case []byte:
		if id, err := uuid.ParseBytes(stored); err == nil {
			return id
		}
	}
	return given
}

// selectColumn adds the column to those that a Create is told to write, if it is told.
func (f filler) selectColumn(statement *gorm.Statement) {
	if len(statement.Selects) == 0 {
		return
	}
	columns, restricted := statement.SelectAndOmitColumns(true, false)
	if _, named := columns[tenantColumn]; restricted && !named {
		statement.Selects = append(slices.Clone(statement.Selects), tenantColumn)
	}
}
