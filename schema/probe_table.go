package schema

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/sample"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A trial is the probe of one table.
type trial struct {
	*session
	db         *gorm.DB
	references *expected.References
	schema     string // the current one, for names without a schema

	written  []row      // those that the table needs, and its own
	making   []row      // those that wait for the rows that they need
	circular bool       // one of them refers to one that waits for it
	failed   []*Refusal // of rows that could not be written, one for each table
	probed   Probed     // the outcome
}

// A row is a pointer to a model's struct.
type row struct {
	table *schema.Schema
	value any
}

// find returns the row of a table, or nil.
func find(rows []row, table *schema.Schema) any {
	for _, row := range rows {
		if row.table == table {
			return row.value
		}
	}
	return nil
}

func (t *trial) name(table *schema.Schema) string {
	return structure.ParseName(table.Table).In(t.schema).String()
}

// run probes a table. Its error is that the transaction cannot go on.
func (t *trial) run(ctx context.Context, table *schema.Schema) (Probed, error) {
	t.probed = Probed{Table: t.name(table), Result: Accepted, Refusals: []Refusal{}}
	if len(table.PrimaryFields) == 0 {
		t.notReached(&Refusal{Table: t.probed.Table, Operation: Select, Message: "the model has no primary key, by which its row could be found again"})
		return t.probed, nil
	}
	made, refusal, err := t.write(ctx, table)
	switch {
	case err != nil:
		return t.probed, err
	case refusal != nil && refusal.Table != t.probed.Table:
		t.probed.Because = refusal.Table
		t.notReached(refusal)
		return t.probed, nil
	case refusal != nil:
		t.refused(refusal)
		return t.probed, nil
	}
	return t.probed, t.change(ctx, table, made)
}

// change reads the row that was written, updates it, reads it again and deletes it. What is refused keeps no later
// step from being tried.
func (t *trial) change(ctx context.Context, table *schema.Schema, made any) error {
	if err := t.step(ctx, Select, func() error { return t.compare(table, made, written(table, made)) }); err != nil {
		return err
	}
	columns, reason := t.updatable(table)
	t.probed.NotUpdated = reason
	if len(columns) > 0 {
		changed := clone(made)
		failures := len(t.probed.Refusals)
		err := t.step(ctx, Update, func() error {
			if err := sample.Change(changed, table, columns); err != nil {
				return fmt.Errorf("%w: %w", errNoSample, err)
			}
			return done(t.db.Model(made).Select(columns).Updates(changed))
		})
		if err != nil {
			return err
		}
		if len(t.probed.Refusals) == failures {
			columns = slices.DeleteFunc(columns, func(name string) bool { return table.FieldsByDBName[name].AutoUpdateTime > 0 })
			if err := t.step(ctx, Select, func() error { return t.compare(table, changed, columns) }); err != nil {
				return err
			}
		}
	}
	return t.step(ctx, Delete, func() error { return done(t.db.Delete(made)) })
}

// settle asks after a statement that has not failed for what the server has put off until the commit, which will not
// come. Only the rollback makes it forget that it was asked. It does not ask while rows are in the making, or deleted,
// that only hold together.
func (t *trial) settle(ctx context.Context, failed error, later bool) error {
	if failed != nil || later {
		return failed
	}
	_, err := t.pool.ExecContext(ctx, "savepoint schema_deferred; set constraints all immediate; rollback to savepoint schema_deferred; release savepoint schema_deferred")
	return err
}

// step tries an operation on the probed table and notes what is refused. Its error is that the transaction cannot go on.
func (t *trial) step(ctx context.Context, operation Operation, do func() error) error {
	failed, broken := t.Step(ctx, func() error { return t.settle(ctx, calmly(do), operation == Delete && t.circular) })
	if broken != nil || failed == nil {
		return broken
	}
	refusal := refusalOf(t.probed.Table, operation, failed)
	if err := t.findTrigger(ctx, &refusal); err != nil {
		return err
	}
	t.refused(&refusal)
	return nil
}

