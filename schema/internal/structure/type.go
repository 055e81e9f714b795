package structure

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Type is a column's type in PostgreSQL's own spelling.
type Type struct {
	// Name is what format_type prints with an empty search path, without the
	// modifiers: character varying, timestamp with time zone, billing."Money".
	Name string
	// Modifiers are the length, or the precision and the scale: "255", "10,2".
	Modifiers string
	// Array is set for an array; PostgreSQL does not distinguish its dimensions.
	Array bool
}

// spellings maps the names that people and GORM write to those that PostgreSQL
// prints (documentation, "Data Types", table 8.1, and the internal names).
var spellings = map[string]string{
	"bool": "boolean", "char": "character",
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
	// What is quoted belongs to the name; modifiers and brackets come after it.
	end := strings.LastIndexByte(text, '"') + 1
	quoted, rest := foldUnquoted(text[:end]), Fold(strings.Join(strings.Fields(text[end:]), " "))
	var t Type
	for strings.HasSuffix(rest, "]") {
		open := strings.LastIndexByte(rest, '[')
		if open < 0 {
			break
		}
		rest, t.Array = strings.TrimSpace(rest[:open]), true
	}
	if before, after, found := strings.Cut(rest, "("); found {
		if modifiers, behind, closed := strings.Cut(after, ")"); closed {
			t.Modifiers = strings.ReplaceAll(modifiers, " ", "")
			rest = strings.TrimSpace(before) + behind
		}
	}
	t.Name = strings.TrimPrefix(strings.TrimSpace(quoted)+rest, "pg_catalog.")
	if strings.HasPrefix(t.Name, "_") && !strings.Contains(t.Name, ".") {
		t.Name, t.Array = t.Name[1:], true
	}
	return t.spelled()
}

// spelled returns the type under PostgreSQL's name for it, with the modifiers that
// go without saying.
func (t Type) spelled() Type {
	if spelling, known := spellings[t.Name]; known {
		if bits, err := strconv.Atoi(t.Modifiers); t.Name == "float" && err == nil {
			t.Modifiers = ""
			if bits <= 24 {
				spelling = "real"
			}
		}
		t.Name = spelling
	}
	switch {
	case t.Name == "bpchar" && t.Modifiers != "":
		t.Name = "character"
	case (t.Name == "character" || t.Name == "bit") && t.Modifiers == "":
		t.Modifiers = "1"
	case t.Name == "numeric" && t.Modifiers != "" && !strings.Contains(t.Modifiers, ","):
		t.Modifiers += ",0"
	}
	return t
}

// foldUnquoted folds what PostgreSQL folds: everything outside double quotes.
func foldUnquoted(text string) string {
	parts := strings.Split(text, `"`)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = Fold(parts[i])
	}
	return strings.Join(parts, `"`)
}

// Fold turns upper case into lower as PostgreSQL does in a name: in ASCII only.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
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
	name, differs := internalNames[t.Name]
	if !differs {
		name = t.Name
		if _, quoted, found := strings.Cut(name, `."`); found {
			name = `"` + quoted
		} else {
			name = name[strings.LastIndexByte(name, '.')+1:]
		}
		name = Unquote(name)
	}
	if t.Array {
		name = "_" + name
	}
	return name
}

// LargestInteger returns the greatest number that a column of an integer type holds, or
// a sequence of that type gives; 0 for another type.
func LargestInteger(name string) int64 {
	switch name {
	case "smallint":
		return math.MaxInt16
	case "integer":
		return math.MaxInt32
	case "bigint":
		return math.MaxInt64
	}
	return 0
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

// redundantQuotes matches the quotes of a name that is the same without them.
var redundantQuotes = regexp.MustCompile(`"([a-z_][a-z0-9_$]*)"`)

// Is reports whether an expected type is satisfied by an actual one. A model may
// leave out the schema of a type that is not PostgreSQL's own, as it may in
// DDL, where the search path finds it.
func (t Type) Is(actual Type) bool {
	if t == actual {
		return true
	}
	expectedName := redundantQuotes.ReplaceAllString(t.Name, "$1")
	actualName := redundantQuotes.ReplaceAllString(actual.Name, "$1")
	return (expectedName == actualName || strings.HasSuffix(actualName, "."+expectedName)) &&
		t.Modifiers == actual.Modifiers && t.Array == actual.Array
}
