package schema

import (
	"cmp"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An agreement holds the three statements of every column against each other: what
// GORM's tags say of it, what its validate tag says, and what the database has. It
// asks the database nothing.
type agreement struct {
	*comparison
	advice bool
	enums  map[string][]namedEnum
}

// A triple is one column with what all three sides say of it.
type triple struct {
	field   *schema.Field
	kind    kind
	allowed allowed
	table   string
	model   string
	advice  bool
}

// A holder is a column as the database or a model has it, with what it refuses.
type holder struct {
	column *structure.Column
	limits []limit
	key    bool // it identifies a row: of this table or of another
}

// filled reports whether the column has a value of its own when it is given none.
func (h holder) filled() bool {
	return h.column.Default != "" || h.column.AnyDefault || h.column.Serial || h.column.Generated
}

// agree adds what the three statements disagree about, and what GORM makes nothing of
// in its tags.
func (c Checker) agree(of *comparison, db *gorm.DB, models []any) {
	a := agreement{of, c.Advice, enumsOf(of)}
	for _, model := range models {
		statement := &gorm.Statement{DB: db}
		if statement.Parse(model) == nil { // It has been read before, or the check would have ended there.
			a.model(statement.Schema)
		}
	}
	slices.SortStableFunc(of.report.Findings, func(a, b Finding) int { return strings.Compare(a.Table, b.Table) })
}

func (a agreement) model(parsed *schema.Schema) {
	name := structure.ParseName(parsed.Table).In(a.live.Server.CurrentSchema)
	model := modelName(parsed)
	a.guard(name.String(), "tags", func() { a.tags(parsed, name, model) })
	p, exists := a.pairs[name]
	if !exists {
		return
	}
	actual, expected := a.holders(p.actual, p.actual), a.holders(p.expected, p.actual)
	for _, column := range parsed.DBNames {
		field := parsed.FieldsByDBName[column]
		live, modelled := actual[column], expected[column]
		if live == nil || modelled == nil {
			continue
		}
		a.guard(name.String(), column, func() {
			t := triple{field: field, table: name.String(), model: model, advice: a.advice, kind: kindOf(field, live.column.Type)}
			t.allowed = allow(tagOf(field, live.column.Type), t.kind)
			a.vote(t, *live, *modelled)
			found := t.judge(*live, p.actual.Kind.IsView())
			if len(found) == 0 {
				return
			}
			for _, finding := range agreed(found, t.judge(*modelled, p.actual.Kind.IsView())) {
				a.add(finding)
			}
		})
	}
}

func modelName(parsed *schema.Schema) string {
	if parsed.ModelType.Name() == "" {
		return ""
	}
	return parsed.ModelType.PkgPath() + "." + parsed.ModelType.Name()
}

// agreed returns the findings against the database that are findings against the
// model's own tags as well. One that is not only follows from a difference between
// those two, which is reported for itself.
func agreed(live, modelled []Finding) []Finding {
	return slices.DeleteFunc(live, func(finding Finding) bool {
		return !slices.ContainsFunc(modelled, func(other Finding) bool { return other.Code == finding.Code })
	})
}

// holders are the columns of a table by name.
func (a agreement) holders(table, actual *structure.Table) map[string]*holder {
	all, holders := make([]holder, len(table.Columns)), make(map[string]*holder, len(table.Columns))
	for i := range table.Columns {
		column, h := &table.Columns[i], &all[i]
		h.column, h.key = column, slices.Contains(table.PrimaryKey, column.Name)
		if limit, found := ofType(column.Type, a.labels(column.Type, table == actual)); found {
			h.limits = append(h.limits, limit)
		}
		holders[column.Name] = h
	}
	for _, check := range table.Checks {
		isScalar := func(column string) bool { return holders[column] != nil && !holders[column].column.Type.Array }
		for column, limit := range ofCheck(check, isScalar) {
			holders[column].limits = append(holders[column].limits, limit)
		}
	}
	for _, key := range slices.Concat(table.ForeignKeys, actual.ForeignKeys) {
		for _, column := range key.Columns {
			if h := holders[column]; h != nil {
				h.key = true
			}
		}
	}
	return holders
}

// labels are those of an enum type, nil for another. A model says nothing of them, so
// the declaration speaks for it, if there is one.
func (a agreement) labels(t structure.Type, live bool) []string {
	name := structure.ParseName(t.Name)
	for _, enum := range a.enums[name.Name] {
		if (!live || !enum.declared) && (name.Schema == "" || name.Schema == enum.Name.Schema) {
			return enum.Labels
		}
	}
	return nil
}

// A namedEnum is an enum as the database has it or as it is declared.
type namedEnum struct {
	structure.Enum
	declared bool
}

// enumsOf are the enums by their names without a schema, the declared ones first.
func enumsOf(c *comparison) map[string][]namedEnum {
	enums := map[string][]namedEnum{}
	for i, enum := range slices.Concat(c.declared.Enums, c.live.Enums) {
		enums[enum.Name.Name] = append(enums[enum.Name.Name], namedEnum{enum, i < len(c.declared.Enums)})
	}
	return enums
}

// judge returns what the statements of a column disagree about, where h is the side
// that stores the values.
func (t triple) judge(h holder, isView bool) []Finding {
	findings := t.goType(h)
	if isView || h.column.Generated || !t.field.Creatable && !t.field.Updatable {
		return findings // Nothing is written to it.
	}
	findings = slices.Concat(findings, t.zeros(h), t.constants(h))
	if t.allowed.states() {
		findings = slices.Concat(findings, t.lengths(h), t.ranges(h), t.valueSets(h))
		if !h.column.Type.Array { // Its tag is that of the elements.
			findings = append(findings, t.presence(h)...)
		}
	}
	findings = slices.DeleteFunc(findings, func(f Finding) bool { return f.Severity == SeverityAdvice && !t.advice })
	slices.SortStableFunc(findings, func(a, b Finding) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return slices.CompactFunc(findings, func(a, b Finding) bool { return a.Code == b.Code })
}

// finding is about the column, with the severity of its code.
func (t triple) finding(code Code, wrong Side, expected, actual, reason string) Finding {
	explanation, _ := Explain(code)
	return Finding{
		Code: code, Severity: explanation.Severity, Table: t.table, Object: t.field.DBName, Expected: expected, Actual: actual,
		Reason: reason, Wrong: wrong, Model: t.model, Field: strings.Join(t.field.BindNames, "."),
	}
}

// validation is a finding about the validate tag.
func (t triple) validation(code Code, actual, reason string, breaks ...Statement) Finding {
	f := t.finding(code, SideValidation, t.tagText(), actual, reason)
	f.Breaks = breaks
	return f
}

func (t triple) tagText() string {
	return cmp.Or(`validate:"`+t.field.Tag.Get("validate")+`"`, "no validate tag")
}

// goName is the type of the field as Go writes it.
func (t triple) goName() string { return t.field.FieldType.String() }
