package validation

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// ErrInvalid is what every [*Error] is to [errors.Is].
var ErrInvalid = errors.New("validation: invalid value")

// Error lists the fields of one value that break their tags. It wraps
// [ErrInvalid] and the [validator.ValidationErrors] it was made from. Those hold
// the refused values; the Error's own text and Fields do not, so that a password
// in a wrong field reaches neither a log nor an answer.
type Error struct {
	// Fields is in the order of the struct's fields.
	Fields []FieldError

	failures validator.ValidationErrors
}

// A FieldError says which tag one field breaks.
type FieldError struct {
	// Namespace is the path to the field in Go's names, such as "Contact.Email".
	Namespace string
	// Tag is the tag that fails, such as "max". Of several that would fail, a
	// field reports the first.
	Tag string
	// Param is what follows the tag's equals sign, such as "255", or empty.
	Param string
	// Message says what the field must be, such as "must have at most 255
	// characters". It is in English and reads on from the field's name.
	Message string
}

func newError(failures validator.ValidationErrors) *Error {
	fields := make([]FieldError, len(failures))
	for i, failure := range failures {
		fields[i] = FieldError{
			Namespace: failure.Namespace(),
			Tag:       failure.Tag(),
			Param:     failure.Param(),
			Message:   message(failure),
		}
	}
	return &Error{Fields: fields, failures: failures}
}

// Error implements error with one line that names every field.
func (e *Error) Error() string {
	texts := make([]string, len(e.Fields))
	for i, field := range e.Fields {
		texts[i] = field.Namespace + " " + field.Message
	}
	return "validation: " + strings.Join(texts, "; ")
}

// Unwrap lets errors.Is find ErrInvalid and errors.As the ValidationErrors.
func (e *Error) Unwrap() []error { return []error{ErrInvalid, e.failures} }

var messages = map[string]string{
	"required":           "is required",
	"email":              "must be an e-mail address",
	"url":                "must be an absolute URL",
	"ip":                 "must be an IPv4 or IPv6 address",
	"timezone":           "must be an IANA time zone name, such as Europe/Lisbon",
	"bcp47_language_tag": "must be a BCP 47 language tag, such as pt-BR",
	"iso4217":            "must be an ISO 4217 currency code, such as USD",
	"iso3166_1_alpha2":   "must be an ISO 3166-1 country code of two letters, such as BR",
	"semver":             "must be a semantic version, such as 1.4.0",
	"cron_expression":    "must be a cron expression of five fields, such as 0 9 * * *",
	"slug":               "must be lower-case letters and digits with single hyphens between them",
	"hex_color":          "must be # and six hexadecimal digits, such as #6B7280",
	"permission_key":     "must be a resource and an action in lower case, such as agents.read or agents:*",
}

var limits = map[string]string{
	"max": "at most", "lte": "at most", "lt": "less than",
	"min": "at least", "gte": "at least", "gt": "more than",
	"len": "exactly",
}

func message(failure validator.FieldError) string {
	tag, param := failure.Tag(), failure.Param()
	if text, ok := messages[tag]; ok {
		return text
	}
	if tag == "oneof" {
		return "must be one of: " + strings.Join(strings.Fields(param), ", ")
	}
	if tag == "json_arrays" {
		return "must hold an array under each of: " + strings.Join(strings.Fields(param), ", ")
	}
	limit, ok := limits[tag]
	if !ok {
		return fmt.Sprintf("must satisfy the rule %q", strings.TrimSuffix(tag+"="+param, "="))
	}
	switch failure.Kind() {
	case reflect.String:
		return "must have " + limit + " " + param + " characters"
	case reflect.Slice, reflect.Map, reflect.Array:
		return "must have " + limit + " " + param + " elements"
	default:
		return "must be " + limit + " " + param
	}
}
