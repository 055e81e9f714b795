package schema_test

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// A statement is a field whose tags say something, and what the check has to say to
// that. In the tag and in the SQL, @ stands for the column.
type statement struct {
	of  any // a value of the field's type
	tag string
	// alter changes the column behind the back of the model, which GORM has made the
	// table of.
	alter    string
	findings string // their codes, in alphabetical order
}

type shade string

func (s shade) Valid() bool { return s == "red" || s == "green" }

type tint string

func (t tint) IsValid() bool  { return t != "lost" }
func (t tint) Values() []tint { return []tint{"red", "green", "blue"} }

// A word has no method that tells what it may be.
type word string

// A hue has a method Values that lists nothing.
type hue string

func (h hue) Valid() bool { return true }
func (h hue) Values() int { return 0 }

// aligned makes one table of all the fields, lets the check run once, and returns what
// it finds of each column.
func aligned(t *testing.T, statements []statement) [][]schema.Finding {
	t.Helper()
	fields := []reflect.StructField{{Name: "ID", Type: reflect.TypeFor[int64](), Tag: `gorm:"primaryKey"`}}
	columns := map[string]int{}
	var alter []string
	for i, s := range statements {
		column := fmt.Sprintf("v%03d", i)
		columns[column] = i
		fields = append(fields, reflect.StructField{
			Name: "V" + column[1:], Type: reflect.TypeOf(s.of), Tag: reflect.StructTag(strings.ReplaceAll(s.tag, "@", column)),
		})
		if s.alter != "" {
			alter = append(alter, "alter table cells "+strings.ReplaceAll(s.alter, "@", column))
		}
	}
	model := reflect.New(reflect.StructOf(fields)).Interface()
	db := pgtest.Empty(t)
	db.NamingStrategy = gormschema.NamingStrategy{TablePrefix: "cells"}
	run(t, db, "create type shade as enum ('red', 'green')")
	require.NoError(t, db.AutoMigrate(model))
	run(t, db, strings.Join(alter, ";"))
	report, err := schema.Checker{Advice: true}.Check(t.Context(), db, model)
	require.NoError(t, err)
	found := make([][]schema.Finding, len(statements))
	for _, f := range report.Findings {
		if f.Severity == schema.SeverityAdvice && !isOfAgreement(f.Code) {
			continue // Advice about the structure has tests of its own.
		}
		column, _, _ := strings.Cut(f.Object, "_") // Of a check, it is in the name.
		if at, isColumn := columns[column]; isColumn {
			found[at] = append(found[at], f)
		} else {
			require.False(t, isOfAgreement(f.Code), f)
		}
	}
	return found
}

func requireStatements(t *testing.T, statements []statement) {
	t.Helper()
	for i, findings := range aligned(t, statements) {
		s, codes := statements[i], []string{}
		for _, f := range findings {
			codes = append(codes, string(f.Code))
			require.NotEmpty(t, f.Expected, f)
			require.NotEmpty(t, f.Actual, f)
			if isOfAgreement(f.Code) {
				require.NotEmpty(t, f.Reason, f)
				require.NotEmpty(t, f.Wrong, f)
				require.Equal(t, fmt.Sprintf("V%03d", i), f.Field)
				explanation, _ := schema.Explain(f.Code)
				require.Equal(t, explanation.Severity, f.Severity)
			}
		}
		slices.Sort(codes)
		require.Equal(t, s.findings, strings.Join(codes, " "), "%T `%s` %s: %v", s.of, s.tag, s.alter, findings)
	}
}

func isOfAgreement(code schema.Code) bool {
	for _, prefix := range []string{"validate-", "format-", "omitempty-", "required-", "type-", "go-", "nullable-", "default-", "tag-"} {
		if strings.HasPrefix(string(code), prefix) {
			return true
		}
	}
	return false
}

