package validation_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/validation"
)

func number(text string) *decimal.Decimal {
	d := decimal.RequireFromString(text)
	return &d
}

// TestTypes checks the column types of the models, each in a struct, as the
// validator treats a field otherwise than a lone variable.
func TestTypes(t *testing.T) {
	t.Parallel()
	type requiredID struct {
		F uuid.UUID `validate:"required"`
	}
	type requiredJSON struct {
		F json.RawMessage `validate:"required"`
	}
	type optionalJSON struct {
		F json.RawMessage `validate:"omitempty,json"`
	}
	type requiredInterval struct {
		F pgtype.Interval `validate:"required"`
	}
	type optionalInterval struct {
		F *pgtype.Interval `validate:"omitempty,required"`
	}
	type requiredMap struct {
		F map[string]any `validate:"required"`
	}
	type percent struct {
		F decimal.Decimal `validate:"gte=0,lte=100"`
	}
	type open struct {
		F decimal.Decimal `validate:"gt=0,lt=100"`
	}
	type optionalPercent struct {
		F *decimal.Decimal `validate:"omitempty,gte=1,lte=100"`
	}
	type varchar3 struct {
		F string `validate:"max=3"`
	}
	cases := []struct {
		name  string
		value any
		tag   string // the tag that fails; empty for a valid value
	}{
		{"zero uuid", requiredID{}, "required"},
		{"uuid", requiredID{F: uuid.Max}, ""},
		{"nil json", requiredJSON{}, "required"},
		{"empty json", requiredJSON{F: json.RawMessage{}}, "required"},
		{"json null", requiredJSON{F: json.RawMessage(`null`)}, ""},
		{"json", requiredJSON{F: json.RawMessage(`{}`)}, ""},
		{"optional json", optionalJSON{}, ""},
		{"broken json", optionalJSON{F: json.RawMessage(`{`)}, "json"},
		{"zero interval", requiredInterval{}, "required"},
		{"interval that is null", requiredInterval{F: pgtype.Interval{Microseconds: 1}}, "required"},
		{"interval of no time", requiredInterval{F: pgtype.Interval{Valid: true}}, ""},
		{"optional interval", optionalInterval{}, ""},
		{"optional interval that is null", optionalInterval{F: &pgtype.Interval{}}, ""},
		{"nil map", requiredMap{}, "required"},
		{"empty map", requiredMap{F: map[string]any{}}, ""},
		{"decimal at the lower bound", percent{}, ""},
		{"decimal at the upper bound", percent{F: *number("100.00")}, ""},
		{"decimal below", percent{F: *number("-0.01")}, "gte"},
		{"decimal above", percent{F: *number("100.01")}, "lte"},
		{"decimal above by more digits than a float64 has", percent{F: *number("100.000000000000000001")}, ""},
		{"decimal beyond every float64", percent{F: *number("1e400")}, "lte"},
		{"decimal with an exponent that would not fit in memory", percent{F: decimal.New(1, 1<<31-1)}, "lte"},
		{"decimal not greater", open{}, "gt"},
		{"decimal not less", open{F: *number("100")}, "lt"},
		{"decimal between", open{F: *number("0.0001")}, ""},
		{"optional decimal", optionalPercent{}, ""},
		{"optional decimal, set to zero", optionalPercent{F: number("0")}, "gte"},
		{"three characters in nine bytes", varchar3{F: "日本語"}, ""},
		{"four characters", varchar3{F: "ação"}, "max"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := validation.Struct(t.Context(), c.value)
			if c.tag == "" {
				require.NoError(t, err)
				return
			}
			var invalid *validation.Error
			require.ErrorAs(t, err, &invalid)
			require.Len(t, invalid.Fields, 1)
			require.Equal(t, c.tag, invalid.Fields[0].Tag)
			require.Equal(t, reflect.TypeOf(c.value).Name()+".F", invalid.Fields[0].Namespace)
		})
	}
}

type parent struct {
	Name string `validate:"required"`
}

func TestAssociations(t *testing.T) {
	t.Parallel()
	type bare struct{ Parent *parent }
	type child struct {
		Parent   *parent  `validate:"-"`
		Siblings []parent `validate:"-"`
	}

	require.ErrorIs(t, validation.Struct(t.Context(), bare{Parent: &parent{}}), validation.ErrInvalid,
		"the validator descends into a struct without a tag")
	require.NoError(t, validation.Struct(t.Context(), child{Parent: &parent{}, Siblings: []parent{{}}}))
}

