package format

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// Sources is the Go source of a module, in which models are declared. It may be used by
// several goroutines at a time.
type Sources struct {
	module string // its path
	dir    string // where its go.mod is
	prefix string // from the root of the repository to dir, with slashes; empty if they are one
}

var moduleLine = regexp.MustCompile(`(?m)^module[ \t]+"?([^\s"]+)`)

// OpenSources finds the module that a folder belongs to: that of the nearest go.mod, in
// the folder or above it. It returns an error that is [os.ErrNotExist] if there is none.
func OpenSources(dir string) (*Sources, error) {
	if absolute, err := filepath.Abs(dir); err == nil { // The working directory may be gone.
		dir = absolute
	}
	root, ok := above(dir, "go.mod")
	if !ok {
		return nil, fmt.Errorf("no go.mod in %s or above it: %w", dir, os.ErrNotExist)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	module := moduleLine.FindSubmatch(text)
	if module == nil {
		return nil, fmt.Errorf("%s names no module", filepath.Join(root, "go.mod"))
	}
	s := &Sources{module: string(module[1]), dir: root}
	if repository, ok := above(root, ".git"); ok {
		// One lies in the other, so that there is a way.
		prefix, _ := filepath.Rel(repository, root)
		s.prefix = filepath.ToSlash(prefix)
	}
	return s, nil
}

// above finds the nearest folder, from one upwards, that has an entry of a name.
func above(dir, name string) (string, bool) {
	for {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// Root is the file that stands for the module, as positions are written.
func (s *Sources) Root() string { return path.Join(s.prefix, "go.mod") }

// Locate returns the report with file and line of the models and fields that its
// findings are about, also of those that are set aside. Files are relative to the root
// of the repository, else to that of the module, with slashes. A finding whose model is
// not declared in the module stays as it is.
func (s *Sources) Locate(report *schema.Report) *schema.Report {
	located := *report
	search := search{Sources: s, packages: map[string]declarations{}}
	located.Findings = make([]schema.Finding, len(report.Findings))
	for i, f := range report.Findings {
		located.Findings[i] = search.locate(f)
	}
	located.Suppressed = nil
	for _, suppressed := range report.Suppressed {
		suppressed.Finding = search.locate(suppressed.Finding)
		located.Suppressed = append(located.Suppressed, suppressed)
	}
	return &located
}

// search remembers the packages that it has read.
type search struct {
	*Sources
	packages map[string]declarations
}

// declarations are the types that a package declares.
type declarations struct {
	types map[string]*ast.TypeSpec
	files *token.FileSet
}

func (s search) locate(f schema.Finding) schema.Finding {
	if f.File != "" {
		return f
	}
	model, _, _ := strings.Cut(f.Model, "[") // the arguments of a generic type
	dot := strings.LastIndex(model, ".")
	if dot < 0 {
		return f
	}
	folder, ok := strings.CutPrefix(model[:dot], s.module)
	if !ok || folder != "" && folder[0] != '/' {
		return f
	}
	declared := s.read(folder)
	spec := declared.types[model[dot+1:]]
	if spec == nil {
		return f
	}
	place := declared.files.Position(declared.field(spec, f.Field))
	f.File = path.Join(s.prefix, folder, filepath.Base(place.Filename))
	f.File = strings.TrimPrefix(f.File, "/")
	f.Line = place.Line
	return f
}

// read reads the types of a package. What does not parse is passed over.
func (s search) read(folder string) declarations {
	if known, ok := s.packages[folder]; ok {
		return known
	}
	declared := declarations{types: map[string]*ast.TypeSpec{}, files: token.NewFileSet()}
	s.packages[folder] = declared
	names, _ := filepath.Glob(filepath.Join(s.dir, filepath.FromSlash(folder), "*.go")) // The pattern is well-formed.
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, _ := parser.ParseFile(declared.files, name, nil, parser.SkipObjectResolution)
		if file == nil {
			continue
		}
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, one := range general.Specs {
				if spec, ok := one.(*ast.TypeSpec); ok {
					declared.types[spec.Name.Name] = spec
				}
			}
		}
	}
	return declared
}

// field finds where a field is declared, "Name" or "Embedded.Name": the type itself for
// no field, and the embedded type where that belongs to another package.
func (d declarations) field(spec *ast.TypeSpec, name string) token.Pos {
	place := spec.Name.Pos()
	for segment := range strings.SplitSeq(name, ".") {
		structure, ok := spec.Type.(*ast.StructType)
		if !ok {
			return place
		}
		field := named(structure, segment)
		if field == nil {
			return place
		}
		place = field.Pos()
		within, foreign := typeName(field.Type)
		spec = d.types[within]
		if foreign || spec == nil {
			return place
		}
	}
	return place
}

// named finds the field of a name, or the one that embeds a type of this name.
func named(structure *ast.StructType, name string) *ast.Field {
	for _, field := range structure.Fields.List {
		if embedded, _ := typeName(field.Type); len(field.Names) == 0 && embedded == name {
			return field
		}
		for _, one := range field.Names {
			if one.Name == name {
				return field
			}
		}
	}
	return nil
}

// typeName is the name of a type without pointer and arguments, and whether it belongs
// to another package. A type that is written out has none.
func typeName(expression ast.Expr) (name string, foreign bool) {
	switch e := expression.(type) {
	case *ast.Ident:
		return e.Name, false
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name, true
	default:
		return "", false
	}
}
