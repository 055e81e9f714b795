package sample_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

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
	CountryID *string
	Country   *country `gorm:"foreignKey:CountryID" validate:"-"`
	ParentID  *uuid.UUID
	Parent    *customer `gorm:"foreignKey:ParentID;references:ID" validate:"-"`
}

func TestMakeSatisfiesTagsAndReferences(t *testing.T) {
	t.Parallel()
	var rows sample.Rows
	made, err := rows.Make(country{})
	require.NoError(t, err)
	require.Equal(t, &country{Code: "BR"}, made)

	made, err = rows.Make(&customer{})
	require.NoError(t, err)
	require.NoError(t, validation.Struct(t.Context(), made))
	c := made.(*customer)
	require.Zero(t, c.Number, "the database numbers it")
	require.Len(t, c.Name, 7)
	require.Len(t, *c.Nickname, 3)
	require.False(t, c.Active)
	require.True(t, *c.Blocked)
	require.EqualValues(t, 3, c.Rating)
	require.EqualValues(t, 0.5, c.Discount)
	require.Equal(t, "1.25", c.Balance.String())
	require.Zero(t, c.Born.Hour())
	require.Equal(t, "BR", *c.CountryID)
	require.Equal(t, c.ID, *c.ParentID, "it refers to itself")
	require.JSONEq(t, `{"key": "value", "nodes": [], "edges": []}`, string(c.Graph))

	other, err := rows.Make(&customer{})
	require.NoError(t, err)
	require.NotEqual(t, c.Slug, other.(*customer).Slug)
}

func TestAReferenceStaysNilUntilItsTargetIsMade(t *testing.T) {
	t.Parallel()
	made, err := new(sample.Rows).Make(&customer{})
	require.NoError(t, err)
	require.Nil(t, made.(*customer).CountryID)
}

func TestMakeNamesWhatItCannotFill(t *testing.T) {
	t.Parallel()
	type odd struct {
		ID     int64
		Signal complex128 `gorm:"type:text"`
	}
	type bytes struct {
		ID   int64
		Data []int `gorm:"type:integer[]"`
	}
	for _, model := range []any{&odd{}, &bytes{}, 7, nil} {
		_, err := new(sample.Rows).Make(model)
		require.Error(t, err)
	}
	_, err := new(sample.Rows).Make(&odd{})
	require.EqualError(t, err, "odds.signal: no sample of type complex128")
	_, err = new(sample.Rows).Make(&bytes{})
	require.EqualError(t, err, "bytes.data: no sample of type []int")
}
