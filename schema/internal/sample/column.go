package sample

import (
	"crypto/rand"
	"database/sql"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A column is a field of a model with what limits its values.
type column struct {
	field    *schema.Field
	rules    rules
	sql      structure.Type // as far as the model names it
	distinct bool           // a unique rule or a key is on it
}

func columns(table *schema.Schema) []column {
	checks := table.ParseCheckConstraints()
	var all []column
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		c := column{field: field, rules: parseRules(field.Tag.Get("validate")), sql: typeOf(field)}
		for _, check := range checks {
			c.rules.add(name, check.Constraint)
		}
		_, indexed := field.TagSettings["UNIQUEINDEX"]
		c.distinct = field.PrimaryKey || field.Unique || indexed
		all = append(all, c)
	}
	return all
}

// clauses matches what a type may have behind it in the tag of a model.
var clauses = regexp.MustCompile(`(?i)\s+(not|null|default|generated|collate|check|unique|primary)\b.*`)

// typeOf is the type that a model gives a column. The names that GORM has for Go's own types mean none.
func typeOf(field *schema.Field) structure.Type {
	switch field.DataType {
	case schema.Bool, schema.Int, schema.Uint, schema.Float, schema.String, schema.Bytes:
		return structure.Type{}
	case schema.Time: // Of a column that the tag says to be of type time, too.
		return structure.ParseType("timestamptz")
	}
	return structure.ParseType(clauses.ReplaceAllString(string(field.DataType), ""))
}

// isNumbered reports whether the database fills the column from a sequence.
func (c column) isNumbered() bool {
	switch c.field.IndirectFieldType.Kind() {
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return c.field.AutoIncrement || c.field.PrimaryKey && c.field.HasDefaultValue
	}
	return false
}

// isDeletion reports whether the column hides its row once it has a value, as gorm.DeletedAt does.
func (c column) isDeletion() bool {
	_, hides := reflect.New(c.field.IndirectFieldType).Interface().(schema.QueryClausesInterface)
	return hides
}

// isDocument reports whether the column holds JSON.
func (c column) isDocument() bool {
	return c.field.Serializer != nil || c.sql.Name == "json" || c.sql.Name == "jsonb"
}

// fill gives v a value that the column allows. It never changes what v refers to.
func (c column) fill(v reflect.Value, variant int) error {
	if c.isDeletion() {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		target := reflect.New(v.Type().Elem())
		v.Set(target)
		v = target.Elem()
	}
	made, ok := c.value(v.Type(), variant)
	if !ok {
		return fmt.Errorf("no sample of type %s", v.Type())
	}
	v.Set(made)
	return nil
}

func (c column) value(t reflect.Type, variant int) (made reflect.Value, ok bool) {
	if moment := reflect.ValueOf(c.moment(variant)); t.Kind() == reflect.Struct && moment.CanConvert(t) {
		return moment.Convert(t), true
	}
	made = reflect.New(t)
	if scanner, scans := made.Interface().(sql.Scanner); scans {
		for _, candidate := range c.candidates(variant) {
			if scanner.Scan(candidate) == nil && !made.Elem().IsZero() {
				return made.Elem(), true
			}
		}
	}
	made = made.Elem()
	switch t.Kind() {
	case reflect.Slice:
		return c.slice(t, variant)
	case reflect.Map:
		document := reflect.ValueOf(c.rules.document(variant))
		return convert(document, t)
	case reflect.Struct, reflect.Array:
		return c.structure(t, variant)
	case reflect.Interface:
		return convert(reflect.ValueOf(c.text(variant)), t)
	default:
		return made, c.fillPlain(made, variant)
	}
}

// fillPlain gives a value to a field of a plain type, and reports whether it is one.
func (c column) fillPlain(v reflect.Value, variant int) bool {
	switch v.Kind() {
	case reflect.String:
		v.SetString(c.text(variant))
	case reflect.Bool:
		// At first the opposite of the default, which GORM would write in place of a zero.
		v.SetBool((c.field.DefaultValue != "true") == (variant%2 == 0))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(c.number(variant, v.Type().Bits()-1)))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(c.number(variant, v.Type().Bits())))
	case reflect.Float32, reflect.Float64:
		n, _ := strconv.ParseFloat(c.decimal(variant), 64) // It is a number.
		v.SetFloat(n)
	default:
		return false
	}
	return true
}

func convert(v reflect.Value, t reflect.Type) (reflect.Value, bool) {
	if !v.CanConvert(t) {
		return v, false
	}
	return v.Convert(t), true
}

// slice is a document, some bytes, or one element.
func (c column) slice(t reflect.Type, variant int) (reflect.Value, bool) {
	if t.Elem().Kind() == reflect.Uint8 {
		_, marshals := reflect.Zero(t).Interface().(json.Marshaler)
		if marshals || c.isDocument() {
			return convert(reflect.ValueOf([]byte(c.rules.json(variant))), t)
		}
		return convert(reflect.ValueOf([]byte(random())), t)
	}
	element := c
	element.rules = rules{} // Those of the column are about the slice.
	made, ok := element.value(t.Elem(), variant)
	if !ok {
		return made, false
	}
	return reflect.Append(reflect.MakeSlice(t, 0, 1), made), true
}

