package synapscale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Each table of a model is declared once, package by package.
func TestEveryTableIsDeclared(t *testing.T) {
	t.Parallel()
	packages := map[string]string{}
	var modelled []string
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		packages[table.Table] = table.ModelType.PkgPath()
		if !slices.Contains(modelled, table.ModelType.PkgPath()) {
			modelled = append(modelled, table.ModelType.PkgPath())
		}
	}
	var names, declared []string
	for _, table := range isolation.Tables() {
		name := "synapscale_db." + table.Name
		names = append(names, name)
		require.Contains(t, packages, name, "a table without a model")
		if at := packages[name]; len(declared) == 0 || declared[len(declared)-1] != at {
			declared = append(declared, at)
		}
		of, found := isolation.Of(name)
		require.True(t, found)
		require.Equal(t, table, of)
	}
	require.Len(t, names, 101)
	require.Len(t, packages, 101)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), 101, "a table is declared twice")
	require.Equal(t, modelled, declared, "in the order of the packages, each in one piece")
}

// What a kind says of tenant_id is so. What is special, or less than a kind allows, has a reason, and nothing else has one.
func TestKindsAgreeWithTheColumns(t *testing.T) {
	t.Parallel()
	counted := map[isolation.Kind]int{}
	for _, model := range synapscale.Models() {
		modelled := parse(t, model)
		table, _ := isolation.Of(modelled.Table)
		counted[table.Kind]++
		tenant := modelled.LookUpField("tenant_id")
		switch table.Kind {
		case isolation.Owned:
			require.True(t, tenant != nil && tenant.NotNull, table.Name)
		case isolation.Shared:
			require.True(t, tenant != nil && !tenant.NotNull, table.Name)
		case isolation.Part, isolation.Global:
			require.Nil(t, tenant, table.Name)
		case isolation.Special:
			require.NotEmpty(t, table.Reason, table.Name)
			continue
		default:
			t.Errorf("%s is %q", table.Name, table.Kind)
		}
		narrowed := table.Kind == isolation.Owned && table.Write != table.Read
		require.Equal(t, narrowed, table.Reason != "", table.Name)
		require.Equal(t, table.Kind != isolation.Global, table.Isolated())
	}
	require.Equal(t, map[isolation.Kind]int{
		isolation.Owned: 60, isolation.Shared: 15, isolation.Part: 12, isolation.Global: 6, isolation.Special: 8,
	}, counted)
}

// A foreign key to a row that may be another tenant's is declared, or nothing keeps it inside. What is declared is a key.
func TestReferencesAreTheForeignKeys(t *testing.T) {
	t.Parallel()
	var keys []struct{ Table, Reference string }
	require.NoError(t, pgtest.Tx(t).Raw(`
		select c.relname "table", a.attname || ' ' || p.relname || '.' || k.attname reference
		from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class p on p.oid = f.confrelid
		join pg_attribute a on a.attrelid = c.oid and f.conkey = array[a.attnum]
		join pg_attribute k on k.attrelid = p.oid and f.confkey = array[k.attnum]
		where f.contype = 'f' and f.connamespace = 'synapscale_db'::regnamespace and (a.attname, p.relname) <> ('tenant_id', 'tenants')
		order by 1, 2`).Scan(&keys).Error)
	existing := map[string][]string{}
	for _, key := range keys {
		_, reference, _ := strings.Cut(key.Reference, " ")
		parent, _, _ := strings.Cut(reference, ".")
		if table, found := isolation.Of(parent); found && table.Kind != isolation.Global {
			existing[key.Table] = append(existing[key.Table], key.Reference)
		}
	}
	total := 0
	for _, table := range isolation.Tables() {
		var declared []string
		for _, reference := range table.References {
			declared = append(declared, reference.Column+" "+reference.Table+"."+reference.Key)
		}
		if table.Write == "" { // No tenant writes it.
			require.Empty(t, declared, table.Name)
			continue
		}
		total += len(declared)
		require.ElementsMatch(t, existing[table.Name], declared, table.Name)
	}
	require.Equal(t, 137, total)
}

// A part belongs to the tenant of its first reference, so that this has to be to a table with a tenant_id, by a key that
// is unique, in a column that is not null.
func TestPartsHaveAParent(t *testing.T) {
	t.Parallel()
	columns := map[string]bool{}
	tenants := map[string]bool{}
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		name := strings.TrimPrefix(table.Table, "synapscale_db.")
		tenants[name] = table.LookUpField("tenant_id") != nil
		for _, field := range table.Fields {
			columns[name+"."+field.DBName] = field.NotNull || field.PrimaryKey
		}
	}
	for _, table := range isolation.Tables() {
		if table.Kind != isolation.Part {
			continue
		}
		parent := table.References[0]
		require.True(t, tenants[parent.Table], "%s: %s has no tenant", table.Name, parent.Table)
		require.True(t, columns[table.Name+"."+parent.Column], "%s without a parent belongs to nobody", table.Name)
		require.True(t, columns[parent.Table+"."+parent.Key], "%s.%s", parent.Table, parent.Key)
	}
}
