package schema_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	gormschema "gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// What GORM makes of a set of models agrees with it, whatever the tags say: 500 sets, each in a schema of its own.
func TestWhatAutoMigrateMakesOfGeneratedModelsAgrees(t *testing.T) {
	t.Parallel()
	const sets, workers = 500, 4
	for worker := range workers {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			pool, err := pgtest.Empty(t).DB()
			require.NoError(t, err)
			for set := worker; set < sets; set += workers {
				t.Run(fmt.Sprint(set), func(t *testing.T) { requireGeneratedAgrees(t, pool, uint64(set)) })
			}
		})
	}
}

func requireGeneratedAgrees(t *testing.T, pool *sql.DB, seed uint64) {
	t.Helper()
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{
		Logger: logger.Discard, NamingStrategy: &tablesInTurn{},
	})
	require.NoError(t, err)
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, "create schema generated")
	g := generator{Rand: rand.New(rand.NewPCG(seed, 4))}
	g.models()
	description := fmt.Sprintf("set %d:\n%s", seed, g.source())
	require.NoError(t, tx.AutoMigrate(g.made...), description)
	report, err := schema.Check(t.Context(), tx, g.made...)
	require.NoError(t, err, description)
	require.Equal(t, len(g.made), report.Models)
	require.Empty(t, report.Findings, description)
}

// tablesInTurn names the tables of types that have no name in the order in which GORM reads them.
type tablesInTurn struct {
	gormschema.NamingStrategy
	tables int
}

func (n *tablesInTurn) TableName(string) string {
	n.tables++
	return fmt.Sprintf("generated.t%d", n.tables)
}

// A generator makes models of types that it makes up: a type has fields with tags, and refers to types before it.
type generator struct {
	*rand.Rand
	made   []any
	keys   []referable // those of the types, in their order
	fields []reflect.StructField
	names  int
	shared string // an index of several columns of the type in the making
}

// A referable is a column to which others refer.
type referable struct {
	of     reflect.Type
	field  string
	column reflect.Type
	tag    string // the type of a column that refers to it
}

func (g *generator) models() {
	for range 1 + g.IntN(4) {
		g.fields, g.shared = nil, g.name("shared_")
		own := g.primaryKey()
		for range g.IntN(7) {
			g.field()
		}
		for range g.IntN(3) {
			g.reference()
		}
		if g.IntN(5) == 0 {
			g.embedded()
		}
		made := reflect.StructOf(g.fields)
		g.made = append(g.made, reflect.New(made).Interface())
		if own.field != "" {
			own.of = made
			g.keys = append(g.keys, own)
		}
	}
}

// source is the set as Go would have it, to make a counterexample of.
func (g *generator) source() string {
	var lines []string
	for _, model := range g.made {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(model).Elem()) {
			text := field.Type.String()
			if len(text) > 40 {
				text = "…"
			}
			lines = append(lines, fmt.Sprintf("\t%s %s `%s`", field.Name, text, field.Tag))
		}
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

// name is one that no other object of the set has.
func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) add(name string, kind reflect.Type, settings ...string) {
	settings = append(settings, "column:"+strings.ToLower(name))
	tag := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.Join(settings, ";"))
	g.fields = append(g.fields, reflect.StructField{Name: name, Type: kind, Tag: reflect.StructTag(`gorm:"` + tag + `"`)})
}

func (g *generator) primaryKey() referable {
	name := g.name("Key")
	integer, text := reflect.TypeFor[int64](), reflect.TypeFor[string]()
	switch g.IntN(7) {
	case 0:
		g.add(name, text, "primaryKey", "type:uuid", "default:gen_random_uuid()")
		return referable{field: name, column: text, tag: "type:uuid"}
	case 1:
		g.add(name, text, "primaryKey", "size:20")
		return referable{field: name, column: text, tag: "size:20"}
	case 2:
		g.add(name, integer, "primaryKey", "generated:"+pick(g, "identity", "identity always"))
		return referable{field: name, column: integer}
	case 3:
		g.add(name, integer, "primaryKey", "autoIncrement:false")
		g.add(g.name("Part"), reflect.TypeFor[int16](), "primaryKey", "autoIncrement:false")
		return referable{}
	case 4:
		kind := pick(g, reflect.TypeFor[int32](), reflect.TypeFor[uint16](), reflect.TypeFor[int16]())
		g.add(name, kind, "primaryKey")
		return referable{field: name, column: kind, tag: "autoIncrement:false"}
	}
	g.add(name, integer, "primaryKey")
	return referable{field: name, column: integer}
}

