package format

const PageWidth = pageWidth

var (
	Wrap       = wrap
	Plain      = plain
	InlineCode = code
)
