package sample_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/sample"
	"github.com/synapscale/synapscale-go/validation"
)

type country struct {
	Code string `gorm:"primaryKey;size:2" validate:"required,iso3166_1_alpha2,max=2"`
}

type customer struct {
	ID        uuid.UUID       `gorm:"type:uuid;primaryKey" validate:"required"`
	Number    int64           `gorm:"primaryKey;autoIncrement"`
	Name      string          `gorm:"size:7" validate:"required,max=9"`
	Nickname  *string         `gorm:"size:40" validate:"omitempty,max=3"`
	Email     string          `validate:"required,email"`
	Language  string          `validate:"bcp47_language_tag"`
	Schedule  string          `validate:"cron_expression"`
	Color     string          `validate:"hex_color"`
	Address   string          `validate:"ip"`
	Currency  string          `validate:"iso4217"`
	Right     string          `validate:"permission_key"`
	Slug      string          `validate:"slug"`
	Zone      string          `validate:"timezone"`
	Site      string          `validate:"url"`
	Status    string          `validate:"oneof=new 'paid up'"`
	Active    bool            `gorm:"default:true"`
	Blocked   *bool           `gorm:"default:false"`
	Rating    int32           `validate:"gte=3,lte=5"`
	Discount  float64         `validate:"lte=0.5"`
	Balance   decimal.Decimal `validate:"gte=-1"`
	Born      time.Time       `gorm:"type:date"`
	Seen      *time.Time      `gorm:"type:timestamptz"`
	Period    pgtype.Interval `validate:"required"`
	Labels    []string        `gorm:"type:text[]"`
	Anything  []any           `gorm:"serializer:json"`
	Settings  map[string]any  `gorm:"serializer:json"`
	Graph     json.RawMessage `validate:"json_arrays=nodes edges"`
	Only      string          `validate:"oneof=single"`
	DeletedAt gorm.DeletedAt
	CountryID *string
	Country   *country `gorm:"foreignKey:CountryID" validate:"-"`
	ParentID  *uuid.UUID
	Parent    *customer `gorm:"foreignKey:ParentID;references:ID" validate:"-"`
}

// read is a model as GORM reads it.
func read(t *testing.T, model any) *schema.Schema {
	t.Helper()
	table, err := schema.Parse(model, new(sync.Map), schema.NamingStrategy{})
	require.NoError(t, err)
	return table
}

func rowOf(t *testing.T, model any, variant int) any {
	t.Helper()
	row, err := sample.Row(read(t, model), variant)
	require.NoError(t, err)
	return row
}

func TestARowSatisfiesItsTags(t *testing.T) {
	t.Parallel()
	require.Equal(t, &country{Code: "BR"}, rowOf(t, &country{}, 0))
	require.Equal(t, &country{Code: "US"}, rowOf(t, &country{}, 1))

	c := rowOf(t, &customer{}, 0).(*customer)
	require.NoError(t, validation.Struct(t.Context(), c))
	require.Zero(t, c.Number, "the database numbers it")
	require.Len(t, c.Name, 7)
	require.Len(t, *c.Nickname, 3)
	require.False(t, c.Active)
	require.True(t, *c.Blocked)
	require.EqualValues(t, 3, c.Rating)
	require.EqualValues(t, 0.5, c.Discount)
	require.Equal(t, "2.25", c.Balance.String())
	require.Zero(t, c.Born.Hour())
	require.JSONEq(t, `{"key": "value 0", "nodes": [], "edges": []}`, string(c.Graph))
	require.NotEqual(t, c.Slug, rowOf(t, &customer{}, 0).(*customer).Slug)
	require.Nil(t, c.Country)
	require.False(t, c.DeletedAt.Valid, "a row that is deleted cannot be read")
}

// Every column that has a second valid value gets it, and no other.
func TestChange(t *testing.T) {
	t.Parallel()
	table := read(t, &customer{})
	before := rowOf(t, &customer{}, 0).(*customer)
	after := new(*before)
	names := slices.DeleteFunc(slices.Clone(table.DBNames), func(name string) bool {
		return slices.Contains([]string{"id", "number", "deleted_at"}, name)
	})
	require.NoError(t, sample.Change(after, table, names))
	require.NoError(t, validation.Struct(t.Context(), after))
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		old, _ := field.ValueOf(t.Context(), reflect.ValueOf(before))
		changed, _ := field.ValueOf(t.Context(), reflect.ValueOf(after))
		if name == "only" || !slices.Contains(names, name) {
			require.Equal(t, old, changed, name)
		} else {
			require.NotEqual(t, old, changed, name)
		}
	}
	require.Equal(t, "paid up", after.Status)
	require.EqualValues(t, 4, after.Rating)
	require.EqualValues(t, -0.5, after.Discount)
}

