package synapscale_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
)

const module = "github.com/synapscale/synapscale-go"

// layers are the packages of the domain from the ground up: one may import only those that stand before it, so that
// every foreign key points down and the package graph has no cycle.
var layers = []string{
	"array", "validation",
	"tenancy", "auth", "rbac", "workspaces", "tenancy/provisioning", "workflows", "projects", "marketplace",
	"llms", "knowledge", "tools", "agents", "conversations", "billing", "crm",
	"webhooks", "analytics", "audit", "files", "tags",
}

// words are what every package of the domain may import to say what its tables have beside the models.
var words = []string{"schema/declare", "tenancy/isolation"}

// inner says which packages of ours the packages beside the domain may import, by their first folder. One that is not
// named here may import all.
var inner = map[string][]string{
	"schema":     {"schema"},   // The check knows nothing of SynapScale.
	"migrations": {"internal"}, // Versioned SQL must not change because a model does.
	"":           layers,
}

// banned must not reach the binary of a service that imports a public package, except below the folders in where.
var banned = map[string]struct {
	reason string
	where  []string
}{
	"testing":                                    {"it registers flags and belongs to tests", []string{"schema/schematest", "tenancy/tenancytest"}},
	"github.com/stretchr/testify":                {"it belongs to tests", nil},
	"github.com/DATA-DOG/go-sqlmock":             {"it belongs to tests", []string{"schema/schematest"}},
	"github.com/spf13/cobra":                     {"it belongs to the command", nil},
	"github.com/fergusstrange/embedded-postgres": {"it belongs to the throw-away server", nil},
	"github.com/lib/pq":                          {"the driver is pgx", nil},
	"github.com/pressly/goose/v3":                {"only who migrates needs it", []string{"migrations"}},
	"go.yaml.in/yaml":                            {"only who has a policy file needs it", []string{"schema/policy"}},
}

// A sourcePackage is what go list tells of a package, its tests left out.
type sourcePackage struct {
	ImportPath, Name, Dir, Doc string
	Imports, Deps              []string
	TestGoFiles, XTestGoFiles  []string
}

// folder is the path inside the module, empty for the root.
func (p sourcePackage) folder() string {
	return strings.Trim(strings.TrimPrefix(p.ImportPath, module), "/")
}

// public reports whether other modules can import the package.
func (p sourcePackage) public() bool {
	return p.Name != "main" && !slices.Contains(strings.Split(p.folder(), "/"), "internal")
}

func sourcePackages(t *testing.T) []sourcePackage {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Dir,Doc,Imports,Deps,TestGoFiles,XTestGoFiles", "./...").Output()
	require.NoError(t, err)
	var packages []sourcePackage
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var p sourcePackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else {
			require.NoError(t, err)
		}
		packages = append(packages, p)
	}
}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	for _, p := range sourcePackages(t) {
		first, _, _ := strings.Cut(p.folder(), "/")
		allowed, limited := inner[first]
		if at := slices.Index(layers, p.folder()); at >= 0 {
			allowed, limited = layers[:at], true
		}
		for _, path := range p.Imports {
			imported, ours := strings.CutPrefix(path, module+"/")
			top, _, _ := strings.Cut(imported, "/")
			isWord := (p.folder() == "" || slices.Contains(layers, p.folder())) && slices.Contains(words, imported)
			if ours && limited && !isWord && !slices.Contains(allowed, top) {
				t.Errorf("%s imports %s, which does not lie below it: move the table, or hold an ID instead of the type", p.ImportPath, path)
			}
		}
	}
}

func TestEveryContextHasALayer(t *testing.T) {
	t.Parallel()
	contexts := map[string]bool{}
	for _, model := range synapscale.Models() {
		contexts[parse(t, model).ModelType.PkgPath()] = true
	}
	require.Len(t, contexts, 19)
	for context := range contexts {
		require.Contains(t, layers, strings.TrimPrefix(context, module+"/"))
	}
}

func TestImportersInheritNoTestDependencies(t *testing.T) {
	t.Parallel()
	for _, p := range sourcePackages(t) {
		if !p.public() {
			continue
		}
		for _, path := range p.Deps {
			for name, ban := range banned {
				if path != name && !strings.HasPrefix(path, name+"/") || slices.Contains(ban.where, p.folder()) {
					continue
				}
				t.Errorf("%s depends on %s: %s", p.ImportPath, path, ban.reason)
			}
		}
	}
}

// What packages declare with must bring nothing along that models do not have anyway.
func TestWordsImportNothing(t *testing.T) {
	t.Parallel()
	had := []string{"gorm.io/gorm", module + "/array", module + "/schema/declare"}
	for _, p := range sourcePackages(t) {
		if slices.Contains(words, p.folder()) {
			for _, path := range p.Imports {
				require.True(t, slices.Contains(had, path) || !strings.Contains(path, "."), "%s imports %s", p.ImportPath, path)
			}
		}
	}
}
