package validation

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/netresearch/go-cron"
)

const (
	// cronField is a list of numbers, names or ranges, each with an optional step.
	cronField = cronItem + `(?:,` + cronItem + `)*`
	cronItem  = `(?:[*?]|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:/[0-9]+)?`

	// keyWord is a resource or an action in a permission key.
	keyWord = `[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*`
)

var (
	cronExpression = regexp.MustCompile(`^` + cronField + `(?:[ \t]+` + cronField + `){4}$`)
	slug           = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	hexColor       = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	permissionKey  = regexp.MustCompile(`^` + keyWord + `(?:[.:]` + keyWord + `)*[.:](?:` + keyWord + `|\*)$`)
)

// rules are the tags that the standard set lacks. The package comment, which is
// what callers read, says what each accepts.
var rules = map[string]func(string) bool{
	"cron_expression": isCronExpression,
	"slug":            slug.MatchString,
	"hex_color":       hexColor.MatchString,
	"permission_key":  permissionKey.MatchString,
}

// isCronExpression asks netresearch/go-cron, the maintained fork of robfig/cron:
// the same MIT licence, no module required. robfig/cron/v3 has had no release
// since 2020 and panics on "TZ=0".
//
// The pattern goes first, because the parser takes more than cron does: a time
// zone whatever its options, a sign ("+1"), a range from a star ("*-5"), and an
// empty list (","), which makes a schedule that never fires. So does a number
// beyond its field where a step or a lower number follows it ("70/5", "70-5").
func isCronExpression(expression string) bool {
	return cronExpression.MatchString(expression) &&
		cron.ValidateSpec(expression, cron.Minute|cron.Hour|cron.Dom|cron.Month|cron.Dow) == nil &&
		numbersFit(strings.Fields(expression))
}

// cronBounds are the lowest and highest minute, hour, day of month, month and day of week.
var cronBounds = [][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}}

// numbersFit reports whether all numbers of the five fields, steps apart, are within their bounds.
func numbersFit(fields []string) bool {
	for i, field := range fields {
		for item := range strings.SplitSeq(field, ",") {
			numbers, _, _ := strings.Cut(item, "/")
			for text := range strings.SplitSeq(numbers, "-") {
				number, err := strconv.Atoi(text) // A name and a star are none.
				if err == nil && (number < cronBounds[i][0] || number > cronBounds[i][1]) {
					return false
				}
			}
		}
	}
	return true
}

// hasArrays reports whether document, JSON text or a map, holds an array under each of the names.
func hasArrays(document reflect.Value, names []string) bool {
	var members map[string]any
	switch document.Kind() {
	case reflect.String:
		if json.Unmarshal([]byte(document.String()), &members) != nil {
			return false
		}
	case reflect.Map:
		members, _ = reflect.TypeAssert[map[string]any](document)
	}
	for _, name := range names {
		// A nil slice is written as null, which is no array.
		if member := reflect.ValueOf(members[name]); member.Kind() != reflect.Slice || member.IsNil() {
			return false
		}
	}
	return true
}