type limits struct {
	Kind     string  `gorm:"type:varchar(20);check:limits_kind,kind IN ('big one','small')"`
	Percent  float64 `gorm:"type:numeric(4,2);check:percent BETWEEN 7 AND 50"`
	Count    int     `gorm:"check:counts,count > 4 AND count <= 6"`
	Above    int     `gorm:"check:above >= 3"`
	Below    int64   `gorm:"check:(below < 0)"`
	Either   int     `gorm:"check:either > 5 OR either < 0"`
	Tagged   int     `gorm:"check:tagged >= 8" validate:"gte=9,lt=11"`
	Single   int     `validate:"gte=5,lte=5"`
	Long     string  `validate:"min=20"`
	Exact    string  `validate:"len=18"`
	Tiny     int8    `gorm:"primaryKey"`
	Order    uint16  `gorm:"uniqueIndex:limits_order"`
	Small    int     `gorm:"type:smallint;unique"`
	Rate     string  `gorm:"type:numeric(3,3);unique"`
	Fixed    string  `gorm:"type:char(3) NOT NULL"`
	Quantity string  `gorm:"type:integer"`
	Whole    string  `gorm:"type:numeric(5)"`
	List     []int64 `gorm:"type:bigint[]" validate:"min=1,dive,gte=5"`
}

// What the tags of GORM say counts as much as what those of the validator say.
func TestARowSatisfiesChecksAndTypes(t *testing.T) {
	t.Parallel()
	for range 20 { // Some of it is random.
		l := rowOf(t, &limits{}, 0).(*limits)
		require.Equal(t, "big one", l.Kind)
		require.EqualValues(t, 7.25, l.Percent)
		require.Equal(t, 5, l.Count)
		require.Equal(t, 3, l.Above)
		require.EqualValues(t, -1, l.Below)
		require.Equal(t, 2, l.Either, "a rule that is not simple is not known")
		require.Equal(t, 9, l.Tagged)
		require.Len(t, l.Long, 20)
		require.Len(t, l.Exact, 18)
		require.Positive(t, l.Tiny)
		require.NotZero(t, l.Order)
		require.True(t, 0 < l.Small && l.Small < 1<<15)
		require.Equal(t, "0.25", l.Rate)
		require.Len(t, l.Fixed, 3)
		require.Equal(t, "2", l.Quantity)
		require.Equal(t, "2", l.Whole)
		require.Equal(t, []int64{2}, l.List)
	}
	require.Equal(t, 5, rowOf(t, &limits{}, 1).(*limits).Single)
	require.Equal(t, "small", rowOf(t, &limits{}, 1).(*limits).Kind)
}

type shape struct {
	Width  int `validate:"gte=2"`
	Note   string
	hidden int
}

type kinds struct {
	ID       string           `gorm:"type:uuid;primaryKey"`
	Text     sql.NullString   `gorm:"size:5"`
	Whole    sql.NullInt64    `gorm:"type:bigint"`
	Short    sql.NullInt16    `gorm:"type:smallint"`
	Real     sql.NullFloat64  `gorm:"type:double precision"`
	Flag     sql.NullBool     `gorm:"type:boolean"`
	Seen     sql.NullTime     `gorm:"type:timestamptz"`
	Key      sql.Null[string] `gorm:"type:uuid"`
	Address  netip.Addr       `gorm:"type:inet"`
	Bytes    []byte
	Document []byte          `gorm:"type:jsonb"`
	Plain    string          `gorm:"type:json"`
	Shape    shape           `gorm:"serializer:json"`
	Shapes   []shape         `gorm:"serializer:json"`
	Pointer  *shape          `gorm:"serializer:json"`
	Any      any             `gorm:"serializer:json"`
	Period   pgtype.Interval `gorm:"type:interval"`
	Numbers  numbers         `gorm:"type:integer[]"`
	Opening  string          `gorm:"type:time without time zone"`
	Closing  string          `gorm:"type:time"`
	Age      uint8
	Size     float32
}

// numbers is an array that is read in the form that PostgreSQL prints.
type numbers []int

func (n *numbers) Scan(value any) error {
	text, ok := value.(string)
	if !ok || !strings.HasPrefix(text, "{") {
		return errors.New("no array")
	}
	*n = numbers{7}
	return nil
}