func TestLengths(t *testing.T) {
	t.Parallel()
	requireStatements(t, []statement{
		{"", `gorm:"type:varchar(255);not null" validate:"required,max=255"`, "", ""},
		{"", `gorm:"size:255;not null" validate:"required,max=255"`, "", ""},
		{"", `gorm:"type:varchar(255);not null" validate:"required,max=300"`, "", "validate-length"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,lte=300"`, "", "validate-length"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,lt=256"`, "", ""},
		{"", `gorm:"type:varchar(255);not null" validate:"required,lt=257"`, "", "validate-length"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,max=100"`, "", "validate-stricter"},
		{"", `gorm:"type:varchar(255);not null" validate:"required"`, "", "validate-unbounded"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,email"`, "", "validate-unbounded"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,slug"`, "", ""},
		{"", `gorm:"type:varchar(255);not null" validate:"required,slug,max=256"`, "", "validate-length"},
		{"", `gorm:"type:varchar(255);not null" validate:"max=10|min=300"`, "", ""},
		{"", `gorm:"type:varchar(255);not null"`, "", ""},
		{"", `gorm:"type:varchar(255);not null" validate:"-"`, "", ""},
		{"", `gorm:"type:varchar;not null" validate:"required"`, "", ""},
		{"", `gorm:"type:text;not null" validate:"required,max=10"`, "", ""},
		{"", `gorm:"type:varchar(5);not null" validate:"oneof=short longer"`, "", "validate-length"},
		{"", `gorm:"type:varchar(6);not null" validate:"oneof=short longer"`, "", ""},
		{"", `gorm:"type:varchar(3);not null" validate:"eq=four"`, "", "validate-length"},
		{"", `gorm:"type:varchar(4);not null" validate:"ne=fifth,max=4"`, "", ""},
		{"", `gorm:"type:char(3);not null" validate:"required,len=3"`, "", ""},
		{"", `gorm:"type:char(3);not null" validate:"required,len=4"`, "", "validate-length"},
		{"", `gorm:"type:varchar(3);not null" validate:"required,iso4217"`, "", ""},
		{"", `gorm:"type:varchar(3);not null" validate:"required,iso4217,max=10"`, "", ""},
		{"", `gorm:"type:varchar(36);not null" validate:"required,uuid"`, "", ""},
		{"", `gorm:"type:varchar(32);not null" validate:"required,uuid"`, "", "format-length"},
		{"", `gorm:"type:varchar(32);not null" validate:"required,uuid,max=32"`, "", "format-length"},
		{"", `gorm:"type:varchar(15);not null" validate:"required,ip"`, "", "format-length"},
		{"", `gorm:"type:varchar(15);not null" validate:"required,ip,max=15"`, "", ""},
		{"", `gorm:"type:varchar(3);not null" validate:"iso3166_1_alpha2|iso3166_1_alpha3"`, "", ""},
		{"", `gorm:"type:varchar(2);not null" validate:"iso3166_1_alpha2|iso3166_1_alpha3"`, "", "format-length"},
		{new(""), `gorm:"type:varchar(20)" validate:"omitempty,max=21"`, "", "validate-length"},
		{sql.NullString{}, `gorm:"type:varchar(20)" validate:"omitempty,max=21"`, "", "validate-length"},
		{[]string{}, `gorm:"type:varchar(20)[];serializer:json" validate:"max=30"`, "", ""},
		{stringArray{}, `gorm:"type:varchar(20)[]" validate:"max=30"`, "", ""},
		{stringArray{}, `gorm:"type:varchar(20)[]" validate:"omitempty,dive,max=30"`, "", "validate-length"},
		{stringArray{}, `gorm:"type:varchar(20)[]" validate:"omitempty,dive,max=20"`, "", ""},
		{[]byte{}, `gorm:"type:bytea" validate:"max=30"`, "", ""},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) >= 3" validate:"required,min=3"`, "", ""},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) >= 3" validate:"required,min=2"`, "", "validate-length"},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) >= 3" validate:"required"`, "", "validate-unbounded"},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) >= 1" validate:"required"`, "", ""},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) between 3 and 5" validate:"required,min=3,max=6"`, "", "validate-length"},
		{"", `gorm:"type:text;not null;check:@_length,char_length(@) > 0 and length(@) < 10" validate:"required,max=9"`, "", ""},
		// What the database alone has changed is found once, and not by its consequence.
		{"", `gorm:"type:varchar(255);not null" validate:"required,max=255"`, "alter @ type varchar(100)", "column-length"},
		{"", `gorm:"type:varchar(255);not null" validate:"required,max=300"`, "alter @ type varchar(100)", "column-length validate-length"},
	})
}

