package schema

import "github.com/synapscale/synapscale-go/schema/internal/structure"

func (c *comparison) columns(p pair) {
	table := p.expected.Name.String()
	for _, expected := range p.expected.Columns {
		actual := p.actual.Column(expected.Name)
		if actual == nil {
			c.add(Finding{Code: CodeColumnMissing, Table: table, Object: expected.Name, Expected: describe(expected), Actual: nothing, sides: sides{expected: expected}})
			continue
		}
		c.columnType(table, expected, *actual)
		if p.actual.Kind.IsView() {
			continue
		}
		if expected.NotNull != actual.NotNull {
			c.add(Finding{
				Code: CodeColumnNull, Table: table, Object: expected.Name,
				Expected: nullability(expected), Actual: nullability(*actual), sides: sides{expected, *actual},
			})
		}
		c.columnDefault(p, expected, *actual)
	}
	for _, name := range p.extra {
		c.add(Finding{Code: CodeColumnExtra, Table: table, Object: name, Expected: nothing, Actual: describe(*p.actual.Column(name)), sides: sides{actual: *p.actual.Column(name)}})
	}
}

func (c *comparison) columnType(table string, expected, actual structure.Column) {
	if expected.Type.Is(actual.Type) {
		return
	}
	code := CodeColumnType
	if expected.Type.Name == actual.Type.Name && expected.Type.Array == actual.Type.Array {
		code = CodeColumnLength
	}
	c.add(Finding{Code: code, Table: table, Object: expected.Name, Expected: expected.Type.String(), Actual: actual.Type.String(), sides: sides{expected, actual}})
}

func (c *comparison) columnDefault(p pair, expected, actual structure.Column) {
	if expected.AnyDefault || expected.Serial && actual.Serial {
		return
	}
	outcome := different
	if !expected.Serial && expected.Generated == actual.Generated && (expected.Default == "") == (actual.Default == "") {
		outcome = p.meanings.ofDefault(expected.Default, actual.Default, actual.Type)
	}
	c.judge(outcome, Finding{
		Code: CodeColumnDefault, Table: p.expected.Name.String(), Object: expected.Name,
		Expected: defaultText(expected), Actual: defaultText(actual), sides: sides{expected, actual},
	})
}

func defaultText(column structure.Column) string {
	switch {
	case column.Generated:
		return "generated as " + column.Default
	case column.Default != "":
		return "default " + column.Default
	case column.Serial:
		return "the next value of a sequence of its own"
	}
	return "no default"
}

func nullability(column structure.Column) string {
	if column.NotNull {
		return "not null"
	}
	return "nullable"
}

func describe(column structure.Column) string {
	text := column.Type.String()
	if column.NotNull {
		text += " not null"
	}
	if column.Default != "" {
		text += " " + defaultText(column)
	}
	return text
}
