package validation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
)

// shared keeps what the validator learns about each struct type, which is most
// of the cost of the first validation.
var shared = sync.OnceValue(New)

// New returns a validator that knows the tags and types of this package, with
// required also judging struct values, as the next major version will. Each call
// returns a new one, so that the caller may register more tags; register them
// before the first validation, because registering is not safe for concurrent use.
//
// The validator panics on a tag that it does not know and on one that does not
// fit its field. [Struct] turns that into an error.
func New() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	for tag, holds := range rules {
		// An error means an empty tag or a nil function, and rules has neither.
		_ = v.RegisterValidation(tag, func(field validator.FieldLevel) bool {
			return field.Field().Kind() == reflect.String && holds(field.Field().String())
		})
	}
	_ = v.RegisterValidation("json_arrays", func(field validator.FieldLevel) bool {
		return hasArrays(field.Field(), strings.Fields(field.Param()))
	})
	v.RegisterCustomTypeFunc(decimalValue, decimal.Decimal{})
	v.RegisterCustomTypeFunc(intervalValue, pgtype.Interval{})
	v.RegisterCustomTypeFunc(jsonValue, json.RawMessage{})
	return v
}

// Struct validates a struct, or the struct behind a pointer, by its tags. It
// returns nil or an [*Error] with every field that fails, which is [ErrInvalid]
// and wraps [validator.ValidationErrors].
//
// Any other error means that the value could not be judged: it is no struct, a
// nil pointer ([*validator.InvalidValidationError]), or a tag in it is unknown or
// does not fit its field. Nothing here waits, so a cancelled ctx changes nothing.
//
// Struct is safe for concurrent use.
func Struct(ctx context.Context, value any) (err error) {
	defer func() {
		// The validator panics on a mistaken tag, which must not take a service down.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("validation: correct the validate tags of %T: %v", value, cause)
		}
	}()

	err = shared().StructCtx(ctx, value)
	if failures, ok := errors.AsType[validator.ValidationErrors](err); ok {
		return newError(failures)
	}
	if err != nil {
		return fmt.Errorf("validation: pass a struct or a pointer to one, not %T: %w", value, err)
	}
	return nil
}

// decimalValue lets gt, gte, lt and lte see a number where they would see a
// struct, on which they panic. The nearest float64 is exact enough for bounds.
func decimalValue(field reflect.Value) any {
	number, _ := reflect.TypeAssert[decimal.Decimal](field)
	return number.InexactFloat64()
}

// intervalValue tells NULL from a value, which a struct's zero value does not:
// {Microseconds: 1} without Valid is not zero, and is written as NULL. An
// interval has no order (a month is 28 to 31 days), so it becomes no number.
func intervalValue(field reflect.Value) any {
	interval, _ := reflect.TypeAssert[pgtype.Interval](field)
	if !interval.Valid {
		return nil
	}
	return true
}

// jsonValue makes required look for text: of a slice it only asks for not nil,
// and PostgreSQL refuses an empty text as JSON.
func jsonValue(field reflect.Value) any {
	return string(field.Bytes())
}
