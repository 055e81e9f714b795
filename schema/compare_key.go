package schema

import (
	"fmt"
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) primaryKey(p pair) {
	if slices.Equal(p.expected.PrimaryKey, p.actual.PrimaryKey) || overlap(p.expected.PrimaryKey, c.missingColumns[p.expected.Name]) {
		return
	}
	c.add(Finding{
		Code: CodePrimaryKey, Table: p.expected.Name.String(), Object: "primary key",
		Expected: keyText(p.expected.PrimaryKey), Actual: keyText(p.actual.PrimaryKey),
	})
}

func keyText(columns []string) string {
	if len(columns) == 0 {
		return "no primary key"
	}
	return list(columns)
}

// foreignKeys matches by what a key does, and by its name only where several do
// the same.
func (c *comparison) foreignKeys(p pair) {
	left := slices.Clone(p.actual.ForeignKeys)
	take := func(match func(structure.ForeignKey) bool) *structure.ForeignKey {
		at := slices.IndexFunc(left, match)
		if at < 0 {
			return nil
		}
		key := left[at]
		left = slices.Delete(left, at, at+1)
		return &key
	}
	var unmatched []structure.ForeignKey
	for _, expected := range p.expected.ForeignKeys {
		if actual := take(func(k structure.ForeignKey) bool { return k.Name == expected.Name }); actual != nil {
			c.foreignKey(p, expected, *actual)
			continue
		}
		unmatched = append(unmatched, expected)
	}
	for _, expected := range unmatched {
		if actual := take(func(k structure.ForeignKey) bool { return sameReference(expected, k) }); actual != nil {
			c.foreignKey(p, expected, *actual)
		} else if actual := take(func(k structure.ForeignKey) bool { return slices.Equal(expected.Columns, k.Columns) }); actual != nil {
			c.foreignKey(p, expected, *actual)
		} else if !c.follows(p, expected) {
			c.add(Finding{
				Code: CodeForeignKeyMissing, Table: p.expected.Name.String(), Object: expected.Name,
				Expected: foreignKeyText(expected), Actual: nothing,
			})
		}
	}
	for _, extra := range left {
		c.extraForeignKey(p, extra)
	}
}

func sameReference(a, b structure.ForeignKey) bool {
	return a.References == b.References && slices.Equal(a.Columns, b.Columns) && slices.Equal(a.ReferencedColumns, b.ReferencedColumns)
}

// follows reports whether a foreign key is missing, or points elsewhere, only
// because something that it needs is missing, which is reported already.
func (c *comparison) follows(p pair, key structure.ForeignKey) bool {
	return overlap(key.Columns, c.missingColumns[p.expected.Name]) ||
		c.live.Table(key.References) == nil && key.References.Schema == p.expected.Name.Schema ||
		overlap(key.ReferencedColumns, c.missingColumns[key.References])
}

func (c *comparison) foreignKey(p pair, expected, actual structure.ForeignKey) {
	finding := Finding{
		Table: p.expected.Name.String(), Object: expected.Name,
		Expected: foreignKeyText(expected), Actual: foreignKeyText(actual),
	}
	switch {
	case !sameReference(expected, actual):
		if c.follows(p, expected) {
			return
		}
		finding.Code = CodeForeignKeyTarget
	case expected.OnDelete != actual.OnDelete || expected.OnUpdate != actual.OnUpdate:
		finding.Code = CodeForeignKeyAction
	case expected.Name != actual.Name:
		finding.Code, finding.Severity = CodeForeignKeyName, WarningLevel
		finding.Expected, finding.Actual = expected.Name, actual.Name
	default:
		return
	}
	c.add(finding)
}

func (c *comparison) extraForeignKey(p pair, extra structure.ForeignKey) {
	if overlap(extra.Columns, missing(p.actual, p.expected)) {
		return
	}
	finding := Finding{
		Code: CodeForeignKeyExtra, Table: p.expected.Name.String(), Object: extra.Name,
		Expected: nothing, Actual: foreignKeyText(extra),
	}
	for _, other := range p.actual.ForeignKeys {
		if other.Name != extra.Name && sameReference(other, extra) {
			finding.Code, finding.Severity = CodeForeignKeyDuplicate, WarningLevel
			finding.Expected = "only " + other.Name + " " + foreignKeyText(other)
		}
	}
	c.add(finding)
}

func foreignKeyText(key structure.ForeignKey) string {
	text := fmt.Sprintf("foreign key %s references %s %s", list(key.Columns), key.References, list(key.ReferencedColumns))
	if key.OnDelete != "NO ACTION" {
		text += " on delete " + key.OnDelete
	}
	if key.OnUpdate != "NO ACTION" {
		text += " on update " + key.OnUpdate
	}
	return text
}
