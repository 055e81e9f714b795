// Package glob matches names of the database with patterns.
package glob

import "strings"

// Match reports whether the whole name matches the pattern: * stands for any run of
// characters, ? for any one of them, and a backslash takes away the meaning of the
// character that follows it. There is no invalid pattern.
func Match(pattern, name string) bool {
	p, n := []rune(pattern), []rune(name)
	star, mark := -1, 0 // where the last * is, and how far it has eaten
	i, j := 0, 0
	for j < len(n) {
		switch wide, literal, width := next(p, i); {
		case wide:
			star, mark = i, j
			i++
		case width > 0 && (literal == n[j] || width == 1 && p[i] == '?'):
			i, j = i+width, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// next reads one element of a pattern: whether it is a *, else the character that it
// stands for and how many characters write it; none at the end.
func next(pattern []rune, at int) (wide bool, literal rune, width int) {
	switch {
	case at >= len(pattern):
		return false, 0, 0
	case pattern[at] == '*':
		return true, 0, 1
	case pattern[at] == '\\' && at+1 < len(pattern):
		return false, pattern[at+1], 2
	default:
		return false, pattern[at], 1
	}
}

// MatchTable is [Match] for a qualified name. A pattern without a dot is about the
// name without its schema.
func MatchTable(pattern, name string) bool {
	if !strings.Contains(pattern, ".") {
		if _, unqualified, ok := strings.Cut(name, "."); ok {
			name = unqualified
		}
	}
	return Match(pattern, name)
}
