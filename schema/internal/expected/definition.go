package expected

import (
	"regexp"
	"strings"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A definition is what stands behind a column's name in CREATE TABLE: a type, and
// clauses by the word that each begins with.
type definition struct {
	typeText string
	clauses  map[string]string
}

func (d definition) has(word string) bool {
	_, found := d.clauses[word]
	return found
}

// definitionToken matches what may hold a word that begins no clause, or a word.
var definitionToken = regexp.MustCompile(`(?s)'(?:[^']|'')*'|"(?:[^"]|"")*"|[\pL_][\pL\pN_$]*|.`)

// define reads what GORM would write for a field, in which the type of the tag
// stands as it is, with whatever the tag says behind it.
func define(text string) definition {
	d := definition{clauses: map[string]string{}}
	clause, body, depth := "", strings.Builder{}, 0
	end := func() {
		if clause == "" {
			d.typeText = body.String()
		} else if _, repeated := d.clauses[clause]; !repeated {
			d.clauses[clause] = strings.TrimSpace(body.String())
		}
		body.Reset()
	}
	for _, token := range definitionToken.FindAllString(text, -1) {
		word := strings.ToLower(token)
		switch word {
		case "(":
			depth++
		case ")":
			depth--
		case "not", "default", "collate", "generated", "primary", "unique", "check", "null":
			before := strings.ToLower(strings.TrimSpace(body.String()))
			isBody := depth > 0 || clause == "generated" && strings.HasSuffix(before, "by") ||
				word == "null" && before == "" && clause != ""
			if !isBody {
				end()
				clause = word
				continue
			}
		}
		body.WriteString(token)
	}
	end()
	return d
}

// addColumn adds a column, of which GORM would write the definition, and what the
// definition makes of the table.
func addColumn(table *structure.Table, field *schema.Field, written string) {
	d := define(written)
	generation := d.clauses["generated"]
	column := structure.Column{
		Name:    field.DBName,
		Field:   strings.Join(field.BindNames, "."),
		Type:    structure.ParseType(d.typeText),
		Default: d.clauses["default"],
		Serial:  structure.IsSerial(d.typeText) || strings.Contains(strings.ToLower(generation), "identity"),
		Comment: field.Comment,
	}
	column.AnyDefault = column.Default == "" && field.DefaultValue == "(-)"
	column.NotNull = d.has("not") || column.Serial
	if text := expression.Normal(column.Default); text == "null" || strings.HasPrefix(text, "null ::") {
		column.Default = ""
	}
	if open, end := strings.IndexByte(generation, '('), strings.LastIndexByte(generation, ')'); !column.Serial && open >= 0 && open < end {
		column.Generated, column.Default = true, generation[open:end+1]
	}
	table.Columns = append(table.Columns, column)
	name := table.Name.Name + "_" + column.Name
	if d.has("primary") {
		table.PrimaryKey = []string{column.Name} // GORM then leaves its own tags aside.
	}
	if d.has("unique") {
		table.Indexes = append(table.Indexes, uniqueColumn(name+"_key", column.Name))
	}
	if d.has("check") {
		table.Checks = append(table.Checks, structure.Check{
			Name: objectName(name + "_check"), Expression: d.clauses["check"], Columns: []string{column.Name},
		})
	}
}