func TestError(t *testing.T) {
	t.Parallel()
	type account struct {
		Password string         `validate:"max=4"`
		Email    *string        `validate:"omitempty,email"`
		Labels   []string       `validate:"max=1"`
		Rating   int            `validate:"gte=1"`
		Status   string         `validate:"oneof=active inactive"`
		Graph    map[string]any `validate:"json_arrays=nodes connections"`
		Number   string         `validate:"startswith=A"`
		Digits   string         `validate:"numeric"`
		Fine     string         `validate:"required"`
	}
	email := "nobody"
	err := validation.Struct(t.Context(), &account{
		Password: "hunter2", Email: &email, Labels: []string{"a", "b"}, Status: "gone", Fine: "yes",
	})

	var invalid *validation.Error
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, []validation.FieldError{
		{Namespace: "account.Password", Tag: "max", Param: "4", Message: "must have at most 4 characters"},
		{Namespace: "account.Email", Tag: "email", Message: "must be an e-mail address"},
		{Namespace: "account.Labels", Tag: "max", Param: "1", Message: "must have at most 1 elements"},
		{Namespace: "account.Rating", Tag: "gte", Param: "1", Message: "must be at least 1"},
		{Namespace: "account.Status", Tag: "oneof", Param: "active inactive", Message: "must be one of: active, inactive"},
		{Namespace: "account.Graph", Tag: "json_arrays", Param: "nodes connections", Message: "must hold an array under each of: nodes, connections"},
		{Namespace: "account.Number", Tag: "startswith", Param: "A", Message: `must satisfy the rule "startswith=A"`},
		{Namespace: "account.Digits", Tag: "numeric", Message: `must satisfy the rule "numeric"`},
	}, invalid.Fields)

	require.ErrorIs(t, err, validation.ErrInvalid)
	var failures validator.ValidationErrors
	require.ErrorAs(t, err, &failures)
	require.Len(t, failures, len(invalid.Fields))
	require.Equal(t, "hunter2", failures[0].Value())

	require.Contains(t, err.Error(), "account.Password must have at most 4 characters; account.Email must be")
	require.NotContains(t, err.Error(), "hunter2")
	require.NotContains(t, err.Error(), "\n")
}

func TestStructThatCannotBeJudged(t *testing.T) {
	t.Parallel()
	type unknownTag struct {
		F string `validate:"no_such_tag"`
	}
	type unfitTag struct {
		F struct{ A int } `validate:"gte=1"`
	}
	cases := []struct {
		name  string
		value any
		text  string
	}{
		{"nil", nil, "pass a struct or a pointer to one, not <nil>"},
		{"nil pointer", (*parent)(nil), "pass a struct or a pointer to one, not *validation_test.parent"},
		{"text", "text", "pass a struct or a pointer to one, not string"},
		{"unknown tag", unknownTag{F: "a"}, "correct the validate tags of validation_test.unknownTag"},
		{"tag that does not fit", unfitTag{}, "correct the validate tags of validation_test.unfitTag"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := validation.Struct(t.Context(), c.value)
			require.ErrorContains(t, err, c.text)
			require.NotErrorIs(t, err, validation.ErrInvalid)
			if strings.HasPrefix(c.text, "pass") {
				var unfit *validator.InvalidValidationError
				require.ErrorAs(t, err, &unfit)
			}
		})
	}
}

// TestStructConcurrently is for the race detector, on a type that no other test
// has made known to the validator.
func TestStructConcurrently(t *testing.T) {
	t.Parallel()
	type fresh struct {
		Slug string `validate:"required,slug"`
	}
	var group sync.WaitGroup
	results := make([]error, 16)
	for i := range results {
		group.Go(func() { results[i] = validation.Struct(t.Context(), fresh{Slug: strings.Repeat("-", i%2) + "a"}) })
	}
	group.Wait()
	for i, err := range results {
		require.Equal(t, i%2 == 1, errors.Is(err, validation.ErrInvalid), "%d: %v", i, err)
	}
}

func TestNewIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	v := validation.New()
	require.NoError(t, v.RegisterValidation("even", func(field validator.FieldLevel) bool { return field.Field().Int()%2 == 0 }))
	require.NoError(t, v.Var(2, "even"))
	require.Error(t, v.Var(3, "even"))
	require.Panics(t, func() { _ = validation.New().Var(2, "even") })
}
