package provisioning_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/provisioning"
	"github.com/synapscale/synapscale-go/validation"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	for name, expected := range map[string]string{
		"Acme":                   "acme",
		"Ação & Cia.":            "acao-cia",
		"  --Acme,  Inc.-- ":     "acme-inc",
		"Ac\u0327a\u0303o":       "acao",
		"ŁÓDŹ Straße Ærø":        "lodz-strasse-aero",
		"ＦＵＬＬ ½ ﬁ":               "full-1-2-fi",
		"日本":                     "",
		"日本 2":                   "2",
		"":                       "",
		"...":                    "",
		"a\x00b\xffc":            "a-b-c",
		strings.Repeat("a", 300): strings.Repeat("a", 100),
		strings.Repeat("a", 99) + " " + strings.Repeat("b", 99): strings.Repeat("a", 99),
	} {
		require.Equal(t, expected, provisioning.Slug(name), "%q", name)
	}
}

// Whatever the name, its slug is one, or there is none; and a slug is its own.
func FuzzSlug(f *testing.F) {
	for _, name := range []string{"", "Acme", "Ação & Cia.", "日本", "İı", "a\xff-b", "½", strings.Repeat("é ", 80)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		slug := provisioning.Slug(name)
		if slug == "" {
			return
		}
		tenant := tenancy.Tenant{Name: "Tenant", Slug: slug, PlanID: uuid.New()}
		require.NoError(t, validation.Struct(t.Context(), tenant), "%q of %q", slug, name)
		require.Equal(t, slug, provisioning.Slug(slug))
	})
}