func TestRanges(t *testing.T) {
	t.Parallel()
	stars := `gorm:"not null;check:@_range,@ between 1 and 5" `
	requireStatements(t, []statement{
		{int32(0), `gorm:"not null;check:@_even,@ % 2 = 0" validate:"gte=0"`, "", ""}, // Of the check nothing is understood.
		{word(""), `gorm:"type:text;not null" validate:"required"`, "", ""},
		{int32(0), stars + `validate:"gte=1,lte=5"`, "", ""},
		{int32(0), stars + `validate:"gt=0,lt=6"`, "", ""},
		{int32(0), stars + `validate:"min=1,max=5"`, "", ""},
		{int32(0), stars + `validate:"oneof=1 2 3 4 5"`, "", ""},
		{int32(0), stars + `validate:"eq=3"`, "", "validate-stricter"},
		{int32(0), stars + `validate:"gte=1,lte=10"`, "", "validate-range"},
		{int32(0), stars + `validate:"gte=0,lte=5"`, "", "validate-range"},
		{int32(0), stars + `validate:"gt=1,lt=5"`, "", "validate-stricter"},
		{int32(0), stars + `validate:"gte=1"`, "", "validate-unbounded"},
		{int32(0), stars + `validate:"required"`, "", "validate-unbounded"},
		{int32(0), stars + `validate:"a_rule_of_the_application"`, "", ""},
		{int32(0), stars + `validate:"gte=1,lte=5|eq=9"`, "", ""},
		{int32(0), stars, "", ""},
		{float64(0), `gorm:"type:double precision;not null;check:@_range,@ > 0 and @ < 1" validate:"gt=0,lt=1"`, "", ""},
		{float64(0), `gorm:"type:double precision;not null;check:@_range,@ > 0 and @ < 1" validate:"gte=0,lt=1"`, "", "validate-range"},
		{uint16(0), `gorm:"type:integer;not null;check:@_range,@ >= 0" validate:"max=9"`, "", ""},
		{uint16(0), `gorm:"type:integer;not null;check:@_range,@ >= 1" validate:"max=9"`, "", "validate-unbounded"},
		{uint16(0), `gorm:"type:integer;not null;check:@_range,@ >= 1" validate:"required,max=9"`, "", ""},
		{int64(0), `gorm:"type:integer;not null" validate:"gte=0"`, "", ""},
		{int64(0), `gorm:"type:integer;not null" validate:"gte=0,lte=3000000000"`, "", "validate-range"},
		{int64(0), `gorm:"type:smallint;not null" validate:"gte=-40000"`, "", "validate-range"},
		{decimal.Decimal{}, `gorm:"type:numeric(5,2);not null" validate:"gte=0,lte=999.99"`, "", ""},
		{decimal.Decimal{}, `gorm:"type:numeric(5,2);not null" validate:"gte=0,lt=1000"`, "", ""},
		{decimal.Decimal{}, `gorm:"type:numeric(5,2);not null" validate:"gte=0,lte=1000"`, "", "validate-range"},
		{decimal.Decimal{}, `gorm:"type:numeric;not null" validate:"gte=0,lte=1000"`, "", ""},
		{float64(0), `gorm:"type:numeric(2,4);not null" validate:"lte=0.01"`, "", "validate-range"},
		{new(int32(0)), `gorm:"check:@_range,@ between 1 and 5" validate:"omitempty,gte=1,lte=6"`, "", "validate-range"},
		{time.Duration(0), `gorm:"type:bigint;not null;check:@_range,@ >= 0" validate:"max=1h"`, "", ""},
		{time.Time{}, `gorm:"type:timestamptz;not null" validate:"lt"`, "", ""},
		{int32(0), stars + `validate:"gte=1,lte=5"`, "drop constraint @_range, add constraint @_range check (@ between 1 and 4)", "check-expression"},
	})
}

