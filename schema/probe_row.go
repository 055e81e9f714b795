package schema

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/sample"
)

// insertAttempts is how many rows are tried, each with other values, while one collides with a row that is there.
const insertAttempts = 5

const uniqueViolation = "23505"

// write inserts a row of a table, after the rows that it needs, and returns it, or the refusal of the first that could
// not be written. Each row is written once in a trial. Its error is that the transaction cannot go on.
func (t *trial) write(ctx context.Context, table *schema.Schema) (made any, refusal *Refusal, err error) {
	if made := find(t.written, table); made != nil {
		return made, nil, nil
	}
	for _, failed := range t.failed {
		if failed.Table == t.name(table) {
			return nil, failed, nil
		}
	}
	for variant := range insertAttempts {
		made, refusal, err = t.insert(ctx, table, variant)
		if err != nil || refusal == nil || refusal.SQLState != uniqueViolation || refusal.Table != t.name(table) {
			break
		}
	}
	switch {
	case err != nil:
		return nil, nil, err
	case refusal != nil:
		t.failed = append(t.failed, refusal)
		return nil, refusal, nil
	}
	t.written = append(t.written, row{table, made})
	return made, nil, nil
}

func (t *trial) insert(ctx context.Context, table *schema.Schema, variant int) (made any, refusal *Refusal, err error) {
	failed := calmly(func() error { made, err = sample.Row(table, variant); return err })
	if failed != nil {
		failed = fmt.Errorf("%w: %w", errNoSample, failed)
		return nil, new(refusalOf(t.name(table), Insert, failed)), nil
	}
	t.making = append(t.making, row{table, made})
	defer func() { t.making = t.making[:len(t.making)-1] }()
	if refusal, err := t.refer(ctx, table, made); err != nil || refusal != nil {
		return nil, refusal, err
	}
	failed, broken := t.Step(ctx, func() error {
		// In a circle, what a deferred constraint demands may be a row that waits for this one.
		inCircle := t.circular && len(t.making) > 1
		return t.settle(ctx, calmly(func() error { return t.create(ctx, table, made) }), inCircle)
	})
	if broken != nil || failed == nil {
		return made, nil, broken
	}
	refusal = new(refusalOf(t.name(table), Insert, failed))
	return nil, refusal, t.findTrigger(ctx, refusal)
}

// create inserts a row. GORM is told to read back only what the row does not have, so that it goes on holding what was
// sent where a trigger writes something else.
func (t *trial) create(ctx context.Context, table *schema.Schema, made any) error {
	var returned []clause.Column
	for _, field := range table.FieldsWithDefaultDBValue {
		if _, zero := field.ValueOf(ctx, reflect.ValueOf(made)); zero && field.Readable {
			returned = append(returned, clause.Column{Name: field.DBName})
		}
	}
	if len(returned) == 0 { // Nothing would mean everything.
		returned = []clause.Column{{Name: table.PrimaryFields[0].DBName}}
	}
	return done(t.db.Clauses(clause.Returning{Columns: returned}).Omit(clause.Associations).Create(made))
}

// refer points the references of a row to rows that it writes for them. One that may be null is left null if its row
// cannot be written, or would be one that waits for this one; otherwise that is why this row is not written, unless it
// waits itself: then the reference is set, and the database decides.
func (t *trial) refer(ctx context.Context, table *schema.Schema, made any) (*Refusal, error) {
	references := slices.Clone(t.references.Of(table))
	// Those that end up null come first: they may share columns with others.
	slices.SortStableFunc(references, func(a, b expected.Reference) int {
		return min(len(b.Optional()), 1) - min(len(a.Optional()), 1)
	})
	for _, reference := range references {
		optional := reference.Optional()
		target, refusal := find(t.making, reference.Target), (*Refusal)(nil)
		waits := target != nil
		if !waits {
			var err error
			if target, refusal, err = t.write(ctx, reference.Target); err != nil {
				return nil, err
			}
		}
		switch {
		case len(optional) > 0 && (waits || refusal != nil):
			for _, column := range optional {
				column.ReflectValueOf(ctx, reflect.ValueOf(made)).SetZero()
			}
			continue
		case refusal != nil:
			return refusal, nil
		}
		t.circular = t.circular || waits
		for _, column := range reference.Columns {
			value, _ := column.PrimaryKey.ValueOf(ctx, reflect.ValueOf(target))
			if err := column.ForeignKey.Set(ctx, reflect.ValueOf(made), value); err != nil {
				return new(refusalOf(t.name(table), Insert, fmt.Errorf("%w: %w", errNoSample, err))), nil
			}
		}
	}
	return nil, nil
}
