package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) primaryKey(p pair) {
	expected, actual := p.expected.PrimaryKey, p.actual.PrimaryKey
	if p.expected.Join {
		expected, actual = slices.Sorted(slices.Values(expected)), slices.Sorted(slices.Values(actual))
	}
	if slices.Equal(expected, actual) || overlap(expected, p.missing) {
		return
	}
	// A key of fewer columns refuses rows that the model tells apart.
	isStricter := len(actual) > 0 && len(actual) < len(expected) &&
		!slices.ContainsFunc(actual, func(column string) bool { return !slices.Contains(expected, column) })
	c.add(Finding{
		Code: CodePrimaryKey, Table: p.expected.Name.String(), Object: "primary key",
		Expected: keyText(p.expected.PrimaryKey), Actual: keyText(p.actual.PrimaryKey),
		Breaks: when(isStricter, writing()), sides: sides{p.expected, p.actual},
	})
}

func keyText(columns []string) string {
	if len(columns) == 0 {
		return "no primary key"
	}
	return list(columns)
}

// foreignKeys matches by name, and what is left by what it does.
func (c *comparison) foreignKeys(p pair) {
	pairs, missing, extra := match(p.expected.ForeignKeys, p.actual.ForeignKeys,
		func(expected, actual structure.ForeignKey) bool { return expected.Name == actual.Name },
		sameReference,
		func(expected, actual structure.ForeignKey) bool {
			return slices.Equal(expected.Columns, actual.Columns)
		},
	)
	for _, pair := range pairs {
		if !isSameKey(pair.expected, pair.actual) { // As most are.
			c.foreignKey(p, pair.expected, pair.actual)
		}
	}
	for _, key := range missing {
		if !c.follows(p, key) {
			c.add(Finding{
				Code: CodeForeignKeyMissing, Table: p.expected.Name.String(), Object: key.Name,
				Expected: foreignKeyText(key), Actual: nothing, sides: sides{expected: key},
			})
		}
	}
	for _, key := range extra {
		c.extraForeignKey(p, pairs, key)
	}
}

// sameReference reports whether two keys refer from the same columns to the same
// ones, in whatever order the columns are listed.
func sameReference(a, b structure.ForeignKey) bool {
	if a.References != b.References || len(a.Columns) != len(b.Columns) {
		return false
	}
	for i, column := range a.Columns {
		at := slices.Index(b.Columns, column)
		if at < 0 || a.ReferencedColumns[i] != b.ReferencedColumns[at] {
			return false
		}
	}
	return true
}

// isSameKey reports whether there is nothing to say of two keys.
func isSameKey(expected, actual structure.ForeignKey) bool {
	return expected.Name == actual.Name && sameReference(expected, actual) && sameActions(expected, actual) && expected.Match == actual.Match &&
		expected.Deferrable == actual.Deferrable && !actual.NotValid && len(actual.Disabled) == 0
}

// sameActions reports whether two keys do the same when the row that they refer to is
// deleted or gets another key.
func sameActions(a, b structure.ForeignKey) bool {
	return a.OnDelete == b.OnDelete && a.OnUpdate == b.OnUpdate && slices.Equal(deleteColumns(a), deleteColumns(b))
}

// deleteColumns are the columns that a key changes on delete, in alphabetical order.
func deleteColumns(key structure.ForeignKey) []string {
	if !strings.HasPrefix(key.OnDelete, "SET ") {
		return nil
	}
	if key.DeleteColumns == nil {
		return slices.Sorted(slices.Values(key.Columns))
	}
	return slices.Sorted(slices.Values(key.DeleteColumns))
}

// follows reports whether a foreign key is missing, or points elsewhere, only
// because something that it needs is missing, which is reported already, or cannot be
// referred to, as a view.
func (c *comparison) follows(p pair, key structure.ForeignKey) bool {
	referenced, found := c.pairs[key.References]
	return overlap(key.Columns, p.missing) || overlap(key.ReferencedColumns, referenced.missing) ||
		!found && c.modelled[key.References] || found && !holdsRows(referenced.actual.Kind)
}

