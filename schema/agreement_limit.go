package schema

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A limit is one thing for which a value is refused: the type of the column, or a
// check.
type limit struct {
	domain expression.Domain
	text   string
	check  bool
}

func number(n int64) *expression.Bound { return &expression.Bound{Value: new(big.Rat).SetInt64(n)} }

// integers are the ranges of the integer types, by their bits.
var integers = map[string]int{"smallint": 16, "integer": 32, "bigint": 64}

// ofType is what the type of a column refuses, if that depends on the value.
func ofType(t structure.Type, labels []string) (limit, bool) {
	domain := expression.Anything()
	bits := integers[t.Name]
	switch {
	case labels != nil:
		domain.Values = labels
	case t.Name == "character varying" || t.Name == "character":
		length, err := strconv.ParseInt(t.Modifiers, 10, 32)
		if err != nil {
			return limit{}, false
		}
		domain.Length.High = number(length)
	case bits > 0:
		domain.Range = wholeNumbers(bits)
	case t.Name == "numeric":
		precision, scale, _ := strings.Cut(t.Modifiers, ",")
		digits, err := strconv.Atoi(precision)
		behind, scaleErr := strconv.Atoi(scale)
		if err != nil || scaleErr != nil {
			return limit{}, false
		}
		domain.Range = numeric(digits - behind)
	default:
		return limit{}, false
	}
	return limit{domain: domain, text: t.String()}, true
}

// wholeNumbers is the range of a number of so many bits, one of them for the sign.
func wholeNumbers(bits int) expression.Interval {
	most := int64(1)<<(bits-1) - 1
	return expression.Interval{Low: number(-most - 1), High: number(most)}
}

// numeric is the range of a number of so many digits before the point; less than none
// are zeros behind it.
func numeric(digits int) expression.Interval {
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(digits, -digits))), nil))
	if digits < 0 {
		power.Inv(power)
	}
	return expression.Interval{
		Low:  &expression.Bound{Value: new(big.Rat).Neg(power), Open: true},
		High: &expression.Bound{Value: power, Open: true},
	}
}

// ofCheck is what a check refuses of each column that it reads and that is of interest.
func ofCheck(check structure.Check, interests func(column string) bool) map[string]*limit {
	limits := map[string]*limit{}
	for _, column := range append(expression.Words(check.Expression), check.Columns...) {
		if _, read := limits[column]; !read && interests(column) {
			limits[column] = &limit{expression.Read(check.Expression, column), checkText(check), true}
		}
	}
	return limits
}
