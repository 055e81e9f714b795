package expression

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	symbol kind = iota
	word
	quotedWord
	stringLiteral
	number
)

type token struct {
	kind kind
	text string
}

// tokenize splits an expression the way PostgreSQL's scanner does, as far as a
// comparison needs it. It accepts every text: a literal that does not end runs to
// the end of the text.
func tokenize(text string) []token {
	var tokens []token
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
	first, width := utf8.DecodeRuneInString(text)
	switch {
	case unicode.IsSpace(first):
		return width, token{}
	case strings.HasPrefix(text, "--"):
		return lengthUntil(text, 2, "\n"), token{}
	case strings.HasPrefix(text, "/*"):
		return lengthUntil(text, 2, "*/"), token{}
	case first == '\'':
		size = quotedLength(text, '\'')
		return size, token{stringLiteral, text[:size]}
	case (first == 'e' || first == 'E') && strings.HasPrefix(text[1:], "'"):
		size = escapedLength(text)
		return size, token{stringLiteral, "E" + text[1:size]}
	case first == '"':
		size = quotedLength(text, '"')
		return size, identifier(text[:size])
	case first == '$' && dollarTag(text) != "":
		tag := dollarTag(text)
		size = lengthUntil(text, len(tag), tag)
		body := strings.TrimSuffix(text[len(tag):size], tag)
		return size, token{stringLiteral, "'" + strings.ReplaceAll(body, "'", "''") + "'"}
	case unicode.IsDigit(first) || first == '.' && len(text) > 1 && text[1] >= '0' && text[1] <= '9':
		size = lengthOf(text, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) || r == '.' })
		return size, token{number, text[:size]}
	case first == '_' || unicode.IsLetter(first):
		size = lengthOf(text, wordRune)
		return size, token{word, strings.ToLower(text[:size])}
	case strings.HasPrefix(text, "::"):
		return 2, token{symbol, "::"}
	case strings.HasPrefix(text, "!="):
		return 2, token{symbol, "<>"}
	case strings.ContainsRune(operatorRunes, first):
		size = lengthOf(text, func(r rune) bool { return strings.ContainsRune(operatorRunes, r) })
		return size, token{symbol, text[:size]}
	}
	return width, token{symbol, text[:width]}
}

const operatorRunes = "+*/<>=~!@#%^&|`?-"

func wordRune(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func lengthOf(text string, accept func(rune) bool) int {
	for i, r := range text {
		if !accept(r) {
			return i
		}
	}
	return len(text)
}

func lengthUntil(text string, from int, end string) int {
	if at := strings.Index(text[from:], end); at >= 0 {
		return from + at + len(end)
	}
	return len(text)
}

// quotedLength returns the length of a quoted text in which a doubled quote
// stands for one.
func quotedLength(text string, quote byte) int {
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 < len(text) && text[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(text)
}

// escapedLength is quotedLength for E'…', where a backslash escapes as well.
func escapedLength(text string) int {
	for i := 2; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			if i+1 < len(text) && text[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(text)
}

// dollarTag returns the opening $tag$ of a dollar-quoted literal, or nothing.
func dollarTag(text string) string {
	size := lengthOf(text[1:], func(r rune) bool { return r != '$' && wordRune(r) })
	if 1+size < len(text) && text[1+size] == '$' {
		return text[:size+2]
	}
	return ""
}

// identifier returns a quoted identifier, without its quotes where it would be
// the same without them.
func identifier(text string) token {
	bare := strings.Trim(text, `"`)
	if bare != "" && len(bare) == len(text)-2 && bare == strings.ToLower(bare) &&
		lengthOf(bare, wordRune) == len(bare) && !unicode.IsDigit(rune(bare[0])) && bare[0] != '$' {
		return token{word, bare}
	}
	return token{quotedWord, text}
}