func TestValues(t *testing.T) {
	t.Parallel()
	known := `gorm:"type:text;not null;check:@_known,@ in ('new','paid')" `
	requireStatements(t, []statement{
		{"", known + `validate:"required,oneof=new paid"`, "", ""},
		{"", known + `validate:"required,oneof=paid new"`, "", ""},
		{"", known + `validate:"oneof=new paid void"`, "", "validate-values"},
		{"", known + `validate:"oneof=new"`, "", "validate-values-extra"},
		{"", known + `validate:"oneof=new void"`, "", "validate-values validate-values-extra"},
		{"", known + `validate:"required"`, "", "validate-unbounded"},
		{"", known + `validate:"order_status"`, "", ""},
		{"", known, "", ""},
		{"", `gorm:"type:text;not null;check:@_known,@ in ('new','paid up')" validate:"oneof=new 'paid up'"`, "", ""},
		{"", `gorm:"type:text;not null;check:@_known,@ <> 'new'" validate:"oneof=a new"`, "", ""},
		{"", `gorm:"type:text;not null;check:@_known,@ in ('a','b') or id < 9" validate:"oneof=a"`, "", ""},
		{int32(0), `gorm:"not null;check:@_known,@ in (1,2)" validate:"oneof=1 2"`, "", ""},
		{int32(0), `gorm:"not null;check:@_known,@ in (1,2)" validate:"oneof=1 2 3"`, "", "validate-values"},
		{"", `gorm:"type:shade;not null" validate:"oneof=red green"`, "", ""},
		{"", `gorm:"type:shade;not null" validate:"oneof=red green blue"`, "", "validate-values"},
		{"", `gorm:"type:shade;not null" validate:"oneof=red"`, "", "validate-values-extra"},
		{shade(""), `gorm:"type:shade;not null" validate:"oneof=red green"`, "", ""},
		{shade(""), `gorm:"type:shade;not null" validate:"required"`, "", ""},
		{shade(""), `gorm:"type:shade;not null"`, "", ""},
		{hue(""), `gorm:"type:shade;not null"`, "", ""},
		{shade(""), `gorm:"type:text;not null;check:@_known,@ in ('red','green','blue')"`, "", "type-values"},
		{shade(""), `gorm:"type:text;not null" validate:"oneof=red blue"`, "", "type-values"},
		{tint(""), `gorm:"type:text;not null;check:@_known,@ in ('red','green','blue')"`, "", ""},
		{tint(""), `gorm:"type:shade;not null"`, "", "type-values"},
		{new(tint("")), `gorm:"type:text;check:@_known,@ in ('red','green','blue','lost')"`, "", "type-values"},
		{tint(""), `gorm:"type:text;not null;check:@_known,@ in ('red','blue','green')" validate:"oneof=red green blue pink"`, "", "validate-values"},
	})
}

