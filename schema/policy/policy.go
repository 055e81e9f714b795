// Package policy reads the file in which a team writes down what it accepts of the
// findings of a check, and applies it to a report.
//
// The file has three parts, all of them optional:
//
//	ignore:                       # what is accepted, and why
//	  - code: index-extra         # a code or a pattern of codes
//	    table: shop.orders        # a pattern: * and ?
//	    object: by_hand_*         # a pattern
//	    reason: the monthly report needs it
//	    owner: data team
//	    expires: 2027-01-31       # the last day on which it counts
//	severity:                     # what weighs more or less here
//	  foreign-key-name: advice
//	baseline:                     # what was there before: written by a program
//	  - code: column-null
//	    table: shop.orders
//	    object: note
//
// An ignore that has expired, matches nothing or gives no reason is a finding itself,
// so that the file cannot rot. A key that the file does not have is an error.
package policy

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/schema"
)

// FileName is what the file is called where nobody says otherwise. It lies in the root
// of the repository.
const FileName = ".synapscale.yaml"

// A Policy is what a team accepts. Its zero value accepts nothing.
type Policy struct {
	// File is the name of the file as its findings mention it.
	File     string
	Ignores  []Ignore
	Severity map[schema.Code]schema.Severity
	Baseline []Accepted

	text     []byte
	baseline span
}

// An Ignore sets findings aside. Code, Table and Object are patterns in which * stands
// for any run of characters and ? for one; a backslash makes them plain. A table
// without a dot is meant without its schema. An empty table or object is any.
type Ignore struct {
	Code, Table, Object string
	Reason, Owner       string
	// Expires is the last day on which it counts; zero for no end.
	Expires time.Time
	Line    int
}

// Accepted is a finding that was there when the baseline was written.
type Accepted struct {
	Code          schema.Code
	Table, Object string
	Line          int
}

// ErrInvalid is what an [*Error] unwraps to.
var ErrInvalid = errors.New("policy: the file is not one")

// An Error is one thing that is wrong with a policy file. Parse returns all of them,
// joined.
type Error struct {
	File    string
	Line    int // 0 if it is not about one line
	Problem string
}

// Error names the place and what is wrong there.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Problem
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem)
}

// Unwrap makes errors.Is(err, ErrInvalid) true.
func (e *Error) Unwrap() error { return ErrInvalid }

// Read reads a policy file. The error of a file that does not exist is
// [os.ErrNotExist].
func Read(file string) (*Policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, text)
}

// Text is the text that the policy was read from.
func (p *Policy) Text() []byte { return p.text }

// String names what an ignore is about, in the words of the file.
func (i Ignore) String() string {
	return strings.Join(strings.Fields(i.Code+" "+i.Table+" "+i.Object), " ")
}
