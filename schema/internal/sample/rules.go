package sample

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/rule"
)

// rules are the validation tags of a field, by name. A tag without a parameter has an empty one.
type rules map[string]string

// parseRules reads the tags up to dive, behind which are those of elements. Of a choice it takes the first.
func parseRules(tag string) rules {
	r := rules{}
	for _, alternatives := range rule.Parse(tag).Rules {
		r[alternatives[0].Name] = alternatives[0].Parameter
	}
	return r
}

// add takes what a check says about a column, if it says that in a form that is understood. Validation tags take
// precedence.
func (r rules) add(column, check string) {
	limit := func(name, value string) {
		if _, given := r[name]; !given {
			r[name] = value
		}
	}
	domain := expression.Read(check, column)
	if len(domain.Values) > 0 {
		limit("oneof", "'"+strings.Join(domain.Values, "' '")+"'")
	}
	for _, side := range []struct {
		bound        *expression.Bound
		closed, open string
	}{
		{domain.Range.Low, "gte", "gt"},
		{domain.Range.High, "lte", "lt"},
		{domain.Length.Integers().Low, "min", ""},
		{domain.Length.Integers().High, "max", ""},
	} {
		switch {
		case side.bound == nil:
		case side.bound.Open:
			limit(side.open, expression.Numeral(side.bound.Value))
		default:
			limit(side.closed, expression.Numeral(side.bound.Value))
		}
	}
}

// bounds narrows a range to what the rules allow.
func (r rules) bounds(low, high float64) (float64, float64) {
	for _, bound := range []struct {
		name string
		edge float64
		low  bool
	}{
		{"gte", 0, true}, {"min", 0, true}, {"gt", 1, true}, {"lte", 0, false}, {"max", 0, false}, {"lt", -1, false},
	} {
		n, err := strconv.ParseFloat(r[bound.name], 64)
		if err != nil {
			continue
		}
		if bound.low {
			low = max(low, n+bound.edge)
		} else {
			high = min(high, n+bound.edge)
		}
	}
	return low, high
}

// formats are the tags that ask for a form of text, with texts of that form: those of the validator, and those that
// applications often add under these names.
var formats = map[string]func(variant int) string{
	"alpha":              func(int) string { return letters() },
	"bcp47_language_tag": choice("pt-BR", "en-US"),
	"cron":               choice("30 9 1 1 1", "15 8 2 2 2"),
	"cron_expression":    choice("30 9 1 1 1", "15 8 2 2 2"),
	"e164":               func(n int) string { return fmt.Sprintf("+5511912345%03d", n) },
	"email":              func(int) string { return random() + "@example.com" },
	"fqdn":               func(int) string { return random() + ".example.com" },
	"hex_color":          choice("#6B7280", "#DC2626"),
	"hexcolor":           choice("#6B7280", "#DC2626"),
	"hostname":           word,
	"http_url":           func(int) string { return "https://example.com/" + random() },
	"ip":                 texts["inet"],
	"ipv4":               func(n int) string { return fmt.Sprintf("192.0.2.%d", n+1) },
	"ipv6":               texts["inet"],
	"iso3166_1_alpha2":   choice("BR", "US", "DE", "PT", "AR", "CL", "FR", "IN"),
	"iso3166_1_alpha3":   choice("BRA", "USA", "DEU", "PRT", "ARG", "CHL", "FRA", "IND"),
	"iso4217":            choice("BRL", "USD", "EUR", "ARS", "CLP", "INR", "GBP", "JPY"),
	"json":               func(n int) string { return rules{}.json(n) },
	"mac":                texts["macaddr"],
	"number":             func(n int) string { return strconv.Itoa(n + 1) },
	"numeric":            func(n int) string { return strconv.Itoa(n + 1) },
	"permission_key":     func(int) string { return "samples." + letters() },
	"semver":             func(n int) string { return fmt.Sprintf("1.0.%d", n) },
	"slug":               word,
	"timezone":           choice("America/Sao_Paulo", "Europe/Lisbon"),
	"uri":                func(int) string { return "https://example.com/" + random() },
	"url":                func(int) string { return "https://example.com/" + random() },
	"uuid":               texts["uuid"],
	"uuid4":              texts["uuid"],
}

func choice(values ...string) func(variant int) string {
	return func(variant int) string { return values[variant%len(values)] }
}

func word(int) string { return random() }

// longest is the longest text that a rule is taken to mean.
const longest = 1 << 20

// text is one of the allowed values, a text of the form that is asked for, or at most size random characters. Size 0
// is no limit.
func (r rules) text(size, variant int) string {
	if values := rule.Values(r["oneof"]); len(values) > 0 {
		return values[variant%len(values)]
	}
	for name, sample := range formats {
		if _, asked := r[name]; asked {
			return sample(variant)
		}
	}
	length := func(name string) (n int, given bool) {
		n, err := strconv.Atoi(r[name])
		return n, err == nil
	}
	for _, name := range []string{"max", "lte", "len"} {
		if n, given := length(name); given && (size == 0 || n < size) {
			size = n
		}
	}
	text := random()
	for _, name := range []string{"min", "gte", "len"} {
		if n, given := length(name); given && n > len(text) {
			text += strings.Repeat("x", min(n, longest)-len(text))
		}
	}
	if size > 0 && size < len(text) {
		return text[:size]
	}
	return text
}

// random is a text of 16 hexadecimal digits, the first a letter, so that nothing takes it for a number.
func random() string {
	var bytes [8]byte
	_, _ = rand.Read(bytes[:]) // It never fails.
	bytes[0] |= 0xa0
	return hex.EncodeToString(bytes[:])
}

// identifier is a random UUID.
func identifier() string {
	text := random() + random()
	return text[:8] + "-" + text[8:12] + "-4" + text[13:16] + "-8" + text[17:20] + "-" + text[20:]
}

// letters is a lower-case word without digits.
func letters() string {
	return strings.Map(func(r rune) rune { return 'a' + (r-'0')%26 }, random())
}

// document is a JSON object with an array under each name that the rules ask for.
func (r rules) document(variant int) map[string]any {
	document := map[string]any{"key": fmt.Sprintf("value %d", variant)}
	for _, name := range strings.Fields(r["json_arrays"]) {
		document[name] = []any{}
	}
	return document
}

func (r rules) json(variant int) string {
	text, _ := json.Marshal(r.document(variant)) // Texts and empty slices always have a form.
	return string(text)
}
