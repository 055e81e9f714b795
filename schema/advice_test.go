package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

// A crate is something that nothing else refers to.
type crate struct {
	ID   int64
	Name string `gorm:"type:text;not null"`
}

func (crate) TableName() string { return "shop.crates" }

// The shop is run by several tenants.
const tenants = `
	alter table shop.orders add tenant_id uuid not null, enable row level security, force row level security;
	create policy tenant_isolation on shop.orders using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
	create function shop.number() returns trigger language plpgsql as $$ begin new.number := 'x'; return new; end $$;
	create trigger number before insert or update on shop.orders for each row execute function shop.number();
	create table shop.crates (id bigserial primary key, name text not null);
	create table shop.schema_migrations (flag boolean, at timestamp);
	create table shop.stranger (flag boolean);
	create view shop.lines as select order_id, price::float8 from shop.order_lines;`

// advise returns the advice about the structure. Of the advice about the models other
// tests take care.
func advise(tb testing.TB, db *gorm.DB, checker schema.Checker) []schema.Finding {
	tb.Helper()
	checker.Advice = true
	report, err := checker.Check(tb.Context(), db, append(models(), &crate{})...)
	require.NoError(tb, err)
	codes := codesIn(tb, "code_advice.go")
	return slices.DeleteFunc(report.Advice(), func(f schema.Finding) bool { return !slices.Contains(codes, string(f.Code)) })
}

// shopAdvice is what there is to say of the shop as it is.
var shopAdvice = []string{
	"foreign-key-unindexed customer_labels fk_shop_customer_labels_label",
	"unique-ignores-deleted customers customers_email",
	"unique-ignores-deleted customers uni_shop_customers_tax_number",
}

func tenantShop(tb testing.TB) *gorm.DB {
	tb.Helper()
	db := shop(tb)
	run(tb, db, tenants)
	return db
}

func TestAdviceIsOnRequest(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	require.Empty(t, check(t, db, models()...).Advice())
	require.Equal(t, shopAdvice, summary(advise(t, db, schema.Checker{})))
}

