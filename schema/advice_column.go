package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// columns gives advice about the types of a table's columns.
func (a *adviser) columns(table *structure.Table) {
	for _, column := range table.Columns {
		finding := Finding{Object: column.Name, Actual: column.Type.String()}
		better := column
		switch name := column.Type.Name; {
		case (name == "double precision" || name == "real") && isMoney(column.Name):
			finding.Code, better.Type = CodeMoneyFloating, structure.Type{Name: "numeric", Array: column.Type.Array}
		case name == "timestamp without time zone":
			finding.Code, better.Type.Name = CodeTimestampWithoutZone, "timestamp with time zone"
		case name == "json":
			finding.Code, better.Type.Name = CodeJSONAsText, "jsonb"
		case name == "character" && len(column.Type.Modifiers) > 1: // Shorter ones are codes, which are always full.
			finding.Code, better.Type = CodeCharacterPadded, structure.Type{Name: "text", Array: column.Type.Array}
		case name == "boolean" && !column.NotNull && !column.Type.Array && !column.Generated:
			finding.Code, better.NotNull = CodeBooleanNullable, true
		default:
			continue
		}
		finding.Expected = better.Type.String()
		if better.NotNull != column.NotNull {
			finding.Expected, finding.Actual = "not null", "null"
		}
		finding.sides = sides{better, column}
		a.advice(table, finding)
	}
}

// moneyWords name amounts of money, and noMoney what is made of them and is none.
var (
	moneyWords = []string{
		"amount", "balance", "cost", "costs", "fee", "fees", "income", "payment", "payout", "price", "prices", "refund",
		"revenue", "salary", "subtotal", "tax", "taxes", "wage",
	}
	noMoney = []string{"count", "factor", "level", "percent", "percentage", "rank", "rate", "ratio", "score", "weight"}
)

// isMoney reports whether a column by its name holds money.
func isMoney(name string) bool {
	words := strings.Split(strings.ToLower(name), "_")
	has := func(words, of []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(of, word) })
	}
	return !has(words, noMoney) && (has(words, moneyWords) || name == "total" || name == "grand_total")
}

// maximumName is the number of bytes after which PostgreSQL cuts a name.
const maximumName = 63

// ownEndings are those of the names that PostgreSQL makes, which it does not cut
// but shortens inside.
var ownEndings = []string{"_pkey", "_key", "_fkey", "_idx", "_check", "_excl", "_seq", "_not_null"}

// names gives advice about names that look as if they had been longer.
func (a *adviser) names(table *structure.Table) {
	names := []string{table.Name.Name, table.PrimaryKeyName}
	for _, column := range table.Columns {
		names = append(names, column.Name)
	}
	for _, key := range table.ForeignKeys {
		names = append(names, key.Name)
	}
	for _, check := range table.Checks {
		names = append(names, check.Name)
	}
	for _, index := range table.Indexes {
		names = append(names, index.Name)
	}
	for _, policy := range table.Policies {
		names = append(names, policy.Name)
	}
	for _, trigger := range table.Triggers {
		names = append(names, trigger.Name)
	}
	for i, name := range names {
		own := slices.ContainsFunc(ownEndings, func(ending string) bool { return strings.HasSuffix(name, ending) })
		if len(name) < maximumName || own || slices.Contains(names[:i], name) {
			continue
		}
		finding := Finding{
			Code: CodeNameCut, Object: name, Expected: "a name of less than 63 bytes", Actual: name,
			Reason: "PostgreSQL has cut it if it was longer, and who looks for the longer one does not find it",
		}
		if i == 0 {
			finding.Object = ""
		}
		a.advice(table, finding)
	}
}
