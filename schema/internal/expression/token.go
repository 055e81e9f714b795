package expression

import (
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

type kind int

const (
	symbol kind = iota
	word
	quotedWord
	literal // a string of whatever kind
	number
)

type token struct {
	kind kind
	text string
}

// is reports whether a token is a word or a symbol, and not a quoted name or a
// string that looks like it.
func (t token) is(text string) bool { return t.kind <= word && t.text == text }

// tokenize splits an expression as PostgreSQL's scanner does (documentation, 4.1),
// as far as a comparison needs it. It accepts every text: what does not end stays
// one token to the end of the text.
func tokenize(text string) []token {
	tokens := make([]token, 0, 4+len(text)/4) // Few texts have more.
	for text != "" {
		size, t := next(text)
		text = text[size:]
		if t.text != "" {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// next returns the length of the first token and the token; whitespace and
// comments give a token without text.
func next(text string) (size int, t token) {
	switch first := text[0]; {
	case strings.IndexByte(" \t\n\r\f\v", first) >= 0:
		return 1, token{}
	case strings.HasPrefix(text, "--"):
		return length(text, func(c byte) bool { return c != '\n' && c != '\r' }), token{}
	case strings.HasPrefix(text, "/*"):
		size, ends := commentLength(text)
		if !ends {
			return size, token{symbol, text}
		}
		return size, token{}
	case first == '"':
		size = quotedLength(text, 0)
		return size, token{quotedWord, text[:size]}
	case quoteAt(text) >= 0:
		size = quotedLength(text, quoteAt(text))
		return size, token{literal, strings.ToUpper(text[:quoteAt(text)]) + text[quoteAt(text):size]}
	case first == '$':
		return dollar(text)
	case isDigit(first) || first == '.' && len(text) > 1 && isDigit(text[1]):
		size = length(text, func(c byte) bool { return isWord(c) && c != '$' || c == '.' })
		return size, token{number, text[:size]}
	case isWord(first):
		size = length(text, isWord)
		return size, token{word, structure.Fold(text[:size])}
	case strings.HasPrefix(text, "::"):
		return 2, token{symbol, "::"}
	case isOperator(first):
		size = operatorLength(text)
		if text[:size] == "!=" {
			return size, token{symbol, "<>"}
		}
		return size, token{symbol, text[:size]}
	}
	return 1, token{symbol, text[:1]}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isWord reports whether a byte can be part of a name. To PostgreSQL every byte
// outside ASCII can.
func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80 || isDigit(c)
}

func isOperator(c byte) bool { return strings.IndexByte("+*/<>=~!@#%^&|`?-", c) >= 0 }

// length returns how many of the first bytes are accepted.
func length(text string, accept func(byte) bool) int {
	for i := range len(text) {
		if !accept(text[i]) {
			return i
		}
	}
	return len(text)
}

// operatorLength returns the length of an operator. A comment ends it, and it only
// ends in + or - if it has a character that the operators of standard SQL lack:
// in x=-1 there are two.
func operatorLength(text string) int {
	size := length(text, isOperator)
	for _, comment := range []string{"--", "/*"} {
		if at := strings.Index(text[:size], comment); at > 0 {
			size = at
		}
	}
	for size > 1 && strings.IndexByte("+-", text[size-1]) >= 0 && !strings.ContainsAny(text[:size-1], "~!@#%^&|`?") {
		size--
	}
	return size
}

// commentLength returns the length of a comment, which may contain others.
func commentLength(text string) (size int, ends bool) {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(text), false
}

// quoteAt returns where the quote of a string stands, which may have letters
// before it, as in E'\n', or -1 if the text starts with none.
func quoteAt(text string) int {
	is := func(at int, quotes string) bool { return at < len(text) && strings.IndexByte(quotes, text[at]) >= 0 }
	switch {
	case is(0, "'"):
		return 0
	case is(0, "ebxnEBXN") && is(1, "'"):
		return 1
	case is(0, "uU") && is(1, "&") && is(2, "'\""):
		return 2
	}
	return -1
}

// quotedLength returns the length of a text whose quote stands at from and is
// doubled to stand for itself. After an E a backslash escapes it as well.
func quotedLength(text string, from int) int {
	quote, escapes := text[from], from == 1 && text[0]|0x20 == 'e'
	for i := from + 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] != quote:
		case i+1 < len(text) && text[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}

// dollar reads what starts with a dollar: a string between two tags, which becomes
// one between quotes, or a parameter.
func dollar(text string) (size int, t token) {
	size = 1 + length(text[1:], func(c byte) bool { return isWord(c) && c != '$' })
	if len(text) > 1 && isDigit(text[1]) {
		return size, token{number, text[:size]}
	}
	if size == len(text) || text[size] != '$' {
		return 1, token{symbol, "$"}
	}
	tag := text[:size+1]
	body, _, ends := strings.Cut(text[len(tag):], tag)
	if !ends {
		return len(text), token{symbol, text}
	}
	return len(body) + 2*len(tag), token{literal, "'" + strings.ReplaceAll(body, "'", "''") + "'"}
}