// cases of advice: a change of the shop with what is said of it in addition.
var cases = []breakage{
	// Keys.
	{"alter table shop.order_lines drop constraint order_lines_pkey", []string{"table-without-key order_lines", "foreign-key-unindexed order_lines order_lines_order_fkey"}},
	{"alter table shop.crates alter column id drop default, alter column id type uuid using gen_random_uuid()", []string{"key-without-default crates id"}},
	{"alter table shop.crates alter column id drop default, alter column id type uuid using gen_random_uuid(), alter column id set default gen_random_uuid()", nil},
	{"alter table shop.crates alter column id type integer", []string{"key-narrow crates id"}},
	{"alter table shop.crates alter column id type smallint", []string{"key-narrow crates id"}},
	{"alter table shop.crates alter column id type integer; alter sequence shop.crates_id_seq owned by none", nil},
	{"alter table shop.crates alter column id type integer; alter sequence shop.crates_id_seq restart 1; select setval('shop.crates_id_seq', 1503238553)", nil},
	{"alter table shop.crates alter column id type integer; alter sequence shop.crates_id_seq restart 1; select setval('shop.crates_id_seq', 1503238552)", []string{"key-narrow crates id"}},

	// References.
	{"alter table shop.customers alter column referrer_id set not null", []string{"set-null-not-null customers customers_referrer"}},
	{
		"alter table shop.orders drop constraint orders_customer_fkey, add constraint orders_customer_fkey foreign key (customer_id) references shop.customers on update set null",
		[]string{"set-null-not-null orders orders_customer_fkey"},
	},
	// Of one that repeats a key of the models there is a warning.
	{"alter table shop.orders add constraint again foreign key (customer_id) references shop.customers on delete set default", nil},
	{
		"alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers",
		[]string{"foreign-key-repeated orders b"},
	},
	{
		"alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers on update cascade",
		[]string{"foreign-key-contradiction orders b"},
	},
	{
		"alter table shop.orders add constraint other foreign key (customer_id) references shop.crates",
		nil,
	},
	{"drop index shop.orders_customer", []string{"foreign-key-unindexed orders orders_customer_fkey"}},
	{"drop index shop.orders_customer; create index on shop.orders using hash (customer_id)", nil},
	{"drop index shop.orders_customer; create index on shop.orders (customer_id) where customer_id is not null", nil},
	{"drop index shop.orders_customer; create index on shop.orders (customer_id) where status = 'open'", []string{"foreign-key-unindexed orders orders_customer_fkey"}},
	{"drop index shop.orders_customer; create index on shop.orders (placed_at, customer_id)", []string{"foreign-key-unindexed orders orders_customer_fkey"}},
	{"drop index shop.orders_customer; create index on shop.orders using brin (customer_id)", []string{"foreign-key-unindexed orders orders_customer_fkey"}},
	{`alter table shop.crates add "Upper" bigint references shop.crates; create index on shop.crates ("Upper") where "Upper" is not null`, nil},
	{
		"alter table shop.crates add a bigint, add b smallint, add foreign key (a, b) references shop.order_lines; create index on shop.crates (b, a)",
		nil,
	},
	{
		"alter table shop.crates add a bigint, add b smallint, add constraint pair foreign key (a, b) references shop.order_lines on delete cascade; create index on shop.crates (a)",
		[]string{"foreign-key-unindexed crates pair"},
	},
	{"alter table shop.orders alter column customer_id type integer", []string{"foreign-key-type orders orders_customer_fkey"}},
	{
		"alter table shop.crates add a integer, add b integer, add constraint pair foreign key (a, b) references shop.order_lines; create index on shop.crates (a, b)",
		[]string{"foreign-key-type crates pair"},
	},
	{
		"create schema other; create table other.things (id integer primary key); alter table shop.customers add thing bigint references other.things; create index on shop.customers (thing)",
		nil,
	},
	{
		"alter table shop.crates add constraint unique_name unique (name); alter table shop.customers add label varchar(9) references shop.crates (name); create index on shop.customers (label)",
		nil,
	},

	// Columns that refer to a table without a foreign key.
	{"alter table shop.crates add order_id bigint", []string{"reference-without-key crates order_id"}},
	{"alter table shop.crates add order_id bigint, add order_type text", []string{"reference-without-key crates order_id"}},
	{"alter table shop.crates add order_id integer, add customer_id text, add thing_id bigint, add orderid bigint, add stranger_id bigint", nil},
	{"create table shop.parents (id bigint primary key); alter table shop.crates add parent_id bigint", []string{"reference-without-key crates parent_id"}},
	{"create table shop.parents (id bigint primary key); alter table shop.crates add parent_id bigint, add parent_type text", nil},
	{"create table shop.shop_countries (id integer primary key); alter table shop.crates add country_id integer", []string{"reference-without-key crates country_id"}},
	{"create table shop.a_boxes (id integer primary key); create table shop.b_boxes (id integer primary key); alter table shop.crates add box_id integer", nil},
	{"create table shop.boxes (id integer primary key); alter table shop.crates add box_id integer", []string{"reference-without-key crates box_id"}},
	{"create table shop.box (id integer[] primary key); alter table shop.crates add box_id integer[]", nil},
	{"create table shop.box (a integer, b integer, primary key (a, b)); alter table shop.crates add box_id integer", nil},

	{"alter table shop.crates drop constraint crates_pkey, add order_id bigint primary key", nil},

	// Indexes.
	{"create index a on shop.customers (email)", []string{"index-duplicate customers a"}},
	{"create index a on shop.customers (id)", []string{"index-duplicate customers a"}},
	{"create unique index a on shop.customers (id)", []string{"index-duplicate customers a"}},
	{"create unique index a on shop.customers (tax_number)", []string{"index-duplicate customers a"}},
	{"create unique index a on shop.customers (email)", []string{"index-duplicate customers a"}},
	{"alter table shop.customers add constraint a unique (email)", []string{"index-duplicate customers customers_email", "unique-ignores-deleted customers a"}},
	{"alter table shop.crates add constraint a unique (name) deferrable; create unique index b on shop.crates (name)", nil},
	{"create index a on shop.crates (name); create index b on shop.crates (name)", []string{"index-duplicate crates b"}},
	{"create index a on shop.crates (name); create index b on shop.crates (name desc)", []string{"index-duplicate crates b"}},
	{"create index a on shop.crates (name); create index b on shop.crates (name desc nulls last)", nil},
	{"create index a on shop.crates (name); create index b on shop.crates (name desc, id)", []string{"index-redundant crates a"}},
	{"create index a on shop.crates (name, id); create index b on shop.crates (name desc, id)", nil},
	{"create index a on shop.crates (name); create index b on shop.crates (id, name)", nil},
	{"create index a on shop.crates (name) where id > 1; create index b on shop.crates (name, id)", nil},
	{"create index a on shop.crates (name text_pattern_ops); create index b on shop.crates (name, id)", nil},
	{`create index a on shop.crates (name collate "C"); create index b on shop.crates (name, id)`, nil},
	{"create index a on shop.crates (lower(name)); create index b on shop.crates (lower(name), id)", []string{"index-redundant crates a"}},
	{"create index a on shop.crates using hash (name); create index b on shop.crates (name)", nil},
	{"create index a on shop.crates (name) include (id); create index b on shop.crates (name)", []string{"index-duplicate crates b"}},
	{"create index a on shop.crates (name) include (id); create index b on shop.crates (name, id)", []string{"index-redundant crates a"}},
	{"create unique index a on shop.crates (name); create index b on shop.crates (name, id)", nil},
	{"alter table shop.crates add constraint a exclude using btree (name with =); create index b on shop.crates (name)", nil},
	{
		"create index a on shop.crates (name); create index b on shop.crates (name, id); create index c on shop.crates (name, id, (id + 1))",
		[]string{"index-redundant crates a", "index-redundant crates b"},
	},
	{"create index a on shop.orders using gin (data jsonb_path_ops)", nil},
	{"alter table shop.orders add data2 jsonb; create index a on shop.orders using gin (data, data2)", nil},

	// Soft deletion.
	{"create unique index a on shop.customers (country)", []string{"unique-ignores-deleted customers a"}},
	{"create unique index a on shop.customers (country) where deleted_at is null", nil},
	{"create unique index a on shop.customers (country) where name <> ''", []string{"unique-ignores-deleted customers a"}},
	{"create unique index a on shop.customers (country, deleted_at)", nil},
	{"create unique index a on shop.customers (country, coalesce(deleted_at, 'infinity'))", nil},
	{"create unique index a on shop.customers (country, id)", nil},
	{"create unique index a on shop.crates (name)", nil},

	// Tenants.
	{"alter table shop.orders disable row level security", []string{"tenant-unprotected orders"}},
	{"alter table shop.orders no force row level security", []string{"row-security-not-forced orders"}},
	{"drop policy tenant_isolation on shop.orders", []string{"row-security-without-policy orders"}},
	{"drop policy tenant_isolation on shop.orders; create policy a on shop.orders as restrictive using (true)", []string{"row-security-without-policy orders"}},
	{
		"alter table shop.crates enable row level security",
		[]string{"row-security-not-forced crates", "row-security-without-policy crates"},
	},
	{"alter table shop.orders alter column tenant_id drop not null", []string{"tenant-nullable orders tenant_id"}},
	{"alter table shop.orders alter column tenant_id drop not null; create policy a on shop.orders for select using (tenant_id is null)", nil},
	{
		"alter table shop.orders alter column tenant_id drop not null; create policy a on shop.orders for select using (tenant_id is not null)",
		[]string{"tenant-nullable orders tenant_id"},
	},
	{
		"alter table shop.orders alter column tenant_id drop not null; create policy a on shop.orders as restrictive for select using (tenant_id is null or note = '')",
		[]string{"tenant-nullable orders tenant_id"},
	},
	{
		"alter table shop.orders alter column tenant_id drop not null, disable row level security; create policy a on shop.orders for select using (tenant_id is null)",
		[]string{"tenant-unprotected orders", "tenant-nullable orders tenant_id"},
	},
	{
		"alter table shop.crates add tenant_id uuid",
		[]string{"tenant-unprotected crates", "tenant-nullable crates tenant_id"},
	},
	{
		"create policy a on shop.orders using (customer_id = current_setting('a')::int) with check (customer_id = current_setting('b')::int)",
		[]string{"setting-cast orders a"},
	},
	{
		"create policy a on shop.orders for insert with check (tenant_id = current_setting('app.tenant')::uuid)",
		[]string{"setting-cast orders a"},
	},

	// Columns.
	{"alter table shop.order_lines add unit_price float8, add total real, add amount_usd float8[]", []string{
		"money-floating order_lines unit_price", "money-floating order_lines total", "money-floating order_lines amount_usd",
	}},
	{"alter table shop.order_lines add price_factor float8, add weight float8, add cost numeric, add tokens_total float8", nil},
	{"alter table shop.orders alter column placed_at type timestamp(3)", []string{"timestamp-without-zone orders placed_at"}},
	{"alter table shop.crates add data json", []string{"json-as-text crates data"}},
	{"alter table shop.crates add code char(10), add short char(3), add letter char", []string{"character-padded crates code"}},
	{"alter table shop.crates add ready boolean, add done boolean not null default false, add marks boolean[]", []string{"boolean-nullable crates ready"}},

	// Names.
	{"create index " + strings.Repeat("x", 63) + " on shop.crates (name)", []string{"name-cut crates " + strings.Repeat("x", 63)}},
	{"alter table shop.crates add constraint " + strings.Repeat("x", 70) + " unique (name)", []string{"name-cut crates " + strings.Repeat("x", 63)}},
	{"create index " + strings.Repeat("x", 62) + " on shop.crates (name)", nil},
	{"create index " + strings.Repeat("x", 59) + "_idx on shop.crates (name)", nil},
	{"alter table shop.crates add constraint " + strings.Repeat("ж", 31) + "xx" + " check (name <> '')", []string{"name-cut crates " + strings.Repeat("ж", 31) + "x"}},
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	requireAdvice(t, cases)
}

