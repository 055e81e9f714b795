package synapscale_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every package says what it is, and every public one shows how it is used. That every exported name has a comment is
// the linter's to hold.
func TestEveryPackageIsDocumented(t *testing.T) {
	t.Parallel()
	for _, p := range sourcePackages(t) {
		begin := "Package " + p.Name + " "
		if p.Name == "main" {
			begin = "Command " + filepath.Base(p.Dir) + " "
		}
		require.True(t, strings.HasPrefix(p.Doc, begin), "%s: its comment has to begin with %q", p.ImportPath, begin)
		if p.public() {
			require.Contains(t, slices.Concat(p.TestGoFiles, p.XTestGoFiles), "example_test.go", p.ImportPath)
		}
	}
}

// What the documents show is what compiles: each Go block of theirs is a whole program or a whole test file.
func TestGoInDocumentsCompiles(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```go\n(.*?)```")
	blocks := 0
	for _, document := range append(documents, "README.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(document)
		require.NoError(t, err)
		for _, match := range block.FindAllSubmatch(text, -1) {
			blocks++
			program := filepath.Join(t.TempDir(), "block.go")
			require.NoError(t, os.WriteFile(program, match[1], 0o600))
			output, err := exec.CommandContext(t.Context(), "go", "vet", program).CombinedOutput()
			require.NoError(t, err, "%s:\n%s\n%s", document, match[1], output)
		}
	}
	require.NotZero(t, blocks)
}