func TestPresence(t *testing.T) {
	t.Parallel()
	requireStatements(t, []statement{
		{new(""), `gorm:"not null" validate:"omitempty,max=9"`, "", "validate-required"},
		{new(""), `gorm:"not null" validate:"required,max=9"`, "", ""},
		{new(""), `gorm:"not null" validate:"max=9"`, "", ""},
		{new(""), `gorm:"not null" validate:"required_if=ID 1"`, "", ""},
		{new(""), `gorm:"not null"`, "", ""},
		{new(""), `gorm:"not null;default:'x'" validate:"omitempty,max=9"`, "", ""},
		{new(time.Time{}), `gorm:"not null;autoCreateTime" validate:"omitempty"`, "", ""},
		{new(""), `validate:"required,max=9"`, "", "validate-stricter"},
		{new(""), `validate:"max=9"`, "", "omitempty-missing"},
		{new(""), `validate:"email"`, "", "omitempty-missing"},
		{new(""), `validate:"slug"`, "", ""},
		{new(""), `validate:"omitnil,max=9"`, "", ""},
		{new(""), `gorm:"not null;default:'x'" validate:"max=9"`, "", "omitempty-missing"},
		{false, `gorm:"not null" validate:"required"`, "", "required-zero"},
		{new(false), `gorm:"not null" validate:"required"`, "", ""},
		{int32(0), `gorm:"not null" validate:"required"`, "", "required-zero"},
		{int32(0), `gorm:"not null" validate:"required,gte=0"`, "", "required-zero"},
		{int32(0), `gorm:"not null" validate:"required,gte=1"`, "", ""},
		{int32(0), `gorm:"not null" validate:"required,oneof=1 2"`, "", ""},
		{int32(0), `gorm:"not null;check:@_positive,@ > 0" validate:"required,gt=0"`, "", ""},
		{int32(0), `gorm:"not null;column:@_id" validate:"required"`, "", ""},
		{decimal.Decimal{}, `gorm:"type:numeric;not null" validate:"required"`, "", ""},
		{int32(0), `gorm:"not null;check:@_stars,@ between 1 and 5" validate:"omitempty,gte=1,lte=5"`, "", "omitempty-zero"},
		{int32(0), `gorm:"not null;default:3;check:@_stars,@ between 1 and 5" validate:"omitempty,gte=1,lte=5"`, "", ""}, // A 0 cannot be meant.
		{int32(0), `gorm:"not null;default:3;check:@_stars,@ between 0 and 5" validate:"omitempty,gte=0,lte=5"`, "", "default-zero-value"},
		{"", `gorm:"type:text;not null;check:@_known,@ in ('a','b')" validate:"omitempty,oneof=a b"`, "", "omitempty-zero"},
		{"", `gorm:"type:shade;not null" validate:"omitempty,oneof=red green"`, "", "omitempty-zero"},
		{sql.NullString{}, `gorm:"type:shade" validate:"omitempty,oneof=red green"`, "", ""},
		{"", ``, "", "nullable-pointer"},
		{time.Time{}, ``, "", "nullable-pointer"},
		{time.Time{}, `gorm:"autoCreateTime"`, "", ""},
		{int64(0), `gorm:"autoUpdateTime:milli"`, "", ""},
		{false, ``, "", "nullable-pointer"},
		{uuid.UUID{}, `gorm:"type:uuid"`, "", "nullable-pointer"},
		{uuid.NullUUID{}, `gorm:"type:uuid"`, "", ""},
		{sql.NullInt64{}, ``, "", ""},
		{gorm.DeletedAt{}, ``, "", ""},
		{[]byte{}, ``, "", ""},
		{map[string]any{}, `gorm:"serializer:json"`, "", ""},
		{true, `gorm:"not null;default:true"`, "", "default-zero-value"},
		{true, `gorm:"not null;default:false"`, "", ""},
		{true, `gorm:"not null;default:true;<-:update"`, "", ""},
		{true, `gorm:"not null;default:true;<-:create"`, "", "default-zero-value"},
		{true, `gorm:"not null;default:true;->"`, "", ""},
		{true, `gorm:"not null;default:(not false)"`, "", ""},
		{1, `gorm:"not null;default:-1"`, "", "default-zero-value"},
		{uint8(1), `gorm:"not null;default:7"`, "", "default-zero-value"},
		{1.5, `gorm:"not null;default:0.0"`, "", ""},
		{1, `gorm:"not null;default:0"`, "", ""},
		{1.5, `gorm:"not null;default:1.5"`, "", "default-zero-value"},
		{new(true), `gorm:"not null;default:true"`, "", ""},
		{"", `gorm:"not null;default:'x'"`, "", ""},
		{"", `gorm:"->" validate:"required,max=9"`, "", ""},
		{"", `gorm:"->;type:varchar(9) generated always as (id::varchar) stored" validate:"required"`, "", ""},
	})
}

type stringArray []string

func (s *stringArray) Scan(any) error { return nil }

type lamp struct {
	ID     int64
	On     bool   `gorm:"not null;default:true"`
	Watts  int32  `gorm:"not null;default:60"`
	Shades int32  `gorm:"not null;default:0"`
	Broken bool   `gorm:"not null;default:false"`
	Dimmed *bool  `gorm:"not null;default:true"`
	Made   bool   `gorm:"->;not null;default:true"`
	Level  *int32 `gorm:"not null;default:5"`
}

func (lamp) TableName() string { return "lamps" }

// A default in place of a zero is a warning that nobody has to ask for.
func TestDefaultsInPlaceOfZerosAreWarnings(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&lamp{}))
	report := check(t, db, &lamp{})
	require.Equal(t, []string{"default-zero-value public.lamps on", "default-zero-value public.lamps watts"}, found(report))
	for _, finding := range report.Findings {
		require.Equal(t, schema.SeverityWarning, finding.Severity)
		require.Empty(t, finding.Breaks)
	}
	require.NoError(t, exact.Assert(t.Context(), db, &lamp{}))

	// As the finding says, and as a pointer does not.
	made := lamp{Dimmed: new(false), Level: new(int32(0))}
	require.NoError(t, db.Create(&made).Error)
	require.NoError(t, db.Take(&made).Error)
	require.Equal(t, []any{true, int32(60), false, int32(0)}, []any{made.On, made.Watts, *made.Dimmed, *made.Level})
}