// foreignKey compares two keys that are held for the same. Of what takes another key to
// mend, it makes one finding, and of what a key is beside that, one at most.
func (c *comparison) foreignKey(p pair, expected, actual structure.ForeignKey) {
	finding := Finding{Table: p.expected.Name.String(), Object: expected.Name, sides: sides{expected, actual}}
	switch {
	case !sameReference(expected, actual):
		if c.follows(p, expected) {
			return
		}
		finding.Code, finding.Breaks = CodeForeignKeyTarget, writing()
	case !sameActions(expected, actual):
		finding.Code, finding.Breaks = CodeForeignKeyAction, breaksAction(expected, actual)
	case expected.Match != actual.Match:
		finding.Code, finding.Breaks = CodeForeignKeyMatch, when(actual.Match != "", writing())
	default:
		c.sameForeignKey(finding, expected, actual)
		return
	}
	finding.Expected, finding.Actual = foreignKeyText(expected), foreignKeyText(actual)
	c.add(finding)
}

// sameForeignKey compares two keys that bind rows in the same way.
func (c *comparison) sameForeignKey(finding Finding, expected, actual structure.ForeignKey) {
	if len(actual.Disabled) > 0 {
		disabled := finding
		disabled.Code, disabled.Wrong = CodeForeignKeyDisabled, SideDatabase
		disabled.Expected, disabled.Actual = "a foreign key that is enforced", disabledText(actual)
		c.add(disabled)
	}
	switch {
	case expected.Deferrable != actual.Deferrable:
		finding.Code = CodeForeignKeyDeferrable
		finding.Breaks = when(expected.Deferrable == structure.InitiallyDeferred, []Statement{StatementInsert, StatementUpdate, StatementDelete})
	case actual.NotValid:
		finding.Code, finding.Wrong = CodeForeignKeyNotValid, SideDatabase
	case expected.Name != actual.Name:
		finding.Code, finding.Expected, finding.Actual = CodeForeignKeyName, expected.Name, actual.Name
		c.add(finding)
		return
	default:
		return
	}
	finding.Expected, finding.Actual = foreignKeyText(expected), foreignKeyText(actual)
	c.add(finding)
}

// extraForeignKey reports a key that no model declares. One that repeats a
// declared key changes nothing, so it is only a warning.
func (c *comparison) extraForeignKey(p pair, declared []matched[structure.ForeignKey], extra structure.ForeignKey) {
	if overlap(extra.Columns, p.extra) {
		return
	}
	isOff := slices.ContainsFunc(extra.Disabled, func(trigger structure.KeyTrigger) bool { return trigger.Table == p.expected.Name })
	finding := Finding{
		Code: CodeForeignKeyExtra, Table: p.expected.Name.String(), Object: extra.Name,
		Expected: nothing, Actual: foreignKeyText(extra), Breaks: when(!isOff, writing()), sides: sides{actual: extra},
	}
	if at := slices.IndexFunc(declared, func(pair matched[structure.ForeignKey]) bool { return sameReference(pair.actual, extra) }); at >= 0 {
		other := declared[at].actual
		finding.Code, finding.Wrong, finding.sides.expected = CodeForeignKeyDuplicate, SideDatabase, other
		finding.Expected, finding.Breaks = "only "+other.Name, breaksAction(other, extra)
		if text := foreignKeyText(other); text != finding.Actual {
			finding.Expected += ", which contradicts it: " + text
		}
	}
	c.add(finding)
}

func foreignKeyText(key structure.ForeignKey) string {
	text := fmt.Sprintf("foreign key %s references %s %s", list(key.Columns), key.References, list(key.ReferencedColumns))
	if key.Match != "" {
		text += " match " + key.Match
	}
	if key.OnDelete != noAction {
		text += " on delete " + key.OnDelete
		if key.DeleteColumns != nil {
			text += " " + list(key.DeleteColumns)
		}
	}
	if key.OnUpdate != noAction {
		text += " on update " + key.OnUpdate
	}
	return text + deferrableText(key.Deferrable) + notValidText(key.NotValid)
}

// disabledText says on which tables the triggers of a key do not fire.
func disabledText(key structure.ForeignKey) string {
	var texts []string
	for _, trigger := range key.Disabled {
		text := "disabled on " + trigger.Table.String()
		if trigger.Enabled == "REPLICA" {
			text = "enforced only for what is replicated on " + trigger.Table.String()
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

const noAction = "NO ACTION"

func deferrableText(deferrable structure.Deferrable) string {
	if deferrable == structure.NotDeferrable {
		return ""
	}
	return " " + strings.ToLower(string(deferrable))
}

func notValidText(notValid bool) string {
	if notValid {
		return " not valid"
	}
	return ""
}