// refused notes a refusal of the probed table itself, unless it says nothing about the table.
func (t *trial) refused(refusal *Refusal) {
	if isBusy(refusal.Err) || errors.Is(refusal.Err, errNoSample) {
		t.notReached(refusal)
		return
	}
	t.probed.Refusals = append(t.probed.Refusals, *refusal)
	t.probed.Result = Refused
}

// notReached notes why it is not known whether the probed table refuses something.
func (t *trial) notReached(reason *Refusal) {
	t.probed.Refusals = append(t.probed.Refusals, *reason)
	if t.probed.Result == Accepted {
		t.probed.Result = NotReached
	}
}

// calmly makes an error of a panic: the hooks of models and the methods of their types run in a probe.
func calmly(do func() error) (err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("panic: %v", failure)
		}
	}()
	return do()
}

// done is the error of a statement that was to touch one row.
func done(result *gorm.DB) error {
	if result.Error == nil && result.RowsAffected == 0 {
		return errNothingDone
	}
	return result.Error
}

var (
	errNothingDone = errors.New("it touched no row, and gave no error: a trigger, a rule or a policy drops it")
	errNoSample    = errors.New("no valid row can be made")
)

// compare reads a row and compares the named columns with what was written.
func (t *trial) compare(table *schema.Schema, made any, columns []string) error {
	query, source := t.db, reflect.ValueOf(made)
	for _, key := range table.PrimaryFields {
		value, _ := key.ValueOf(t.db.Statement.Context, source)
		query = query.Where(clause.Eq{Column: clause.Column{Name: key.DBName}, Value: value})
	}
	found := reflect.New(table.ModelType)
	switch err := query.Take(found.Interface()).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("%w: a trigger has changed its key or removed it, or a policy hides it", err)
	case err != nil:
		return err
	}
	return differences(table, columns, source, found)
}

// written lists the columns of a new row that hold what was sent.
func written(table *schema.Schema, made any) []string {
	var columns []string
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		if _, zero := field.ValueOf(context.Background(), reflect.ValueOf(made)); field.Creatable && field.Readable && !zero {
			columns = append(columns, name)
		}
	}
	return columns
}

// updatable lists the columns that an update is to change, or says why there is none.
func (t *trial) updatable(table *schema.Schema) (columns []string, reason string) {
	references := map[string]bool{}
	for _, reference := range t.references.Of(table) {
		for _, column := range reference.Columns {
			references[column.ForeignKey.DBName] = true
		}
	}
	createOnly := true
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		if !field.Updatable || field.PrimaryKey {
			continue
		}
		createOnly = false
		if _, deletes := reflect.New(field.IndirectFieldType).Interface().(schema.DeleteClausesInterface); !references[name] && !deletes {
			columns = append(columns, name)
		}
	}
	switch {
	case createOnly && len(table.DBNames) > len(table.PrimaryFields):
		return nil, Immutable
	case len(columns) == 0:
		return nil, NoneToWrite
	}
	return columns, ""
}

// clone is a copy of a row that shares nothing which sample.Change changes.
func clone(row any) any {
	copied := reflect.New(reflect.TypeOf(row).Elem())
	copied.Elem().Set(reflect.ValueOf(row).Elem())
	return copied.Interface()
}

const triggerQuery = `
select min(tgname::text) from pg_catalog.pg_trigger
where tgrelid = to_regclass($1) and not tgisinternal and tgfoid::regprocedure::text = $2`

// findTrigger looks for the trigger by which a table calls the function of a refusal.
func (t *trial) findTrigger(ctx context.Context, refusal *Refusal) error {
	if refusal.Function == "" {
		return nil
	}
	var name *string
	err := t.pool.QueryRowContext(ctx, triggerQuery, structure.ParseName(refusal.Table).Quoted(), refusal.Function).Scan(&name)
	if name != nil {
		refusal.Trigger = *name
	}
	return err
}