// reference adds a column and the association that makes a foreign key of it.
func (g *generator) reference() {
	if len(g.keys) == 0 {
		return
	}
	target := pick(g, g.keys...)
	name, column := g.name("Ref"), target.column
	null := pick(g, "", "not null")
	if null == "" {
		column = reflect.PointerTo(column)
	}
	g.add(name, column, target.tag, null, pick(g, "", "", "index:"+g.name("ref_index"), "uniqueIndex:"+g.name("ref_unique")))
	constraint := pick(g,
		"constraint:%s,", "constraint:%s,OnDelete:CASCADE", "constraint:%s,OnDelete:restrict,OnUpdate:cascade", "constraint:%s,OnUpdate:SET NULL",
		"constraint:%s,OnDelete:SET DEFAULT", "constraint:%s,OnUpdate:NO ACTION DEFERRABLE INITIALLY DEFERRED", "constraint:%s,OnDelete:set null deferrable", "constraint:-",
	)
	if strings.Contains(constraint, "%s") {
		constraint = fmt.Sprintf(constraint, g.name("fk_"))
	}
	g.fields = append(g.fields, reflect.StructField{
		Name: g.name("Target"), Type: reflect.PointerTo(target.of),
		Tag: reflect.StructTag(fmt.Sprintf(`gorm:"foreignKey:%s;references:%s;%s"`, name, target.field, constraint)),
	})
}

// embedded adds a struct whose columns belong to the table.
func (g *generator) embedded() {
	outer := g.fields
	g.fields = nil
	for range 1 + g.IntN(3) {
		g.field()
	}
	inner := reflect.StructOf(g.fields)
	g.fields = append(outer, reflect.StructField{Name: g.name("Inner"), Type: inner, Tag: `gorm:"embedded"`})
}

// A columnSort has Go types and settings that go together, with defaults and checks in which %s is the column.
type columnSort struct {
	types            []reflect.Type
	settings         []string
	defaults         []string
	checks           []string
	expressions      []string
	classes          []string
	methods          []string // settings of indexes of another kind
	predicates       []string // of indexes; the checks if there are none
	cannotBeInABtree bool
	cannotBeHashed   bool
}

var (
	stringType, pointerType = reflect.TypeFor[string](), reflect.TypeFor[*string]()
	timeType                = reflect.TypeFor[time.Time]()
	integers                = []reflect.Type{
		reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[int](),
		reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[*int64](), reflect.TypeFor[*int16](), reflect.TypeFor[sql.NullInt32](),
	}
)

