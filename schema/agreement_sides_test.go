package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

type painting struct {
	ID      int64
	Title   string  `gorm:"type:varchar(100);not null" validate:"required,max=120"`
	Shade   string  `gorm:"type:shop.shade;not null" validate:"required,oneof=red green"`
	Tint    tint    `gorm:"type:varchar(9);not null" validate:"required,oneof=red green blue"`
	Fragile fragile `gorm:"type:varchar(9);not null;check:paintings_fragile,fragile in ('a','b')"`
}

func (painting) TableName() string { return "shop.paintings" }

// A fragile panics over a value, as a method of a model's own type may.
type fragile string

func (f fragile) Valid() bool { return f == "" || string(f)[1] == 'x' }

func paintings(t *testing.T) *schema.Report {
	t.Helper()
	db := pgtest.Tx(t)
	run(t, db, "create schema shop; create type shop.shade as enum ('red', 'green')")
	require.NoError(t, db.AutoMigrate(&painting{}))
	run(t, db, "alter type shop.shade rename value 'green' to 'blue'")
	return check(t, db, &painting{})
}

func TestAFindingSaysWhichSideIsWrong(t *testing.T) {
	t.Parallel()
	report := paintings(t)
	require.Equal(t, []string{
		"comparison-failed paintings fragile", "validate-length paintings title",
		"validate-values paintings shade", "validate-values-extra paintings shade",
	}, slices.Sorted(slices.Values(found(report))))
	for _, f := range report.Findings {
		switch f.Code {
		case schema.CodeComparisonFailed:
			require.Equal(t, schema.SeverityUndetermined, f.Severity)
			require.Contains(t, f.Actual, "index out of range")
		case schema.CodeValidateLength:
			require.Equal(t, schema.Finding{
				Code: schema.CodeValidateLength, Severity: schema.SeverityDifference, Table: "shop.paintings", Object: "title",
				Expected: `validate:"required,max=120"`, Actual: "character varying(100)",
				Reason: "the tag lets 1 to 120 characters pass, the database at most 100 characters", Wrong: schema.SideValidation,
				Breaks: []schema.Statement{schema.StatementInsert, schema.StatementUpdate},
				Model:  "github.com/synapscale/synapscale-go/schema_test.painting", Field: "Title",
			}, f)
		case schema.CodeValidateValues:
			require.Equal(t, "the database refuses 'green'", f.Reason)
		case schema.CodeValidateValuesExtra:
			require.Equal(t, "the database admits 'blue'", f.Actual)
			require.Empty(t, f.Breaks)
		}
	}
}

// What a declaration says of an enum counts as the model's own words: that the database
// has other labels is a difference of the enum, and no second one of the tag.
func TestADeclaredEnumSpeaksForTheModel(t *testing.T) {
	t.Parallel()
	db := pgtest.Tx(t)
	run(t, db, "create schema shop; create type shop.shade as enum ('red', 'green')")
	require.NoError(t, db.AutoMigrate(&painting{}))
	run(t, db, "alter type shop.shade rename value 'green' to 'blue'")
	checker := schema.Checker{Declared: []declare.Schema{{Name: "shop", Enums: []declare.Enum{{Name: "shade", Labels: []string{"red", "green"}}}}}}
	report, err := checker.Check(t.Context(), db, &painting{})
	require.NoError(t, err)
	for _, finding := range found(report) {
		require.False(t, strings.HasPrefix(finding, "validate-values"), finding)
	}
}

type canvas struct {
	ID   int64
	Tint tint  `gorm:"type:shop.shade;not null" validate:"oneof=red green blue"`
	Hue  shade `gorm:"type:shop.shade;not null" validate:"oneof=red green blue"`
}

func (canvas) TableName() string { return "shop.canvases" }

// A tag that agrees with the constants of its Go type is probably right.
func TestTwoSidesAgainstOne(t *testing.T) {
	t.Parallel()
	db := pgtest.Tx(t)
	run(t, db, "create schema shop; create type shop.shade as enum ('red', 'green')")
	require.NoError(t, db.AutoMigrate(&canvas{}))
	wrong := map[string]schema.Side{}
	for _, f := range check(t, db, &canvas{}).Findings {
		wrong[f.Object+" "+string(f.Code)] = f.Wrong
	}
	require.Equal(t, map[string]schema.Side{
		"tint validate-values": schema.SideDatabase, "tint type-values": schema.SideDatabase,
		"hue validate-values": schema.SideValidation, "hue type-values": schema.SideModel,
	}, wrong)
}

// A view is read and not written, so its columns have no limits.
func TestAViewIsNotWritten(t *testing.T) {
	t.Parallel()
	db := pgtest.Tx(t)
	run(t, db, "create schema shop; create view shop.paintings as select 1::bigint id, 'a'::varchar(100) title, 'b'::text shade, 'c'::varchar(9) tint, 'a'::varchar(9) fragile")
	require.Equal(t, []string{"table-kind paintings", "column-type paintings shade"}, found(check(t, db, &painting{})))
}

type frame struct {
	ID     int64
	Title  string  `gorm:"type:varchar(100);not null" validate:"required,max=100"`
	Artist string  `gorm:"type:varchar(100);not null" validate:"required,max=80"`
	Width  int32   `gorm:"not null;check:frames_width,width between 1 and 5" validate:"gte=1,lte=5"`
	Height int32   `gorm:"not null;check:frames_height,height > 0" validate:"gte=1"`
	Depth  int32   `gorm:"not null" validate:"gte=1"`
	Weight int32   `gorm:"not null;check:frames_weight,weight between 1 and 5"`
	Maker  *string `validate:"required"`
	Owner  *string `gorm:"not null" validate:"required"`
}

// Where a model and its table differ, the validate tag has the casting vote.
func TestTheValidateTagTellsWhichOfTwoIsWrong(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&frame{}))
	for alter, wrong := range map[string]schema.Side{
		"alter title type varchar(80)":                                                   schema.SideDatabase,
		"alter title type varchar(120)":                                                  schema.SideDatabase,
		"alter artist type varchar(80)":                                                  schema.SideModel,
		"alter artist type varchar(90)":                                                  "",
		"drop constraint frames_width":                                                   schema.SideDatabase,
		"drop constraint frames_weight":                                                  "",
		"drop constraint frames_width, add check (width between 1 and 4)":                schema.SideDatabase,
		"drop constraint frames_height, add constraint frames_height check (height > 1)": schema.SideDatabase,
		"drop constraint frames_weight, add constraint frames_weight check (weight > 1)": "",
		"add check (depth >= 1)":                                                         schema.SideModel,
		"add check (depth >= 2)":                                                         schema.SideDatabase,
		"alter owner drop not null":                                                      schema.SideDatabase,
		"alter maker set not null":                                                       schema.SideModel,
		"alter owner set default 'x'":                                                    "",
	} {
		tx := db.Begin()
		run(t, tx, "alter table frames "+alter)
		for _, f := range check(t, tx, &frame{}).Findings {
			require.Equal(t, wrong, f.Wrong, "%s: %s", alter, f)
		}
		tx.Rollback()
	}
}
