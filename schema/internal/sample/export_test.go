package sample

// The samples of single types and tags, for the tests.
var (
	Texts   = texts
	Formats = formats
)
