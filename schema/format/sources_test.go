package format_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

// tree writes files into a folder of the test's own.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return root
}

const source = `package shop

import "gorm.io/gorm"

const one = 1

type (
	// An Order is one.
	Order struct {
		ID, Number int64
		Address    // embedded
		*Audit[int]
		Pair[int, string]
		gorm.Model
		Billing Address
		Shipped struct{ At int }
		Deleted gorm.DeletedAt
	}

	Address struct {
		Street string
	}
)

type Audit[T any] struct {
	Author T
}

type Pair[A, B any] struct {
	Left A
}

// Model is none of GORM's.
type Model struct {
	CreatedAt int
}

type DeletedAt struct {
	Valid bool
}

type Name string

func (Name) String() string { type Local struct{}; return "" }
`

func shopTree() map[string]string {
	return map[string]string{
		"back/go.mod":          "module example.com/back // the backend\n\ngo 1.26\n",
		"back/shop/order.go":   source,
		"back/shop/b_test.go":  "package shop\n\ntype OnlyInTests struct{}\n",
		"back/shop/broken.go":  "package shop\n\ntype Whole struct {\n\tA int\n}\n\ntype Half struct {\n",
		"back/shop/nothing.go": "",
		"back/root.go":         "package back\n\ntype Root struct{}\n",
	}
}

func TestLocate(t *testing.T) {
	t.Parallel()
	files := shopTree()
	root := tree(t, files)
	require.NoError(t, os.Mkdir(filepath.Join(root, "back/shop/folder.go"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(root, ".git"), 0o755))
	sources, err := format.OpenSources(filepath.Join(root, "back", "shop"))
	require.NoError(t, err)
	require.Equal(t, "back/go.mod", sources.Root())

	const order = "back/shop/order.go"
	for _, c := range []struct {
		model, field string
		file         string
		line         int
	}{
		{"example.com/back/shop.Order", "", order, 9},
		{"example.com/back/shop.Order", "Number", order, 10},
		{"example.com/back/shop.Order", "Address.Street", order, 21},
		{"example.com/back/shop.Order", "Billing.Street", order, 21},
		{"example.com/back/shop.Order", "Audit.Author", order, 26},
		{"example.com/back/shop.Order", "Pair.Left", order, 30},
		{"example.com/back/shop.Order", "Model.CreatedAt", order, 14},
		{"example.com/back/shop.Order", "Deleted.Valid", order, 17},
		{"example.com/back/shop.Order", "Shipped.At", order, 16},
		{"example.com/back/shop.Order", "Billing", order, 15},
		{"example.com/back/shop.Order", "NoSuchField", order, 9},
		{"example.com/back/shop.Order", "ID.Deeper", order, 10},
		{"example.com/back/shop.Audit[example.com/other.T]", "Author", order, 26},
		{"example.com/back/shop.Name", "Field", order, 42},
		{"example.com/back/shop.Whole", "A", "back/shop/broken.go", 4},
		{"example.com/back.Root", "", "back/root.go", 3},
		{"example.com/back/shop.Local", "", "", 0},
		{"example.com/back/shop.OnlyInTests", "", "", 0},
		{"example.com/back/nowhere.Order", "", "", 0},
		{"example.com/backend/shop.Order", "", "", 0},
		{"example.org/shop.Order", "", "", 0},
		{"Order", "", "", 0},
		{"", "", "", 0},
	} {
		finding := schema.Finding{Code: schema.CodeColumnType, Table: "shop.orders", Model: c.model, Field: c.field}
		report := &schema.Report{Database: "db", Findings: []schema.Finding{finding}, Suppressed: []schema.Suppressed{{Finding: finding, Reason: "known"}}}
		located := sources.Locate(report)
		require.Equal(t, c.file, located.Findings[0].File, "%s %s", c.model, c.field)
		require.Equal(t, c.line, located.Findings[0].Line, "%s %s", c.model, c.field)
		require.Equal(t, located.Findings[0], located.Suppressed[0].Finding)
		require.Equal(t, "known", located.Suppressed[0].Reason)
		require.Equal(t, "db", located.Database)
		require.Equal(t, finding, report.Findings[0], "the report stays as it is")
		require.Equal(t, finding, report.Suppressed[0].Finding)
	}
}

// What is placed already stays where it is.
func TestLocateKeepsAPlace(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{"go.mod": "module \"example.com/back\"\n", "root.go": "package back\n\ntype Root struct{}\n"})
	sources, err := format.OpenSources(root)
	require.NoError(t, err)
	require.Equal(t, "go.mod", sources.Root(), "without a repository, places are relative to the module")
	placed := schema.Finding{Table: ".synapscale.yaml", File: ".synapscale.yaml", Line: 2}
	located := sources.Locate(&schema.Report{Findings: []schema.Finding{placed, {Model: "example.com/back.Root"}}})
	require.Equal(t, placed, located.Findings[0])
	require.Equal(t, "root.go", located.Findings[1].File)
	require.NotNil(t, sources.Locate(&schema.Report{}).Findings, "an empty list stays one in JSON")
}

func TestNoSources(t *testing.T) {
	t.Parallel()
	_, err := format.OpenSources(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = format.OpenSources(tree(t, map[string]string{"go.mod": "go 1.26\n"}))
	require.ErrorContains(t, err, "names no module")
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "go.mod"), 0o755))
	_, err = format.OpenSources(folder)
	require.ErrorContains(t, err, "go.mod")
}
