package schema

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An agreement holds the three statements of every column against each other: what
// GORM's tags say of it, what its validate tag says, and what the database has. It
// asks the database nothing, and has findings of its own, so that it may be reached
// while the tables are compared.
type agreement struct {
	*comparison
	models wanted
	advice bool
	found  [][]Finding // by model
	// What many columns have in common, and is found out once.
	enums   map[string][]namedEnum
	limits  map[typeOfSide]*limit // nil of one without
	allowed map[tagOfKind]allowed
	fits    map[fieldOfType]fit
}

type (
	typeOfSide struct {
		of   structure.Type
		live bool
	}
	tagOfKind struct {
		tag   string
		of    kind
		array bool
	}
	fieldOfType struct {
		field  reflect.Type
		column structure.Type
	}
)

// A triple is one column with what all three sides say of it.
type triple struct {
	field   *schema.Field
	kind    kind
	allowed allowed
	column  structure.Type // in the database
	fit     fit            // to that
	table   string
	model   string
	advice  bool
}

// A holder is a column as the database or a model has it, with what it refuses.
type holder struct {
	column *structure.Column
	limits []*limit
	key    bool // it identifies a row: of this table or of another
}

type holders []holder

// of returns the holder of a name, or nil.
func (h holders) of(column string) *holder {
	if at := slices.IndexFunc(h, func(h holder) bool { return h.column.Name == column }); at >= 0 {
		return &h[at]
	}
	return nil
}

// filled reports whether the column has a value of its own when it is given none.
func (h holder) filled() bool {
	return h.column.Default != "" || h.column.AnyDefault || h.column.Serial || h.column.Generated
}

// agreement prepares to look for what the three statements disagree about.
func (checker Checker) agreement(c *comparison, wanted wanted) *agreement {
	own := *c
	own.report = &Report{}
	return &agreement{
		comparison: &own, models: wanted, advice: checker.Advice, found: make([][]Finding, len(wanted.parsed)), enums: enumsOf(c),
		limits: map[typeOfSide]*limit{}, allowed: map[tagOfKind]allowed{}, fits: map[fieldOfType]fit{},
	}
}

// judge finds what the statements of all columns disagree about.
func (a *agreement) judge() {
	for i, parsed := range a.models.parsed {
		a.comparison.report.Findings = nil
		a.columns(parsed, func(t triple, live *holder, isView bool, modelled func() *holder) {
			found := t.judge(*live, isView)
			if len(found) == 0 {
				return
			}
			for _, finding := range agreed(found, t.judge(*modelled(), isView)) {
				a.add(finding)
			}
		})
		a.found[i] = a.comparison.report.Findings
	}
}

// report adds what was found, and what GORM makes nothing of in its tags, to what a
// comparison has found, in which it may tell which side is wrong.
func (a *agreement) report(c *comparison) {
	a.vote(c.report.Findings)
	for i := range a.models.parsed {
		for _, finding := range slices.Concat(a.models.tags[i], a.found[i]) {
			c.add(finding)
		}
	}
	c.sort()
}

// columns visits each column of a model that the model and the database have.
func (a *agreement) columns(parsed *schema.Schema, visit func(t triple, live *holder, isView bool, modelled func() *holder)) {
	name := structure.ParseName(parsed.Table).In(a.live.Server.CurrentSchema)
	p, exists := a.pairs[name]
	if !exists {
		return
	}
	table, model, isView := name.String(), modelName(parsed), p.actual.Kind.IsView()
	a.guard(table, "columns", func() {
		live := a.holders(p.actual, p.actual)
		// Only where something is found, the model is asked whether it says so, too.
		all := sync.OnceValue(func() holders { return a.holders(p.expected, p.actual) })
		for _, column := range parsed.DBNames {
			field, held := parsed.FieldsByDBName[column], live.of(column)
			if held == nil || p.expected.Column(column) == nil {
				continue
			}
			a.guard(table, column, func() {
				t := triple{field: field, column: held.column.Type, table: table, model: model, advice: a.advice}
				t.kind, t.fit = kindOf(field, held.column.Type), a.fit(field, held.column.Type)
				t.allowed = a.allow(field, held.column.Type, t.kind)
				visit(t, held, isView, func() *holder { return all().of(column) })
			})
		}
	})
}

// allow is what the validate tag of a column lets through.
func (a *agreement) allow(field *schema.Field, column structure.Type, of kind) allowed {
	key := tagOfKind{field.Tag.Get("validate"), of, column.Array}
	known, found := a.allowed[key]
	if !found {
		known = allow(tagOf(field, column), of)
		a.allowed[key] = known
	}
	return known
}

// fit says how the Go type of a field goes with the type of a column.
func (a *agreement) fit(field *schema.Field, column structure.Type) fit {
	key := fieldOfType{field.IndirectFieldType, column}
	known, found := a.fits[key]
	if !found {
		known = fitOf(field.IndirectFieldType, column)
		a.fits[key] = known
	}
	return known
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

// holders are the columns of a table, in its order.
func (a *agreement) holders(table, actual *structure.Table) holders {
	all := make(holders, len(table.Columns))
	for i := range table.Columns {
		column, h := &table.Columns[i], &all[i]
		h.column, h.key = column, slices.Contains(table.PrimaryKey, column.Name)
		if limit := a.limitOf(column.Type, table == actual); limit != nil {
			h.limits = append(h.limits, limit)
		}
	}
	for _, check := range table.Checks {
		isScalar := func(column string) bool { h := all.of(column); return h != nil && !h.column.Type.Array }
		for column, limit := range ofCheck(check, isScalar) {
			h := all.of(column)
			h.limits = append(h.limits, limit)
		}
	}
	all.refer(table.ForeignKeys)
	if table != actual {
		all.refer(actual.ForeignKeys)
	}
	return all
}

// refer notes that columns are those of references.
func (h holders) refer(keys []structure.ForeignKey) {
	for _, key := range keys {
		for _, column := range key.Columns {
			if h := h.of(column); h != nil {
				h.key = true
			}
		}
	}
}

// limitOf is what a type refuses, nil if that does not depend on the value.
func (a *agreement) limitOf(t structure.Type, live bool) *limit {
	key := typeOfSide{t, live}
	known, found := a.limits[key]
	if !found {
		if limit, limits := ofType(t, a.labels(t, live)); limits {
			known = &limit
		}
		a.limits[key] = known
	}
	return known
}

// labels are those of an enum type, nil for another. A model says nothing of them, so
// the declaration speaks for it, if there is one.
func (a *agreement) labels(t structure.Type, live bool) []string {
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
	findings = append(append(findings, t.zeros(h)...), t.constants(h)...)
	if t.allowed.states() {
		findings = append(append(append(findings, t.lengths(h)...), t.ranges(h)...), t.valueSets(h)...)
		if !h.column.Type.Array { // Its tag is that of the elements.
			findings = append(findings, t.presence(h)...)
		}
	}
	if len(findings) == 0 {
		return nil
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
