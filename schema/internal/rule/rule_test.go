package rule_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/rule"
)

func terms(terms ...string) rule.Rule {
	var alternatives rule.Rule
	for _, term := range terms {
		name, parameter, _ := strings.Cut(term, "=")
		alternatives = append(alternatives, rule.Term{Name: name, Parameter: parameter})
	}
	return alternatives
}

func TestParse(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]rule.Tag{
		"":                        {},
		"-":                       {},
		"required":                {Rules: []rule.Rule{terms("required")}},
		"omitempty,max=3":         {Rules: []rule.Rule{terms("omitempty"), terms("max=3")}},
		"rgb|rgba,len=4":          {Rules: []rule.Rule{terms("rgb", "rgba"), terms("len=4")}},
		"excludesall=!0x2C0x7C":   {Rules: []rule.Rule{terms("excludesall=!,|")}},
		"contains==":              {Rules: []rule.Rule{terms("contains==")}},
		"min=1,dive":              {Rules: []rule.Rule{terms("min=1")}, Elements: &rule.Tag{}},
		"dive,required,dive,gt=1": {Elements: &rule.Tag{Rules: []rule.Rule{terms("required")}, Elements: &rule.Tag{Rules: []rule.Rule{terms("gt=1")}}}},
		"dive,keys,len=2,endkeys,max=3": {
			Keys:     &rule.Tag{Rules: []rule.Rule{terms("len=2")}},
			Elements: &rule.Tag{Rules: []rule.Rule{terms("max=3")}},
		},
		"dive,keys,len=2": {Keys: &rule.Tag{Rules: []rule.Rule{terms("len=2")}}, Elements: &rule.Tag{}},
		"endkeys,max=3":   {},
	} {
		require.Equal(t, want, rule.Parse(tag), tag)
	}
}

func TestAskATag(t *testing.T) {
	t.Parallel()
	tag := rule.Parse("omitempty,oneof=a 'b c' d,rgb|max=9,max=3,min=1")
	require.Equal(t, []string{"a", "b c", "d"}, tag.Values())
	require.Nil(t, rule.Parse("max=3").Values())
	parameter, found := tag.Parameter("max")
	require.True(t, found)
	require.Equal(t, "3", parameter, "an alternative binds nothing")
	require.True(t, tag.Has("len", "min"))
	require.False(t, tag.Has("len", "rgb"))
	require.True(t, tag.Optional())
	for text, accepts := range map[string]bool{
		"": true, "omitempty,max=3": true, "omitnil,max=3": true, "omitzero": true, "isdefault|max=3": true, "required_if=A b": true, "excluded_with=A": true,
		"required": false, "max=3,omitempty": false, "max=3": false,
	} {
		require.Equal(t, accepts, rule.Parse(text).AcceptsNil(), text)
	}
	require.False(t, rule.Parse("max=3,omitempty").Optional())
	require.True(t, rule.Parse("required_if=A b,max=3").Conditional())
	require.False(t, rule.Parse("").Conditional())
}

// The validator accepts the shortest and the longest text that a format is said to have.
func TestFormatsAreThoseOfTheValidator(t *testing.T) {
	t.Parallel()
	id, judge := "0123456789abcdef0123456789abcdef", validator.New()
	for name, samples := range map[string][]string{
		"uuid": {"01234567-89ab-4def-8123-456789abcdef"}, "uuid3": {"01234567-89ab-3def-8123-456789abcdef"},
		"uuid4": {"01234567-89ab-4def-8123-456789abcdef"}, "uuid5": {"01234567-89ab-5def-8123-456789abcdef"},
		"uuid7": {"01234567-89ab-7def-8123-456789abcdef"}, "uuid_rfc4122": {"01234567-89AB-4DEF-8123-456789abcdef"},
		"ulid": {"01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "mongodb": {id[:24]}, "md4": {id}, "md5": {id}, "sha256": {id + id}, "sha384": {id + id + id},
		"sha512": {id + id + id + id}, "ripemd128": {id}, "ripemd160": {id + id[:8]}, "tiger128": {id}, "tiger160": {id + id[:8]}, "tiger192": {id + id[:16]},
		"ipv4": {"1.1.1.1", "255.255.255.255"}, "ipv6": {"::", "0000:0000:0000:0000:0001:ffff:255.255.255.255"},
		"ip": {"::", "0000:0000:0000:0000:0000:ffff:255.255.255.255"}, "ip4_addr": {"1.1.1.1", "255.255.255.255"},
		"cidrv4": {"0.0.0.0/0", "255.255.255.255/32"}, "cidr": {"::/0", "0000:0000:0000:0000:0001:ffff:255.255.255.255/128"},
		"cidrv6": {"::/0", "0000:0000:0000:0000:0001:ffff:255.255.255.255/128"},
		"mac":    {"0000.5e00.5301", strings.Repeat("00:", 19) + "00"}, "e164": {"12345678", "+123456789012345"}, "hexcolor": {"#fff", "#ffffffff"},
		"eth_addr": {"0x" + id + id[:8]}, "iso3166_1_alpha2": {"BR"}, "iso3166_1_alpha2_eu": {"PT"}, "iso3166_1_alpha3": {"BRA"},
		"iso3166_1_alpha3_eu": {"PRT"}, "iso3166_2": {"AR-A", "BR-SP", "GB-LND"}, "country_code": {"BR", "BRA"}, "iso4217": {"BRL"}, "bic": {"DEUTDEFF", "DEUTDEFF500"},
		"bic_iso_9362_2014": {"DEUTDEFF", "DEUTDEFF500"}, "issn": {"0317-8471"}, "ssn": {"123-45-6789"}, "ein": {"12-3456789"},
	} {
		format, known := rule.FormatOf(name)
		require.True(t, known, name)
		shortest, longest := samples[0], samples[len(samples)-1]
		require.NoError(t, judge.Var(shortest, name), name)
		require.NoError(t, judge.Var(longest, name), name)
		require.Equal(t, rule.Format{Shortest: utf8.RuneCountInString(shortest), Longest: utf8.RuneCountInString(longest)}, format, name)
	}
	for _, name := range []string{"email", "url", "hostname", "ascii", "json"} {
		format, known := rule.FormatOf(name)
		require.True(t, known, name)
		require.Zero(t, format.Longest, name)
	}
	_, known := rule.FormatOf("slug")
	require.False(t, known)
	require.True(t, rule.IsSilent("required"))
	require.False(t, rule.IsSilent("email"))
	for name, refuses := range map[string]bool{"max": true, "email": true, "required_if": false, "slug": false} {
		require.Equal(t, refuses, rule.RefusesNil(name), name)
	}
}

func FuzzParse(f *testing.F) {
	for _, tag := range []string{"required,max=3", "dive,keys,a|b=0x7C,endkeys,dive", "oneof='a b' c", "endkeys,,=|,"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tag := rule.Parse(text)
		for _, alternatives := range tag.Rules {
			require.NotEmpty(t, alternatives)
		}
		for _, term := range tag.Terms() {
			require.NotContains(t, term.Name, ",")
			require.True(t, tag.Has(term.Name))
			require.NotContains(t, strings.Join(rule.Values(term.Parameter), ""), "'")
		}
		require.False(t, tag.Optional() && !tag.AcceptsNil())
	})
}
