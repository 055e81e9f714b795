package fill_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Each table gets rows beside those that it has, with all triggers, and they refer to rows of the same number.
func TestInsertBesideOtherRows(t *testing.T) {
	t.Parallel()
	db := newest(t)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 3}))
	catalog, err := fill.Read(t.Context(), db)
	require.NoError(t, err)
	before := checksums(t, db, nil)
	tenants := map[string]bool{}
	for i, table := range isolation.Tables() {
		for n := range 2 {
			rows, err := catalog.Insert(t.Context(), db, 10_000+2*i+n, table.Name, "tenants")
			require.NoError(t, err, table.Name)
			var row, tenant map[string]any
			require.NoError(t, json.Unmarshal([]byte(rows[table.Name]), &row))
			require.NoError(t, json.Unmarshal([]byte(rows["tenants"]), &tenant))
			if id, found := row["tenant_id"]; found {
				require.Equal(t, tenant["id"], id, table.Name)
			}
			tenants[tenant["id"].(string)] = true
		}
	}
	for name, sum := range checksums(t, db, nil) {
		require.GreaterOrEqual(t, sum.Rows, before[name].Rows+2, name)
	}
	require.Len(t, tenants, 2*len(synapscale.Models()))
	require.Empty(t, orphans(t, db))
}

func TestInsertIntoAnotherSchema(t *testing.T) {
	t.Parallel()
	db := newest(t)
	exec(t, db, `
		create schema shop;
		create domain shop.short as varchar(4) not null;
		create table shop.colors (id smallserial primary key, code shop.short, shape polygon default '((1,1))', tags int[] not null, opens time not null);
		create table shop.orders (id int primary key generated always as identity, tenant_id uuid, color smallint not null references shop.colors, again int references shop.orders)`)
	catalog, err := fill.Read(t.Context(), db)
	require.NoError(t, err)
	catalog.Refer("shop.orders", "tenant_id", "tenants", "id")
	catalog.Refer("shop.orders", "color", "tenants", "id") // It has a foreign key.
	catalog.Refer("shop.none", "color", "tenants", "id")
	require.Equal(t, []fill.Reference{
		{Column: "again", Table: "shop.orders", Key: "id"}, {Column: "color", Table: "shop.colors", Key: "id"}, {Column: "tenant_id", Table: "tenants", Key: "id"},
	}, catalog.References("shop.orders"))
	catalog.Values = map[string]string{"shop.colors.tags": "array[{i}]"}

	rows, err := catalog.Insert(t.Context(), db, 20_000, "shop.orders")
	require.NoError(t, err)
	require.JSONEq(t, `{"id": -20001, "code": "0000", "shape": "((1,1))", "tags": [20000], "opens": "09:33:20"}`, rows["shop.colors"])
	var order, tenant map[string]any
	require.NoError(t, json.Unmarshal([]byte(rows["shop.orders"]), &order))
	require.NoError(t, json.Unmarshal([]byte(rows["tenants"]), &tenant))
	require.Equal(t, map[string]any{"id": -20001.0, "tenant_id": tenant["id"], "color": -20001.0, "again": nil}, order)
	require.Equal(t, []string{"false", "false"}, list(t, db, "select is_called::text from shop.colors_id_seq union all select is_called::text from shop.orders_id_seq"))

	require.True(t, catalog.Has("shop.orders"))
	require.Equal(t, []string{"again", "color", "id", "tenant_id"}, catalog.Columns("shop.orders"))
	require.Equal(t, []string{"id"}, catalog.PrimaryKey("shop.orders"))
	require.True(t, catalog.Nullable("shop.orders", "again"))
	require.False(t, catalog.Nullable("shop.orders", "color"))
	require.False(t, catalog.Nullable("shop.colors", "code"), "by its domain")
	require.False(t, catalog.Nullable("shop.orders", "none"))
}

func TestInsertThatFails(t *testing.T) {
	t.Parallel()
	db := newest(t)
	exec(t, db, "create schema shop; create table shop.areas (id int primary key, shape polygon not null); create table shop.ones (id int primary key check (id = 1))")
	catalog, err := fill.Read(t.Context(), db)
	require.NoError(t, err)
	for table, message := range map[string]string{
		"shop.none":  "fill: there is no table shop.none",
		"shop.areas": "fill: shop.areas.shape: no value of type polygon",
		"shop.ones":  `fill shop.ones: ERROR: new row for relation "ones" violates check constraint "ones_id_check"`,
	} {
		_, err := catalog.Insert(t.Context(), db, 10, table)
		require.ErrorContains(t, err, message)
	}
}
