package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A record reads, field by field, the text that PostgreSQL writes for a composite
// value: (1,"two words",,t). The first failure stays, and everything read after it is
// zero, so that it suffices to ask at the end.
type record struct {
	text string
	rest string // what follows the comma or parenthesis before the next field
	left bool   // whether there is a next field
	err  error
}

var (
	errTooShort = errors.New("it ends too early")
	errTooLong  = errors.New("it has more fields than expected")
	errNoRecord = errors.New("it is no record")
)

func recordOf(text string) record {
	r := record{text: text}
	if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' {
		r.err = errNoRecord
		return r
	}
	r.rest, r.left = text[1:len(text)-1], true
	return r
}

// end returns what went wrong, be it that fields are left over.
func (r *record) end() error {
	if r.left && r.err == nil {
		r.err = errTooLong
	}
	if r.err != nil {
		return fmt.Errorf("%.200q: %w", r.text, r.err)
	}
	return nil
}

// next returns the next field; there is none where the value is null, which PostgreSQL
// writes as nothing at all.
func (r *record) next() (field string, found bool) {
	if r.err != nil {
		return "", false
	}
	if !r.left {
		r.err = errTooShort
		return "", false
	}
	if strings.HasPrefix(r.rest, `"`) {
		if field, found = r.quoted(); !found {
			r.err = errTooShort
			return "", false
		}
	} else {
		end := strings.IndexByte(r.rest, ',')
		if end < 0 {
			end = len(r.rest)
		}
		field, r.rest = r.rest[:end], r.rest[end:]
		found = field != ""
	}
	switch {
	case r.rest == "":
		r.left = false
	case r.rest[0] == ',':
		r.rest = r.rest[1:]
	default:
		r.err = errNoRecord
	}
	return field, found
}

// quoted takes a quoted field if it has an end. A quote and a backslash in it are doubled.
func (r *record) quoted() (field string, found bool) {
	body := r.rest[1:]
	doubled := false
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '\\':
			doubled = true
			i++
		case body[i] != '"':
		case i+1 < len(body) && body[i+1] == '"':
			doubled = true
			i++
		default:
			r.rest = body[i+1:]
			if doubled {
				return doubles.Replace(body[:i]), true
			}
			return body[:i], true
		}
	}
	return "", false
}

var doubles = strings.NewReplacer(`""`, `"`, `\\`, `\`)

// string returns a field, which is empty if it is null.
func (r *record) string() string {
	field, _ := r.next()
	return field
}

func (r *record) bool() bool {
	field, _ := r.next()
	switch field {
	case "t":
		return true
	case "f":
	default:
		r.fail("%q is neither t nor f", field)
	}
	return false
}

// number returns a field, which is 0 if it is null.
func (r *record) number() int64 {
	field, found := r.next()
	if !found {
		return 0
	}
	return r.integer(field)
}

// pointer returns a field, or nil if it is null.
func (r *record) pointer() *int64 {
	field, found := r.next()
	if !found {
		return nil
	}
	return new(r.integer(field))
}

// numbers returns an array, which is written {1,2}, or a vector, which is written 1 2.
func (r *record) numbers() []int64 {
	field, _ := r.next()
	var numbers []int64
	for {
		field = strings.TrimLeft(field, "{, ")
		end := strings.IndexAny(field, ", }")
		if end < 0 {
			end = len(field)
		}
		if end == 0 {
			return numbers
		}
		numbers = append(numbers, r.integer(field[:end]))
		field = field[end:]
	}
}

// strings returns a JSON array of texts and nulls.
func (r *record) strings() []string {
	field, found := r.next()
	if !found {
		return nil
	}
	var list []string
	if err := json.Unmarshal([]byte(field), &list); err != nil {
		r.fail("%q is no list: %w", field, err)
	}
	return list
}

func (r *record) integer(text string) int64 {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		r.fail("%w", err)
	}
	return number
}

func (r *record) fail(format string, arguments ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, arguments...)
	}
}
