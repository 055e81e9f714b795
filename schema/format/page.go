package format

import (
	"strings"
	"unicode/utf8"

	"github.com/synapscale/synapscale-go/schema"
)

// pageWidth is the width of the text. It does not follow the terminal, so that the
// output of two runs can be compared.
const pageWidth = 100

// A page is the text while it is written.
type page struct {
	text   strings.Builder
	colour bool
}

// The colours are those of ECMA-48, which every terminal knows.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (p *page) paint(colour, text string) string {
	if !p.colour {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func (p *page) line(text string) {
	p.text.WriteString(text)
	p.text.WriteByte('\n')
}

// labelled writes a text after its label, in as many lines as it needs.
func (p *page) labelled(label, text string) {
	for _, line := range wrap(text, pageWidth-len(label)) {
		p.line(label + line)
		label = strings.Repeat(" ", len(label))
	}
}

func widest(findings []schema.Finding, text func(schema.Finding) string) int {
	width := 0
	for _, finding := range findings {
		width = max(width, utf8.RuneCountInString(text(finding)))
	}
	return width
}

// wrap breaks a text between words into lines of at most width runes. A longer word has
// a line of its own. There always is a first line.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