// requireAdvice demands for each change of the shop what is said in addition to
// what is said of it as it is, and nothing else.
func requireAdvice(t *testing.T, cases []breakage) {
	t.Helper()
	db := tenantShop(t)
	for _, c := range cases {
		t.Run(c.statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, c.statement)
			advice := slices.DeleteFunc(advise(t, tx, schema.Checker{}), func(f schema.Finding) bool {
				return slices.Contains(shopAdvice, summary([]schema.Finding{f})[0])
			})
			require.ElementsMatch(t, c.findings, summary(advice), summary(advice))
			fingerprints := map[string]bool{}
			for _, finding := range advice {
				require.False(t, fingerprints[finding.Fingerprint()], finding)
				fingerprints[finding.Fingerprint()] = true
				require.Equal(t, schema.SeverityAdvice, finding.Severity)
				require.NotEmpty(t, finding.Expected, finding)
				require.NotEmpty(t, finding.Actual, finding)
			}
		})
	}
}

// Every code of advice is brought about by its example.
func TestExamplesOfAdvice(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	for _, code := range codesIn(t, "code_advice.go") {
		explanation, found := schema.Explain(schema.Code(code))
		require.True(t, found, code)
		if explanation.Code == schema.CodeIndexUnused {
			continue // An index that has just been made is not unused for a month.
		}
		t.Run(string(explanation.Code), func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			before := advise(t, tx, schema.Checker{})
			run(t, tx, explanation.Example)
			var codes []schema.Code
			for _, finding := range advise(t, tx, schema.Checker{}) {
				if !slices.ContainsFunc(before, func(f schema.Finding) bool { return f.Fingerprint() == finding.Fingerprint() }) {
					codes = append(codes, finding.Code)
				}
			}
			require.Equal(t, []schema.Code{explanation.Code}, slices.Compact(codes))
		})
	}
}

func TestTenantColumn(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	require.Equal(t, shopAdvice, summary(advise(t, db, schema.Checker{TenantColumn: "shop_id"})))
	require.Contains(t, summary(advise(t, db, schema.Checker{TenantColumn: "country"})), "tenant-unprotected customers")
}

func TestAdviceNamesTheModel(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	run(t, db, "alter table shop.orders alter column placed_at type timestamp")
	advice := advise(t, db, schema.Checker{})
	at := slices.IndexFunc(advice, func(f schema.Finding) bool { return f.Code == schema.CodeTimestampWithoutZone })
	require.True(t, strings.HasSuffix(advice[at].Model, "/schema_test.order"), advice[at].Model)
	require.Equal(t, "PlacedAt", advice[at].Field)
}
