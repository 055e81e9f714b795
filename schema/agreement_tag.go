package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A setting is a key of a gorm tag with its value, as it is written.
type setting struct {
	key, value string
	written    string
	hasValue   bool
}

// settingsOf splits as GORM does, at a separator that no backslash stands before, and
// writes to settings, which may be those of another tag that nobody needs any more.
func settingsOf(tag, separator string, settings []setting) []setting {
	settings = settings[:0]
	for more := tag != ""; more; {
		var text, next string
		text, tag, more = strings.Cut(tag, separator)
		for more && strings.HasSuffix(text, `\`) {
			next, tag, more = strings.Cut(tag, separator)
			text = text[:len(text)-1] + separator + next
		}
		key, value, hasValue := strings.Cut(text, ":")
		if key = strings.ToUpper(strings.TrimSpace(key)); key != "" {
			settings = append(settings, setting{key, value, strings.TrimSpace(text), hasValue})
		}
	}
	return settings
}

// tagsOf looks for what GORM makes nothing of in the tags of a model.
func tagsOf(parsed *schema.Schema, server catalog.Server) []Finding {
	c := comparison{report: &Report{}}
	about := Finding{Table: structure.ParseName(parsed.Table).In(server.CurrentSchema).String(), Model: modelName(parsed)}
	c.guard(about.Table, "tags", func() { c.tags(parsed, parsed.ModelType, "", about) })
	return c.report.Findings
}

// tags looks at the fields of a struct, which is the model, or is embedded at path.
func (c *comparison) tags(parsed *schema.Schema, of reflect.Type, path string, about Finding) {
	var settings []setting
	for i := range of.NumField() {
		field := of.Field(i)
		name := path + field.Name
		tag := field.Tag.Get("gorm")
		settings = settingsOf(tag, ";", settings)
		l := tagLint{field: field, settings: settings, parsed: parsed.FieldsByBindName[name]}
		if l.parsed != nil && path == "" {
			parsed.Relationships.Mux.RLock()
			_, l.isRelation = parsed.Relationships.Relations[field.Name]
			parsed.Relationships.Mux.RUnlock()
		}
		l.run()
		for _, found := range []struct {
			code    Code
			reasons []string
		}{{CodeTagUnknown, l.unknown}, {CodeTagIgnored, l.ignored}} {
			if len(found.reasons) == 0 {
				continue
			}
			finding := about
			finding.Code, finding.Severity, finding.Wrong = found.code, SeverityWarning, SideModel
			finding.Object, finding.Field = field.Name, name
			if l.parsed != nil && l.parsed.DBName != "" {
				finding.Object = l.parsed.DBName
			}
			finding.Expected, finding.Actual = `gorm:"`+tag+`"`, "a part that GORM passes over"
			finding.Reason = strings.Join(found.reasons, "; ")
			c.add(finding)
		}
		if embedded := field.Type; field.IsExported() && (field.Anonymous || l.has("EMBEDDED")) && !l.has("-") {
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			if embedded.Kind() == reflect.Struct && l.parsed == nil {
				c.tags(parsed, embedded, name+".", about)
			}
		}
	}
}

// A tagLint reads the tag of one field.
type tagLint struct {
	field      reflect.StructField
	settings   []setting
	parsed     *schema.Field // nil for a field that GORM leaves out or embeds
	isRelation bool

	unknown, ignored []string
}

func (l *tagLint) ignore(format string, arguments ...any) {
	l.ignored = append(l.ignored, fmt.Sprintf(format, arguments...))
}

func (l *tagLint) has(key string) bool {
	return slices.ContainsFunc(l.settings, func(s setting) bool { return s.key == key })
}

func (l *tagLint) run() {
	if _, found := l.field.Tag.Lookup("gorm"); !found && strings.Contains(string(l.field.Tag), "gorm:") {
		l.ignore(`the tag has not the form key:"…" key:"…", so Go reads no gorm in it`)
	}
	if len(l.settings) == 0 || l.has("-") && len(l.settings) == 1 && !l.settings[0].hasValue {
		return
	}
	if !l.field.IsExported() {
		l.ignore("the field is not exported, so GORM does not see it")
		return
	}
	for i, s := range l.settings {
		if before := l.before(i); before != nil && before.value != s.value && s.key != "INDEX" && s.key != "UNIQUEINDEX" {
			l.ignore("%s is given twice, and only the last one counts", strings.ToLower(s.key))
		}
		l.setting(s)
	}
}

// before returns the last setting of the same key before one, or nil.
func (l *tagLint) before(at int) *setting {
	for i := at - 1; i >= 0; i-- {
		if l.settings[i].key == l.settings[at].key {
			return &l.settings[i]
		}
	}
	return nil
}

func (l *tagLint) setting(s setting) {
	role, known := keys[s.key]
	switch name, _, isList := strings.Cut(s.key, ","); {
	case !known && isList && keys[strings.TrimSpace(name)] != "":
		l.ignore("%s: a semicolon separates keys, not a comma", s.written)
	case !known && slices.Contains(constraintOptions, s.key):
		l.ignore("%s belongs behind constraint:, after a comma", s.written)
	case !known && slices.Contains(indexOptions, s.key):
		l.ignore("%s belongs behind index:, after a comma", s.written)
	case !known:
		l.unknown = append(l.unknown, suggestion(s.key))
	case role == ofRelations && l.isColumn():
		l.ignore("%s is for relations, and the field is a column", s.written)
	case role == ofColumns && l.isRelation:
		l.ignore("%s is for columns, and the field is a relation", s.written)
	default:
		l.value(s)
	}
}

// isColumn reports whether the field is a column, and no struct that becomes a
// relation or several columns.
func (l *tagLint) isColumn() bool {
	return l.parsed != nil && l.parsed.DBName != "" && !l.isRelation
}

// value looks at the value of a key that GORM knows.
func (l *tagLint) value(s setting) {
	switch s.key {
	case "SIZE", "PRECISION", "SCALE":
		l.figure(s)
	case "AUTOINCREMENTINCREMENT":
		l.isFigure(s)
	case "INDEX", "UNIQUEINDEX":
		l.index(s)
	case "CONSTRAINT":
		l.constraint(s)
	case "-":
		if value := strings.ToLower(strings.TrimSpace(s.value)); s.hasValue && !slices.Contains([]string{"all", "migration", "-"}, value) {
			l.ignore("%s: GORM knows -, -:all and -:migration", s.written)
		}
	case "<-":
		for word := range strings.SplitSeq(s.value, ",") {
			if s.hasValue && !slices.Contains([]string{"create", "update", "false", "<-"}, strings.TrimSpace(word)) {
				l.ignore("%s: GORM knows <-:create, <-:update, <-:create,update and <-:false, and takes the rest for false", s.written)
			}
		}
	case "UNIQUE":
		if value := strings.ToLower(s.value); s.hasValue && value != "true" && value != "false" && value != "unique" {
			l.ignore("%s: unique takes no name and makes no group; uniqueIndex:NAME does", s.written)
		}
	case "EMBEDDEDPREFIX":
		if !l.has("EMBEDDED") && !l.field.Anonymous {
			l.ignore("%s: without embedded there is nothing to prefix", s.written)
		}
	case "COLUMN", "PRIMARYKEY", "PRIMARY_KEY", "NOT NULL", "NOTNULL", "AUTOINCREMENT":
		if strings.Contains(s.value, ",") {
			l.ignore("%s: a semicolon separates keys, not a comma", s.written)
		}
	}
}

func (l *tagLint) isFigure(s setting) bool {
	if _, err := strconv.Atoi(s.value); err != nil {
		l.ignore("%s is no number, so GORM has none", s.written)
		return false
	}
	return true
}

// figure looks at a size beside a type, of which PostgreSQL's dialect only uses it with
// GORM's own names of types.
func (l *tagLint) figure(s setting) {
	at := slices.IndexFunc(l.settings, func(s setting) bool { return s.key == "TYPE" })
	if !l.isFigure(s) || at < 0 {
		return
	}
	name := strings.ToLower(l.settings[at].value)
	_, modifiers, _ := strings.Cut(name, "(")
	written := slices.ContainsFunc(strings.FieldsFunc(modifiers, func(r rune) bool { return r < '0' || r > '9' }),
		func(figure string) bool { return figure == strings.TrimSpace(s.value) })
	used := map[string][]string{
		"SIZE": {"string", "int", "uint", "float"}, "PRECISION": {"float", "time"}, "SCALE": {"float"},
	}
	if !written && !slices.Contains(used[s.key], name) {
		l.ignore("%s: beside type it means nothing; write %s(%s)", s.written, name, strings.TrimSpace(s.value))
	}
}

func (l *tagLint) index(s setting) {
	_, options, _ := strings.Cut(s.value, ",")
	for _, option := range settingsOf(options, ",", nil) {
		switch {
		case !slices.Contains(indexOptions, option.key):
			l.ignore(`%s: an index has no option %s; a comma within an option is written \\,`, s.written, option.written)
		case option.key == "PRIORITY" || option.key == "LENGTH":
			l.isFigure(option)
		}
	}
}

func (l *tagLint) constraint(s setting) {
	options := settingsOf(s.value, ",", nil)
	if len(options) == 1 && !options[0].hasValue {
		if s.value != "-" && !strings.Contains(s.value, ",") {
			l.ignore("%s: GORM takes a name only with a comma behind it", s.written)
		}
		return
	}
	for i, option := range options {
		if isName := i == 0 && !option.hasValue; !isName && !slices.Contains(constraintOptions, option.key) {
			l.ignore("%s: a constraint has no option %s", s.written, option.written)
		}
	}
}
