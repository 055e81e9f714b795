package expression

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// No text is refused, and the order of what OR connects means nothing.
func FuzzCanonical(f *testing.F) {
	for _, text := range []string{
		"", "(", ")", ",", "a , b", "( ) or", "or", "and and", "not ( a and b )", "x = any ( '{a,\"b\\\\\"c\",NULL}' :: text [ ] )",
		"x <> all ( '{' :: t [ ] )", "any ( '{}' :: a [ ] )", "x = any ( '{a,}' :: a [ ] )", "timezone ( a , b )", "app . timezone ( a , b )",
		"btrim ( btrim ( a ) , b )", "\"position\" ( ( a , b ) , c )", "x = '1.50' :: numeric", "= 1", ":: integer", "x = '-2' :: bigint", "$1", "$ 3",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		canonical(text)
		enclosed := "( " + join(tokenize(text)) + " )"
		if wrapped(tokenize(enclosed)) {
			require.Equal(t, canonical(enclosed+" or flag"), canonical("flag or "+enclosed))
		}
	})
}