var sorts = []columnSort{
	{
		types:    []reflect.Type{stringType, pointerType, reflect.TypeFor[sql.NullString]()},
		settings: []string{"", "size:40", "size:255", "type:text", "type:varchar(30)", "type:VARCHAR ( 12 )", "type:char(4)", "type:character varying(9)", "type:varchar", `type:text COLLATE "C"`, `type:varchar(20) collate "POSIX"`},
		defaults: []string{"open", "'open'", "''", "it''s", "'it''s'", "upper('a')", "'a' || 'b'", "('x')", "null", "NULL", "(-)", "'a\\;b'", "lower(md5('a'))", "current_user", "O''Neil"},
		checks: []string{
			"%s <> ''", "%s IN ('a','b')", "%s in ('a')", "%s = 'a' OR %s = 'b'", "length(%s) BETWEEN 1 AND 9", "char_length(%s) > 2", "%s LIKE 'a%%'", "%s NOT IN ('x','y')",
			"%s ~ '^[a-z]+$'", "lower(%s) = %s", "%s IS NOT NULL", "trim(%s) <> ''", "NOT (%s = 'q')", "substring(%s from 1 for 2) <> 'zz'", "%s > 'a' AND %s < 'z'", "coalesce(%s, '') <> 'n'",
			"position('@' in %s) > 0", "%s = ANY (ARRAY['a','b'])", "%s ILIKE '%%x%%'", "%s IS DISTINCT FROM 'd'", "CASE WHEN %s = 'a' THEN true ELSE length(%s) > 1 END",
		},
		expressions: []string{"lower(%s)", "upper(%s) DESC", "(%s || 'x')", "lower( %s ) text_pattern_ops", `lower(%s) COLLATE "C"`, "coalesce(%s, '')", "substr(%s, 1, 3) nulls first"},
		classes:     []string{"desc", "DESC NULLS LAST", "nulls first"},
	},
	{
		types: []reflect.Type{stringType, pointerType}, settings: []string{"", "size:9", "type:varchar(7)", `type:text collate "C"`},
		classes: []string{"text_pattern_ops", "text_ops", "varchar_pattern_ops desc", "text_ops NULLS FIRST"},
		methods: []string{`collate:"C"`, `collate:"POSIX",sort:desc`, "type:hash,sort:text_pattern_ops", "type:spgist", "type:brin,sort:text_minmax_ops", "type:BTREE", "class:UNIQUE"},
	},
	{
		types: integers, settings: []string{"", "", "type:bigint", "type:integer", "type:smallint", "type:int8", "size:16", "size:32", "type:int4"},
		defaults: []string{"0", "7", "(-5)", "(1 + 1)", "null", "(-)"},
		checks: []string{
			"%s > 0", "%s >= 0 AND %s <= 100", "%s BETWEEN 1 AND 5", "%s IN (1,2,3)", "%s <> 0", "%s != -1", "NOT %s < 3", "%s %% 2 = 0", "%s * 2 > %s", "abs(%s) < 10", "%s > 0 or %s is null", "(%s)::numeric > 0.5",
			"%s IN (4)", "%s NOT BETWEEN 3 AND 4", "%s = ANY ('{1,2}')",
		},
		expressions: []string{"(%s + 1)", "abs(%s)", "(%s %% 10) DESC"}, classes: []string{"asc", "desc", "desc nulls first", "DESC NULLS LAST"},
		methods: []string{"type:brin", "type: btree ", "type:hash"},
	},
	{
		types: []reflect.Type{reflect.TypeFor[bool](), reflect.TypeFor[*bool](), reflect.TypeFor[sql.NullBool]()}, settings: []string{"", "type:boolean", "type:bool"},
		defaults: []string{"true", "false", "t", "1", "(not true)"}, checks: []string{"%s", "%s IS TRUE", "NOT %s", "%s = true", "%s IS NOT FALSE"},
		expressions: []string{"(NOT %s)"}, classes: []string{"desc"},
	},
	{
		types:    []reflect.Type{reflect.TypeFor[float64](), reflect.TypeFor[*float64](), reflect.TypeFor[float32](), reflect.TypeFor[sql.NullFloat64]()},
		settings: []string{"", "type:numeric(10,2)", "type:decimal", "type:numeric(6)", "type:double precision", "type:real", "precision:8;scale:3", "precision:6", "type:float8"},
		defaults: []string{"0", "0.00", "1.5", "-2.50", "(1.0/3)"}, checks: []string{"%s >= 0", "%s > 0.5", "%s BETWEEN 0 AND 1.00", "round(%s::numeric, 1) = %s::numeric", "%s < 1e3", "%s <> 'NaN'"},
		expressions: []string{"floor(%s)", "(%s * 2)"}, classes: []string{"desc"},
	},
	{
		types: []reflect.Type{timeType, reflect.TypeFor[*time.Time](), reflect.TypeFor[sql.NullTime](), reflect.TypeFor[gorm.DeletedAt]()}, settings: []string{"", "type:timestamptz", "type:timestamp", "type:timestamp(3)", "type:date", "precision:3", "type:timestamp with time zone"},
		defaults: []string{"now()", "CURRENT_TIMESTAMP", "current_timestamp(0)", "now() + interval '1 day'", "timezone('utc', now())", "'2020-01-02'", "clock_timestamp()", "'epoch'", "LOCALTIMESTAMP"},
		checks:   []string{"%s > '2000-01-01'", "%s < '2100-01-01 00:00:00'", "%s IS NOT NULL", "extract(year from %s) > 1999", "date_part('year', %s) < 2100", "%s >= DATE '2001-02-03'"},
		classes:  []string{"desc", "DESC NULLS LAST"}, expressions: []string{"coalesce(%s, %s)"}, predicates: []string{"%s IS NULL", "%s is not null"},
	},
	{
		types: []reflect.Type{stringType}, settings: []string{"type:jsonb"}, checks: []string{"%s ? 'a'", "%s @> '{\"a\": 1}'", "jsonb_typeof(%s) = 'object'"}, cannotBeInABtree: true,
		methods: []string{"type:gin", "type:gin,expression:%s jsonb_path_ops", "type:gin,sort:jsonb_ops", "type:gin,expression:(%s -> 'tags')"},
	},
	{
		types: []reflect.Type{stringType, reflect.TypeFor[[]byte]()}, settings: []string{"type:jsonb", "type:json"}, defaults: []string{"'{}'", "'[]'", `'{"a": 1}'`, "null"},
		checks: []string{"%s IS NOT NULL", "%s::text <> ''", "(%s ->> 'a') IS NULL"}, expressions: []string{"(%s ->> 'a')", "((%s -> 'a') ->> 'b') DESC"}, cannotBeInABtree: true,
	},
	{types: []reflect.Type{stringType, pointerType}, settings: []string{"type:uuid"}, defaults: []string{"gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"}, checks: []string{"%s <> '00000000-0000-0000-0000-000000000000'"}, classes: []string{"desc"}},
	{types: []reflect.Type{reflect.TypeFor[[]byte]()}, settings: []string{"", "type:bytea"}, defaults: []string{`'\x00'`}, checks: []string{"length(%s) < 100", "octet_length(%s) > 0"}},
	{
		types: []reflect.Type{stringType}, settings: []string{"type:text[]", "type:varchar(9)[]"}, defaults: []string{"'{}'", "{}", "(array['a','b'])", "(array[]::text[])"},
		checks: []string{"cardinality(%s) > 0", "'a' = ANY (%s)", "array_length(%s, 1) < 5"}, cannotBeInABtree: true, methods: []string{"type:gin", "type:GIN,sort:array_ops"},
	},
	{types: []reflect.Type{stringType}, settings: []string{"type:integer[]", "type:int[]", "type:numeric(4,1)[][]"}, defaults: []string{"'{}'", "'{1,2}'"}, checks: []string{"cardinality(%s) > 0", "1 = ANY (%s)"}, cannotBeInABtree: true},
	{types: []reflect.Type{stringType}, settings: []string{"type:interval", "type:interval day to second(3)"}, defaults: []string{"'1 day'", "(interval '2 hours')", "'90 minutes'"}, checks: []string{"%s > '0'", "%s < interval '1 year'"}},
	{types: []reflect.Type{stringType}, settings: []string{"type:inet", "type:cidr"}, defaults: []string{"'127.0.0.1/32'"}, checks: []string{"family(%s) = 4"}, methods: []string{"type:gist,sort:inet_ops", "type:spgist"}},
	{types: []reflect.Type{stringType}, settings: []string{"type:time(0)", "type:time without time zone", "type:timetz"}, defaults: []string{"'12:00'"}, checks: []string{"%s > '08:00'"}},
	{types: []reflect.Type{stringType}, settings: []string{"type:bit(3)", "type:varbit(8)", "type:bit varying"}, defaults: []string{"(B'101')", "'110'"}, checks: []string{"%s <> B'000'"}, cannotBeHashed: true},
	{types: []reflect.Type{stringType}, settings: []string{"type:point", "type:tsvector", "type:xid", "type:int4range", "type:macaddr", "type:\"char\"", "type:name", "type:oid"}, cannotBeInABtree: true},
}

