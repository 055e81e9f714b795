package migrations

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed *.sql
var files embed.FS

// Files holds the SQL files, for whoever applies them with a goose of their own: record them in
// synapscale_db.goose_db_version, as this package does, and try again where PostgreSQL answers with SQLSTATE 55P03.
func Files() fs.FS { return files }

// source is one embedded file.
type source struct {
	version int64
	name    string
	text    string
}

// sources lists the embedded files in order of version.
func sources() []source {
	names, _ := fs.Glob(files, "*.sql") // The pattern is valid, and nothing else can fail.
	var all []source
	for _, name := range names {
		if version, err := goose.NumericComponent(name); err == nil {
			text, _ := fs.ReadFile(files, name) // It is embedded.
			all = append(all, source{version, name, string(text)})
		}
	}
	slices.SortFunc(all, func(a, b source) int { return int(a.version - b.version) })
	return all
}

// known reports whether this release has the version.
func known(version int64) bool {
	return slices.ContainsFunc(sources(), func(s source) bool { return s.version == version })
}

// why is the header of the file, without the marks of a comment: what was wrong, and what the migration does.
func (s source) why() string {
	var lines []string
	for line := range strings.Lines(s.text) {
		comment, ok := strings.CutPrefix(line, "--")
		if !ok || strings.HasPrefix(comment, " +goose") {
			break
		}
		lines = append(lines, strings.TrimPrefix(strings.TrimRight(comment, "\n"), " "))
	}
	return strings.Join(lines, "\n")
}

// up lists the statements of the file that apply the migration, each with the comment above it.
//
// It reads the files of this package and no others: as goose reads them, a statement ends with a semicolon at the end
// of a line, or with the mark that says so. A comment behind the semicolon belongs to the next statement.
func (s source) up() []string {
	_, text, _ := strings.Cut(s.text, "-- +goose Up\n")
	text, _, _ = strings.Cut(text, "-- +goose Down\n")
	var statements []string
	var statement strings.Builder
	whole := false // between the marks of a statement that has semicolons inside
	for line := range strings.Lines(text) {
		ends := false
		switch strings.TrimSpace(line) {
		case "-- +goose StatementBegin":
			whole = true
		case "-- +goose StatementEnd":
			whole, ends = false, true
		default:
			statement.WriteString(line)
			code, _, _ := strings.Cut(line, " -- ")
			ends = !whole && !strings.HasPrefix(line, "--") && strings.HasSuffix(strings.TrimSpace(code), ";")
		}
		if ends {
			statements = append(statements, strings.TrimSpace(statement.String()))
			statement.Reset()
		}
	}
	return statements
}
