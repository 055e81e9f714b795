package schema

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime/debug"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An asked is what a check is about, before the catalog has been read.
type asked struct {
	server  catalog.Server
	tables  []*structure.Table
	models  []any
	schemas []string
}

// fingerprint identifies everything on which the outcome of the assertion depends:
// the structure in the database with the rights of the role, the models, the
// declarations, the strictness, the major version of the server, and the program
// itself, because another build may compare otherwise. What depends on rows, such as
// how far a sequence has counted, is no part of it.
func (a Assertion) fingerprint(ctx context.Context, q catalog.Querier, asked asked) (string, error) {
	live, err := catalog.Fingerprint(ctx, q, asked.schemas)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	write := json.NewEncoder(sum)
	for _, part := range []any{live, asked.server.Version / 10000, a.Fail, asked.tables, a.Declared} {
		_ = write.Encode(part) // Plain values have no way to fail, nor has a hash.
	}
	for _, model := range asked.models {
		fmt.Fprintln(sum, goType(model))
	}
	if build, known := debug.ReadBuildInfo(); known {
		fmt.Fprintln(sum, build)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

// goType spells the struct of a model with all its tags, some of which are no part
// of the structure and are compared with it.
func goType(model any) string {
	t := reflect.TypeOf(model)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	text := t.String()
	if t.Kind() != reflect.Struct { // A pointer to an interface, through which GORM looks.
		return text
	}
	for _, field := range reflect.VisibleFields(t) {
		text += fmt.Sprintf(" %v %s %v %q", field.Index, field.Name, field.Type, field.Tag)
	}
	return text
}
