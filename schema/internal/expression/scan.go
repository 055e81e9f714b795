package expression

// A Token is a word, a string, a number or a symbol of SQL.
type Token struct {
	// Text is the token itself: a word that is not quoted in lower case, a symbol as
	// it stands, a string with its quotes, whatever kind of quotes it had.
	Text string
	// Name is set for a word, which may be a key word, and Quoted for one that is in
	// quotes and therefore none.
	Name, Quoted bool
	// String is set for a string.
	String bool
}

// Scan splits any text of SQL, or of a language that borrows SQL's words, into
// tokens. Comments and whitespace are left out. It never fails.
func Scan(text string) []Token {
	scanned := tokenize(text)
	tokens := make([]Token, len(scanned))
	for i, t := range scanned {
		tokens[i] = Token{
			Text: t.text, Name: t.kind == word || t.kind == quotedWord, Quoted: t.kind == quotedWord, String: t.kind == literal,
		}
	}
	return tokens
}