// structure is a type that reads a text, or the shape of a document with its plain fields filled.
func (c column) structure(t reflect.Type, variant int) (reflect.Value, bool) {
	made := reflect.New(t)
	if reader, reads := made.Interface().(encoding.TextUnmarshaler); reads && reader.UnmarshalText([]byte(c.text(variant))) == nil {
		return made.Elem(), true
	}
	if t.Kind() != reflect.Struct || !c.isDocument() {
		return made.Elem(), false
	}
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			inner := column{field: &schema.Field{}, rules: parseRules(t.Field(i).Tag.Get("validate"))}
			inner.fillPlain(made.Elem().Field(i), variant)
		}
	}
	return made.Elem(), true
}

// moment is a time to which no type of PostgreSQL adds anything and from which none takes anything away.
func (c column) moment(variant int) time.Time {
	step := time.Second
	if c.sql.Name == "date" {
		step = 24 * time.Hour
	}
	return time.Now().UTC().Truncate(step).Add(time.Duration(variant) * max(step, time.Hour))
}

// number is a whole number that the rules and a type of so many bits allow: a random one where rows have to differ, else
// 2 or what comes nearest, or for another variant a neighbour, the smaller one if there is: where one number is the limit
// of another, in a table that was sampled before, it stays within it.
func (c column) number(variant, bits int) float64 {
	if size, known := sizes[c.sql.Name]; known {
		bits = min(bits, size)
	}
	if digits, scale, limited := strings.Cut(c.sql.Modifiers, ","); limited && c.sql.Name == "numeric" {
		all, _ := strconv.Atoi(digits)
		behind, _ := strconv.Atoi(scale)
		bits = min(bits, int(float64(all-behind)*math.Log2(10)))
	}
	most := math.Pow(2, float64(min(bits, 31))) - 1
	low, high := c.rules.bounds(-most, most)
	if lowest := max(low, 1); c.distinct && high > lowest {
		offset, _ := rand.Int(rand.Reader, big.NewInt(int64(high-lowest)+1))
		return lowest + float64(offset.Int64())
	}
	first := max(low, min(high, 2))
	for _, n := range []float64{first - float64(variant), first + float64(variant)} {
		if low <= n && n <= high {
			return n
		}
	}
	return first
}

// sizes are the bits of a whole number besides its sign.
var sizes = map[string]int{"smallint": 15, "integer": 31, "bigint": 63}

// texts are samples of the types that PostgreSQL reads from a text of a certain form.
var texts = map[string]func(variant int) string{
	"uuid":                func(int) string { return identifier() },
	"inet":                func(n int) string { return fmt.Sprintf("2001:db8::%d", n+1) },
	"cidr":                func(n int) string { return fmt.Sprintf("10.%d.0.0/16", n) },
	"macaddr":             func(n int) string { return fmt.Sprintf("08:00:2b:01:02:%02x", n) },
	"interval":            func(n int) string { return fmt.Sprintf("00:01:%02d", 30+n) },
	"date":                func(n int) string { return fmt.Sprintf("2024-02-%02d", n+1) },
	"boolean":             func(n int) string { return strconv.FormatBool(n%2 == 0) },
	"bytea":               func(int) string { return random() },
	"point":               func(n int) string { return fmt.Sprintf("(1,%d)", n) },
	"int4range":           func(n int) string { return fmt.Sprintf("[1,%d)", n+2) },
	"xml":                 func(n int) string { return fmt.Sprintf("<a>%d</a>", n) },
	"tsvector":            func(n int) string { return fmt.Sprintf("'a%d'", n) },
	"time with time zone": func(n int) string { return fmt.Sprintf("10:00:%02d+00", n) },

	"time without time zone":      func(n int) string { return fmt.Sprintf("10:00:%02d", n) },
	"timestamp with time zone":    func(n int) string { return fmt.Sprintf("2024-02-01T10:00:%02dZ", n) },
	"timestamp without time zone": func(n int) string { return fmt.Sprintf("2024-02-01T10:00:%02dZ", n) },
}

// text is a text that the rules and the type of the column allow.
func (c column) text(variant int) string {
	switch c.sql.Name {
	case "json", "jsonb":
		return c.rules.json(variant)
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		return c.decimal(variant)
	}
	if sample, known := texts[c.sql.Name]; known {
		return sample(variant)
	}
	size, _ := strconv.Atoi(c.sql.Modifiers)
	if c.field.DataType == schema.String {
		size = c.field.Size
	}
	return c.rules.text(size, variant)
}

// decimal is a number with a fraction where one is allowed.
func (c column) decimal(variant int) string {
	n := c.number(variant, 31)
	_, high := c.rules.bounds(math.Inf(-1), math.Inf(1))
	_, scale, _ := strings.Cut(c.sql.Modifiers, ",")
	places, err := strconv.Atoi(scale)
	_, integral := sizes[c.sql.Name]
	if whole := n == math.Trunc(n); whole && !integral && (err != nil || places >= 2) && n+0.25 <= high {
		n += 0.25
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// candidates are what a type with a method Scan is given, the likeliest first: the driver hands over most of
// PostgreSQL's types as texts.
func (c column) candidates(variant int) []any {
	text := c.text(variant)
	if c.sql.Array {
		text = "{" + text + "}"
	}
	whole := int64(c.number(variant, 31))
	all := []any{
		text, []byte(text), c.decimal(variant), whole, float64(whole), variant%2 == 0, c.moment(variant),
		identifier(), texts["interval"](variant), "{" + random() + "}",
	}
	switch c.field.GORMDataType {
	case schema.Int, schema.Uint:
		all = slices.Insert(all, 0, any(whole))
	case schema.Bool:
		all = slices.Insert(all, 0, any(variant%2 == 0))
	case schema.Time:
		all = slices.Insert(all, 0, any(c.moment(variant)))
	}
	return all
}
