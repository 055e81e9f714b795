package tenancy

import "strings"

// The kinds of tokens. Any other character is its own kind.
const (
	endOfText   = 0
	word        = 'w' // a keyword or an identifier without quotes
	quotedWord  = 'q' // an identifier in quotes, without them
	unicodeWord = 'u' // an identifier in quotes after U&, whose escapes nobody has read
	value       = 'v' // a string, a number or a parameter
)

type token struct {
	kind byte
	text string // of an identifier
}

// A lexer splits SQL as PostgreSQL does with standard_conforming_strings on, and passes over comments. It copies
// nothing, and takes what has no end to end with the text.
type lexer struct {
	text string
	at   int
}

func (l *lexer) next() token {
	l.skip()
	if l.at >= len(l.text) {
		return token{kind: endOfText}
	}
	switch c := l.text[l.at]; {
	case startsWord(c):
		return l.word()
	case c == '"':
		return token{kind: quotedWord, text: l.quoted('"')}
	case c == '\'':
		l.quoted('\'')
	case c == '$':
		l.dollar()
	case isDigit(c):
		l.digits()
	default:
		l.at++
		return token{kind: c}
	}
	return token{kind: value}
}

// dot passes over a dot if it comes next, and reports whether it does.
func (l *lexer) dot() bool {
	l.skip()
	if l.at >= len(l.text) || l.text[l.at] != '.' {
		return false
	}
	l.at++
	return true
}

// skip passes over space and comments, which may be nested.
func (l *lexer) skip() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case isSpace(c):
			l.at++
		case c == '-' && strings.HasPrefix(l.text[l.at:], "--"):
			l.to(strings.IndexAny(l.text[l.at:], "\r\n"))
		case c == '/' && strings.HasPrefix(l.text[l.at:], "/*"):
			l.comment()
		default:
			return
		}
	}
}

func (l *lexer) comment() {
	depth := 0
	for l.at < len(l.text) {
		switch rest := l.text[l.at:]; {
		case strings.HasPrefix(rest, "/*"):
			depth++
			l.at += 2
		case strings.HasPrefix(rest, "*/"):
			depth--
			l.at += 2
		default:
			l.at++
		}
		if depth == 0 {
			return
		}
	}
}

// to goes on by n characters, or to the end if n is negative.
func (l *lexer) to(n int) {
	if n < 0 {
		l.at = len(l.text)
		return
	}
	l.at += n
}

func (l *lexer) digits() {
	for l.at < len(l.text) && isDigit(l.text[l.at]) {
		l.at++
	}
}

func (l *lexer) word() token {
	end := l.at + 1
	for end < len(l.text) && continuesWord(l.text[end]) {
		end++
	}
	text := l.text[l.at:end]
	l.at = end
	if len(text) == 1 && l.at < len(l.text) {
		switch rest := l.text[l.at:]; {
		case (text == "e" || text == "E") && rest[0] == '\'':
			l.escaped()
			return token{kind: value}
		case (text == "u" || text == "U") && strings.HasPrefix(rest, `&"`):
			l.at++
			return token{kind: unicodeWord, text: l.quoted('"')}
		}
	}
	return token{kind: word, text: text}
}

// quoted reads what stands between two quotes, in which a quote is doubled, and returns it as it is written.
func (l *lexer) quoted(quote byte) string {
	l.at++
	start := l.at
	for {
		end := strings.IndexByte(l.text[l.at:], quote)
		if end < 0 {
			l.at = len(l.text)
			return l.text[start:]
		}
		l.at += end + 1
		if l.at >= len(l.text) || l.text[l.at] != quote {
			return l.text[start : l.at-1]
		}
		l.at++
	}
}

// escaped reads a string in which a backslash hides a quote. After a line break it may go on, and backslashes with it.
func (l *lexer) escaped() {
	for l.at++; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\\':
			l.at++
		case '\'':
			after := l.at + 1
			for after < len(l.text) && isSpace(l.text[after]) {
				after++
			}
			goesOn := after < len(l.text) && l.text[after] == '\'' && (after == l.at+1 || strings.ContainsAny(l.text[l.at:after], "\r\n"))
			if !goesOn {
				l.at++
				return
			}
			l.at = after
		}
	}
	l.at = len(l.text)
}

// dollar reads a parameter, or a string between two equal tags.
func (l *lexer) dollar() {
	end := l.at + 1
	for end < len(l.text) && l.text[end] != '$' && continuesWord(l.text[end]) {
		end++
	}
	if end >= len(l.text) || l.text[end] != '$' || isDigit(l.text[l.at+1]) {
		l.at++
		l.digits()
		return
	}
	tag := l.text[l.at : end+1]
	l.at = end + 1
	if length := strings.Index(l.text[l.at:], tag); length >= 0 {
		l.at += length + len(tag)
	} else {
		l.at = len(l.text)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func startsWord(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80 }

func continuesWord(c byte) bool { return startsWord(c) || isDigit(c) || c == '$' }

// folded is a word as PostgreSQL reads it, in lower case. It is written to buffer, and empty if it is longer than any
// name can be.
func folded(buffer *[64]byte, t token) []byte {
	if len(t.text) > len(buffer) {
		return nil
	}
	text := append(buffer[:0], t.text...)
	if t.kind == word {
		for i, c := range text {
			if c >= 'A' && c <= 'Z' {
				text[i] = c | 0x20
			}
		}
	}
	return text
}
