package structure

import "strings"

// A Type is a column's type in PostgreSQL's own spelling.
type Type struct {
	// Name is what format_type prints with an empty search path, without the
	// modifiers: "character varying", "timestamp with time zone", "billing.money".
	Name string
	// Modifiers are the length, or the precision and the scale: "255", "10,2".
	Modifiers string
	// Array is set for an array; PostgreSQL does not distinguish its dimensions.
	Array bool
}

// spellings maps the names that people and GORM write to those that PostgreSQL
// prints (documentation, "Data Types", table 8.1, and the internal names).
var spellings = map[string]string{
	"bool": "boolean", "char": "character", "bpchar": "character",
	"varchar": "character varying", "varbit": "bit varying",
	"int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint",
	"float4": "real", "float8": "double precision", "float": "double precision",
	"decimal": "numeric", "dec": "numeric",
	"timestamptz": "timestamp with time zone", "timetz": "time with time zone",
	"timestamp": "timestamp without time zone", "time": "time without time zone",
	"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
	"smallserial": "smallint", "serial2": "smallint",
}

// ParseType reads a type as a model or as PostgreSQL spells it. It never fails:
// what it does not know keeps its text and is compared by it.
func ParseType(text string) Type {
	text = strings.Join(strings.Fields(text), " ")
	var t Type
	for strings.HasSuffix(text, "]") {
		open := strings.LastIndexByte(text, '[')
		if open < 0 {
			break
		}
		text, t.Array = strings.TrimSpace(text[:open]), true
	}
	if open := strings.IndexByte(text, '('); open >= 0 {
		if end := strings.IndexByte(text[open:], ')'); end >= 0 {
			t.Modifiers = strings.ReplaceAll(text[open+1:open+end], " ", "")
			text = strings.TrimSpace(text[:open]) + text[open+end+1:]
		}
	}
	t.Name = strings.TrimPrefix(unquoteLower(text), "pg_catalog.")
	if spelling, known := spellings[t.Name]; known {
		t.Name = spelling
	}
	if strings.HasPrefix(t.Name, "_") && !strings.Contains(t.Name, ".") {
		element := ParseType(t.Name[1:])
		t.Name, t.Array = element.Name, true
	}
	if t.Name == "character" && t.Modifiers == "" && !t.Array {
		t.Modifiers = "1"
	}
	if t.Name == "numeric" && t.Modifiers != "" && !strings.Contains(t.Modifiers, ",") {
		t.Modifiers += ",0"
	}
	return t
}

// unquoteLower folds what PostgreSQL folds: everything outside double quotes.
func unquoteLower(text string) string {
	var folded strings.Builder
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 0 {
			part = strings.ToLower(part)
		}
		folded.WriteString(part)
	}
	return folded.String()
}

// internalNames maps PostgreSQL's spellings back to the names in pg_type, where
// the two differ.
var internalNames = map[string]string{
	"boolean": "bool", "character": "bpchar", "character varying": "varchar", "bit varying": "varbit",
	"integer": "int4", "bigint": "int8", "smallint": "int2", "real": "float4", "double precision": "float8",
	"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
	"time with time zone": "timetz", "time without time zone": "time",
}

// InternalName returns the name in pg_type without a schema: int4 for integer,
// _text for text[].
func (t Type) InternalName() string {
	name := t.Name[strings.LastIndexByte(t.Name, '.')+1:]
	if internal, differs := internalNames[t.Name]; differs {
		name = internal
	}
	if t.Array {
		name = "_" + name
	}
	return strings.Trim(name, `"`)
}

// IsSerial reports whether text asks for one of the serial pseudo-types, which
// are a type, a sequence, a default and a not-null constraint in one word.
func IsSerial(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "serial", "serial4", "bigserial", "serial8", "smallserial", "serial2":
		return true
	}
	return false
}

// String returns the type as PostgreSQL prints it.
func (t Type) String() string {
	text := t.Name
	if t.Modifiers != "" {
		text += "(" + t.Modifiers + ")"
		if before, after, found := strings.Cut(t.Name, " with"); found {
			text = before + "(" + t.Modifiers + ") with" + after
		}
	}
	if t.Array {
		text += "[]"
	}
	return text
}

// Is reports whether an expected type is satisfied by an actual one. A model may
// leave out the schema of a type that is not PostgreSQL's own, as it may in
// DDL, where the search path finds it.
func (t Type) Is(actual Type) bool {
	if t == actual {
		return true
	}
	if strings.Contains(t.Name, ".") {
		return false
	}
	t.Name = "." + t.Name
	if dot := strings.IndexByte(actual.Name, '.'); dot >= 0 {
		actual.Name = actual.Name[dot:]
	}
	return t == actual
}