// field adds a column of any sort with any settings.
func (g *generator) field() {
	sort := pick(g, sorts...)
	name := g.name(pick(g, "Field", "Order", "Select_", "Värde", "Email"))
	column := strings.ToLower(name)
	settings := []string{pick(g, sort.settings...)}
	if g.IntN(3) == 0 {
		settings = append(settings, "not null")
	}
	fallback := ""
	if len(sort.defaults) > 0 && g.IntN(3) == 0 {
		fallback = pick(g, sort.defaults...)
		settings = append(settings, "default:"+fallback)
	}
	if len(sort.checks) > 0 && g.IntN(3) == 0 {
		check := escaped(strings.NewReplacer("%s", column, "%%", "%").Replace(pick(g, sort.checks...)))
		settings = append(settings, pick(g, "check:"+g.name("check_")+","+check, "check:"+g.name("check_")+","+check, "check:,"+check))
	}
	for range g.IntN(3) {
		if index := g.index(sort, column); index != "" {
			settings = append(settings, index)
		}
	}
	if g.IntN(12) == 0 {
		settings = append(settings, "comment:what it's for")
	}
	if !sort.cannotBeInABtree && g.IntN(3) == 0 {
		settings = append(settings, fmt.Sprintf("index:%s,priority:%d,sort:%s", g.shared, g.IntN(20), pick(g, "asc", "desc", "desc nulls last")))
	}
	kind := pick(g, sort.types...)
	if losesZero(kind, fallback) {
		kind = reflect.PointerTo(kind)
	}
	g.add(name, kind, settings...)
	if reflect.DeepEqual(sort.types, integers) && g.IntN(4) == 0 {
		g.add(g.name("Computed"), reflect.TypeFor[int64](), "->", pick(g, "type:bigint generated always as (abs("+column+")) stored", "generated:"+column+" + 1", "type:numeric(9,0);generated:"+column+" / 2"))
	}
}

