package expression

import (
	"math/big"
	"regexp"
)

// A Bound is one end of an interval.
type Bound struct {
	Value *big.Rat
	Open  bool // the value itself is outside
}

// An Interval is what lies between two bounds; nil is no bound.
type Interval struct{ Low, High *Bound }

// IsWhole reports whether every number is inside.
func (i Interval) IsWhole() bool { return i.Low == nil && i.High == nil }

// String writes the interval as in mathematics: [1,5), and (,) for every number.
func (i Interval) String() string {
	text := "("
	if i.Low != nil {
		if !i.Low.Open {
			text = "["
		}
		text += Numeral(i.Low.Value)
	}
	text += ","
	if i.High == nil {
		return text + ")"
	}
	text += Numeral(i.High.Value)
	if i.High.Open {
		return text + ")"
	}
	return text + "]"
}

// Contains reports whether a number is inside.
func (i Interval) Contains(number *big.Rat) bool {
	if i.Low != nil {
		if order := number.Cmp(i.Low.Value); order < 0 || order == 0 && i.Low.Open {
			return false
		}
	}
	if i.High != nil {
		if order := number.Cmp(i.High.Value); order > 0 || order == 0 && i.High.Open {
			return false
		}
	}
	return true
}

// ReachesBelow reports whether numbers are inside that lie below those of another
// interval.
func (i Interval) ReachesBelow(other Interval) bool {
	a, b := i.Low, other.Low
	switch {
	case b == nil:
		return false
	case a == nil:
		return true
	}
	order := a.Value.Cmp(b.Value)
	return order < 0 || order == 0 && b.Open && !a.Open
}

// ReachesAbove reports whether numbers are inside that lie above those of another
// interval.
func (i Interval) ReachesAbove(other Interval) bool {
	a, b := i.High, other.High
	switch {
	case b == nil:
		return false
	case a == nil:
		return true
	}
	order := a.Value.Cmp(b.Value)
	return order > 0 || order == 0 && b.Open && !a.Open
}

// And returns what is inside both intervals.
func (i Interval) And(other Interval) Interval {
	if i.ReachesBelow(other) {
		i.Low = other.Low
	}
	if i.ReachesAbove(other) {
		i.High = other.High
	}
	return i
}

// Or returns the least interval that holds both.
func (i Interval) Or(other Interval) Interval {
	if other.ReachesBelow(i) {
		i.Low = other.Low
	}
	if other.ReachesAbove(i) {
		i.High = other.High
	}
	return i
}

// Integers returns the same interval of whole numbers, with closed bounds.
func (i Interval) Integers() Interval {
	if i.Low != nil && (i.Low.Open || !i.Low.Value.IsInt()) {
		least, exact := floor(i.Low.Value)
		if !exact || i.Low.Open {
			least.Add(least, big.NewInt(1))
		}
		i.Low = &Bound{Value: new(big.Rat).SetInt(least)}
	}
	if i.High != nil && (i.High.Open || !i.High.Value.IsInt()) {
		most, exact := floor(i.High.Value)
		if exact && i.High.Open {
			most.Sub(most, big.NewInt(1))
		}
		i.High = &Bound{Value: new(big.Rat).SetInt(most)}
	}
	return i
}

// floor returns the greatest whole number that is not above, and whether it is the
// number itself.
func floor(number *big.Rat) (whole *big.Int, exact bool) {
	whole = new(big.Int).Div(number.Num(), number.Denom()) // Denom is positive, so this rounds down.
	return whole, number.IsInt()
}

// numberText matches what both Go and PostgreSQL read as a number. An exponent of
// many digits would make a number that fills the memory.
var numberText = regexp.MustCompile(`^[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?$`)

// Number reads a number as PostgreSQL and Go write it.
func Number(text string) (number *big.Rat, ok bool) {
	if !numberText.MatchString(text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// Numeral writes a number that [Number] has read, the shortest way.
func Numeral(number *big.Rat) string {
	digits, _ := number.FloatPrec() // It was a decimal, so it is one.
	return number.FloatString(digits)
}