// Every kind of type gets a value in both variants, and not the same.
func TestTypes(t *testing.T) {
	t.Parallel()
	table := read(t, &kinds{})
	first, second := rowOf(t, &kinds{}, 0).(*kinds), rowOf(t, &kinds{}, 1).(*kinds)
	for _, name := range table.DBNames {
		a, zero := table.FieldsByDBName[name].ValueOf(t.Context(), reflect.ValueOf(first))
		b, _ := table.FieldsByDBName[name].ValueOf(t.Context(), reflect.ValueOf(second))
		require.False(t, zero, name)
		if name != "numbers" {
			require.NotEqual(t, a, b, name)
		}
	}
	require.NoError(t, uuid.Validate(first.ID))
	require.NoError(t, uuid.Validate(first.Key.V))
	require.Len(t, first.Text.String, 5)
	require.Equal(t, sql.NullInt64{Int64: 2, Valid: true}, first.Whole)
	require.Equal(t, sql.NullFloat64{Float64: 2.25, Valid: true}, first.Real)
	require.True(t, first.Flag.Valid)
	require.True(t, first.Seen.Valid)
	require.Equal(t, netip.MustParseAddr("2001:db8::1"), first.Address)
	require.JSONEq(t, `{"key": "value 0"}`, string(first.Document))
	require.JSONEq(t, `{"key": "value 0"}`, first.Plain)
	require.Equal(t, 2, first.Shape.Width)
	require.Zero(t, first.Shape.hidden)
	require.Len(t, first.Shapes, 1)
	require.Equal(t, 2, first.Pointer.Width)
	require.EqualValues(t, 90_000_000, first.Period.Microseconds)
	require.Equal(t, numbers{7}, first.Numbers)
	require.Equal(t, "10:00:00", first.Opening)
	require.Equal(t, "2024-02-01T10:00:00Z", first.Closing, "what GORM calls time is PostgreSQL's timestamptz")
}

func TestWhatCannotBeFilled(t *testing.T) {
	t.Parallel()
	type odd struct {
		ID     int64
		Signal complex128 `gorm:"type:text"`
	}
	type list struct {
		ID   int64
		Data []complex64 `gorm:"type:text[]"`
	}
	type mapped struct {
		ID   int64
		Data map[int]int `gorm:"serializer:json"`
	}
	type point struct {
		ID int64
		At struct{ X, Y chan int } `gorm:"type:point;serializer:json"`
		To [2]int                  `gorm:"type:point"`
	}
	for message, model := range map[string]any{
		"odds.signal: no sample of type complex128":   &odd{},
		"lists.data: no sample of type []complex64":   &list{},
		"mappeds.data: no sample of type map[int]int": &mapped{},
		"points.to: no sample of type [2]int":         &point{},
	} {
		table := read(t, model)
		_, err := sample.Row(table, 0)
		require.EqualError(t, err, message)
		require.EqualError(t, sample.Change(model, table, table.DBNames), message)
	}
}

// PostgreSQL reads the text of each type, in every variant.
func TestTextsOfTypes(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for name, text := range sample.Texts {
		for variant := range 5 {
			require.NoError(t, tx.Exec("select cast(? as "+name+")", text(variant)).Error, "%s %s", name, text(variant))
		}
	}
}

// The validator accepts the text of each of its tags.
func TestTextsOfTags(t *testing.T) {
	t.Parallel()
	applications := []string{"cron_expression", "hex_color", "permission_key", "slug"} // See TestARowSatisfiesItsTags.
	for tag, text := range sample.Formats {
		if slices.Contains(applications, tag) {
			continue
		}
		for variant := range 5 {
			require.NoError(t, validator.New().Var(text(variant), tag), "%s %s", tag, text(variant))
		}
	}
}

// Whatever the tags of a model say, there is a row or an error.
func FuzzTags(f *testing.F) {
	f.Add("x IN ('a','b')", "required,oneof=a 'b c'", 0)
	f.Add("x BETWEEN 1 AND 5 AND x > 2", "gte=1,lt=3", 1)
	f.Add("x >= NaN", "min=99999999999,max=-1", 2)
	f.Add(`"x" < 1e9`, "dive,len=3,gte=Inf,lte=-Inf", 3)
	f.Fuzz(func(t *testing.T, check, validate string, variant int) {
		tag := reflect.StructTag("gorm:" + strconv.Quote("column:x;primaryKey;autoIncrement:false;check:x,"+check) + " validate:" + strconv.Quote(validate))
		for _, kind := range []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[float64](), reflect.TypeFor[decimal.Decimal]()} {
			model := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "X", Type: kind, Tag: tag}})).Interface()
			table, err := schema.Parse(model, new(sync.Map), named{})
			if err != nil {
				continue
			}
			row, err := sample.Row(table, variant&7)
			require.NoError(t, err)
			require.NoError(t, sample.Change(row, table, []string{"x"}))
		}
	})
}

// named gives a name to the table of a type without one.
type named struct{ schema.NamingStrategy }

func (named) TableName(string) string { return "t" }