// losesZero reports whether GORM inserts a default in place of zeros, which is the one thing that the check minds in what
// GORM makes itself.
func losesZero(kind reflect.Type, fallback string) bool {
	isPlain := reflect.Bool <= kind.Kind() && kind.Kind() <= reflect.Float64
	return isPlain && slices.Contains([]string{"true", "t", "1", "7", "1.5", "-2.50"}, fallback)
}

// escaped writes what GORM would take for the end of a setting.
func escaped(text string) string { return strings.ReplaceAll(text, ";", `\;`) }

func (g *generator) index(sort columnSort, column string) string {
	name := g.name("index_")
	switch {
	case len(sort.methods) > 0 && g.IntN(3) == 0:
		return "index:" + name + "," + strings.ReplaceAll(pick(g, sort.methods...), "%s", column)
	case len(sort.expressions) > 0 && g.IntN(3) == 0:
		return g.option(name, sort, column, "expression:"+strings.NewReplacer("%s", column, "%%", "%", ",", `\,`).Replace(pick(g, sort.expressions...)))
	case sort.cannotBeInABtree:
		return ""
	case g.IntN(6) == 0:
		return "unique"
	case !sort.cannotBeHashed && g.IntN(5) == 0:
		return fmt.Sprintf("index:%s,type:hash", name)
	case len(sort.classes) > 0 && g.IntN(3) == 0:
		return g.option(name, sort, column, "sort:"+pick(g, sort.classes...))
	}
	return g.option(name, sort, column, "")
}

// option adds to an index what it may have besides its keys.
func (g *generator) option(name string, sort columnSort, column, more string) string {
	parts := []string{pick(g, "index:", "index:", "uniqueIndex:") + name}
	if more != "" {
		parts = append(parts, more)
	}
	predicates := sort.predicates
	if predicates == nil {
		predicates = sort.checks
	}
	if len(predicates) > 0 && g.IntN(3) == 0 {
		parts = append(parts, "where:"+strings.NewReplacer("%s", column, "%%", "%", ",", `\,`).Replace(pick(g, predicates...)))
	}
	switch g.IntN(6) {
	case 0:
		parts = append(parts, "option:INCLUDE ("+column+")")
	case 1:
		parts = append(parts, "option:WITH (fillfactor = 70)")
	}
	return strings.Join(parts, ",")
}
