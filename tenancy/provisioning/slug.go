package provisioning

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The lengths of the columns.
const (
	longestTenantSlug    = 100
	longestWorkspaceSlug = 120
)

// spelled are the letters that are no letter and a mark.
var spelled = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// Slug makes a slug of a name, as [Create] does: "Ação & Cia." becomes "acao-cia". Letters lose their marks, and whatever
// is no Latin letter or digit then becomes a hyphen. It is empty for a name that has neither.
func Slug(name string) string {
	var slug strings.Builder
	for _, r := range norm.NFKD.String(spelled.Replace(strings.ToLower(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			slug.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case !strings.HasSuffix(slug.String(), "-"):
			slug.WriteByte('-')
		}
	}
	return shorten(slug.String(), longestTenantSlug)
}

// shorten cuts a slug to a length, and hyphens from its ends.
func shorten(slug string, longest int) string {
	slug = strings.TrimLeft(slug, "-")
	return strings.TrimRight(slug[:min(len(slug), longest)], "-")
}
