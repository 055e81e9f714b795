package schema

import "slices"

// A Code identifies a kind of finding. Codes are stable: scripts, ignore lists and
// baselines may rely on them. [Explain] tells what each means.
type Code string

// An Explanation tells what a code means and how to mend what it reports.
type Explanation struct {
	Code     Code
	Severity Severity // of its findings
	// Title says in less than 80 characters what is wrong.
	Title string
	// Meaning says what it is, and what it breaks or will break.
	Meaning string
	// Mend says how to mend it, on which side, and how to tell.
	Mend string
	// Example is a change, in SQL or in a Go tag, that the check reports under this
	// code.
	Example string
}

// Explain tells what a code means. It reports whether there is such a code.
func Explain(code Code) (Explanation, bool) {
	for _, explanations := range explained {
		if at := slices.IndexFunc(explanations, func(e Explanation) bool { return e.Code == code }); at >= 0 {
			return explanations[at], true
		}
	}
	return Explanation{}, false
}

// Explanations returns what all codes mean: first those of differences from models and
// from declarations, then those of the three statements of a column, then those of
// advice, then those of ignores.
func Explanations() []Explanation { return slices.Concat(explained...) }

var explained = [][]Explanation{differenceExplanations, declaredExplanations, agreementExplanations, adviceExplanations, ignoreExplanations}
