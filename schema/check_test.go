package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

func TestWhatAutoMigrateMakesAgrees(t *testing.T) {
	t.Parallel()
	db := shop(t)
	report := check(t, db, models()...)
	require.Empty(t, report.Findings)
	require.Equal(t, "4 models, 26 columns, 0 differences", report.String())
	require.NoError(t, exact.Assert(t.Context(), db, models()...))
}

// A breakage is a change of the shop with all that the check has to say about it.
type breakage struct {
	statement string
	findings  []string
}

var breakages = []breakage{
	{"drop table shop.order_lines cascade", []string{"table-missing order_lines"}},
	// Its foreign keys and those that refer to it are gone with it.
	{"drop table shop.customers cascade", []string{"table-missing customers"}},
	{"alter table shop.order_lines rename to lines", []string{"table-name order_lines"}},
	{"alter table shop.customers rename to clients", []string{"table-name customers"}},
	{"alter table shop.labels rename to tags; alter table shop.tags drop column name", []string{"table-extra tags", "table-missing labels"}},
	{"alter table shop.labels rename to tags; create table shop.tags_old (id bigint, name text)", []string{"table-extra tags", "table-extra tags_old", "table-missing labels"}},
	// Under the other name it is compared all the same.
	{
		"alter table shop.orders rename to purchases; alter table shop.purchases alter column number drop not null; drop index shop.orders_open",
		[]string{"table-name orders", "column-null orders number", "index-missing orders orders_open"},
	},
	{
		"alter table shop.tickets rename to issues; create view shop.tickets as select * from shop.issues",
		[]string{"table-kind tickets", "table-extra issues"},
	},
	{
		"drop table shop.tickets; create materialized view shop.tickets as select 1::bigint id, ''::varchar(20) code, ''::text subject, 1::bigint number, 1::bigint customer_id, 1::bigint line_order_id, 1::smallint line_at",
		[]string{"table-kind tickets"},
	},
	{"alter table shop.tickets set unlogged", []string{"table-unlogged tickets"}},
	{"create table shop.invoices (id int primary key, total int unique)", []string{"table-extra invoices"}},

	{"alter table shop.customers drop column discount", []string{"column-missing customers discount"}},
	{"alter table shop.customers drop column email", []string{"column-missing customers email"}},
	{"alter table shop.customers drop column referrer_id", []string{"column-missing customers referrer_id"}},
	{"alter table shop.orders drop column status", []string{"column-missing orders status"}},
	{"alter table shop.orders drop column note", []string{"column-missing orders note"}},
	{"alter table shop.orders drop column id cascade", []string{"column-missing orders id"}},
	{
		"alter table shop.customers add nickname text unique check (nickname <> ''), add boss bigint references shop.customers",
		[]string{"column-extra customers nickname", "column-extra customers boss"},
	},
	{
		"alter table shop.labels add colour text; create index labels_colour on shop.labels (lower(colour)) where colour <> ''",
		[]string{"column-extra labels colour"},
	},
	{"alter table shop.labels add colour text not null", []string{"column-extra labels colour"}},
	{"alter table shop.orders rename column number to order_number", []string{"column-name orders number"}},
	{"alter table shop.orders rename column customer_id to buyer", []string{"column-name orders customer_id"}},
	{"alter table shop.orders rename column note to remark", []string{"column-name orders note"}},
	{"alter table shop.orders rename column id to key", []string{"column-name orders id"}},
	{"alter table shop.customers rename column kind to type", []string{"column-name customers kind"}},
	{"alter table shop.order_lines rename column quantity to amount_ordered", []string{"column-name order_lines quantity"}},
	{
		"alter table shop.orders rename column note to remark; alter table shop.orders add another text",
		[]string{"column-missing orders note", "column-extra orders remark", "column-extra orders another"},
	},
	{
		"alter table shop.orders rename column status to state; alter table shop.orders alter column state set default 'new'",
		[]string{"column-missing orders status", "column-extra orders state"},
	},

	{"alter table shop.orders alter column number type text", []string{"column-type orders number"}},
	{"alter table shop.orders alter column note type varchar(50)", []string{"column-type orders note"}},
	{"alter table shop.orders alter column placed_at type timestamp", []string{"column-type orders placed_at"}},
	{"alter table shop.customers alter column email type varchar(320)", []string{"column-length customers email"}},
	{"alter table shop.customers alter column discount type numeric(5,2)", []string{"column-length customers discount"}},

	{"alter table shop.customers alter column name drop not null", []string{"column-null customers name"}},
	{"alter table shop.orders alter column cancelled_at set not null", []string{"column-null orders cancelled_at"}},

	{"alter table shop.customers alter column country set default 'BR'", []string{"column-default customers country"}},
	{"alter table shop.customers alter column discount drop default", []string{"column-default customers discount"}},
	{"alter table shop.customers alter column name set default ''", []string{"column-default customers name"}},
	{"alter table shop.orders alter column placed_at set default clock_timestamp()", []string{"column-default orders placed_at"}},
	{"alter table shop.customers alter column id drop default", []string{"column-default customers id"}},
	{"alter table shop.order_lines alter column amount drop expression", []string{"column-generated order_lines amount"}},
	{"alter table shop.labels alter column name set default 'x'", nil}, // default:(-) leaves it to the database
	{
		"alter table shop.order_lines drop column amount, add amount numeric(12,2) generated always as (quantity * price + 1) stored",
		[]string{"column-generated order_lines amount"},
	},
	{
		"alter table shop.order_lines drop column quantity cascade, add quantity int not null generated always as (length('a')) stored, add amount numeric(12,2)",
		[]string{"column-generated order_lines quantity", "column-generated order_lines amount", "check-missing order_lines order_lines_quantity"},
	},
	{"alter table shop.labels alter column name type text collate \"C\"", []string{"column-collation labels name"}},
	{"alter table shop.tickets alter column code type varchar(20) collate \"POSIX\"", []string{"column-collation tickets code"}},

	{"alter table shop.tickets alter column id set generated always", []string{"column-identity tickets id"}},
	{"alter table shop.tickets alter column id drop identity", []string{"column-identity tickets id"}},
	{
		"alter table shop.tickets alter column id drop identity; create sequence shop.tickets_id owned by shop.tickets.id; alter table shop.tickets alter column id set default nextval('shop.tickets_id')",
		[]string{"column-identity tickets id"},
	},
	{"alter table shop.tickets alter column number set not null, alter column number add generated always as identity", []string{"column-null tickets number", "column-identity tickets number"}},
	{identity("labels", "by default"), nil},
	{identity("labels", "always"), []string{"column-identity labels id"}},

	{"alter sequence shop.labels_id_seq owned by none", []string{"sequence-owner labels id"}},
	{"alter sequence shop.labels_id_seq owned by shop.labels.name", []string{"sequence-owner labels id"}},
	{"alter table shop.labels alter column id set default nextval('shop.orders_id_seq')", []string{"sequence-owner labels id"}},
	{"create sequence public.numbers; alter table shop.labels alter column id set default nextval('public.numbers')", []string{"sequence-owner labels id"}},
	{"alter sequence shop.labels_id_seq as integer", []string{"sequence-type labels id"}},
	{"alter sequence shop.labels_id_seq maxvalue 1000", []string{"sequence-type labels id"}},
	{"alter sequence shop.tickets_id_seq as smallint", []string{"sequence-type tickets id"}},
	{"alter sequence shop.labels_id_seq increment by 10", []string{"sequence-increment labels id"}},
	{"alter sequence shop.labels_id_seq increment by -1 minvalue -100 maxvalue 1", []string{"sequence-increment labels id"}},
	{"select setval('shop.labels_id_seq', 7000000000000000000)", []string{"sequence-headroom labels id"}},
	{"select setval('shop.labels_id_seq', 6000000000000000000)", nil},

	{"alter table shop.labels drop constraint labels_pkey cascade; alter table shop.customer_labels drop column label_id", []string{"primary-key labels primary key", "column-missing customer_labels label_id"}},
	// A foreign key is gone with the key that it refers to, but does not come back with it.
	{
		"alter table shop.order_lines drop constraint order_lines_pkey cascade",
		[]string{"primary-key order_lines primary key", "foreign-key-missing tickets tickets_line"},
	},
	{
		"alter table shop.order_lines drop constraint order_lines_pkey cascade, add primary key (position, order_id); " +
			"alter table shop.tickets add constraint tickets_line foreign key (line_order_id, line_at) references shop.order_lines (order_id, position) on delete cascade",
		[]string{"primary-key order_lines primary key"},
	},

	{
		"alter table shop.order_lines drop constraint order_lines_order_fkey",
		[]string{"foreign-key-missing order_lines order_lines_order_fkey"},
	},
	{"alter table shop.orders add foreign key (id) references shop.customers", []string{"foreign-key-extra orders orders_id_fkey"}},
	// Two that repeat each other, but none that a model declares.
	{
		"alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers",
		[]string{"foreign-key-extra orders a", "foreign-key-extra orders b"},
	},
	{
		replaceForeignKey("orders_customer_fkey", "labels on delete cascade on update cascade"),
		[]string{"foreign-key-target orders orders_customer_fkey"},
	},
	{
		"alter table shop.orders drop constraint orders_customer_fkey, add constraint other foreign key (customer_id) references shop.labels",
		[]string{"foreign-key-target orders orders_customer_fkey"},
	},
	{replaceForeignKey("orders_customer_fkey", "customers on update cascade"), []string{"foreign-key-action orders orders_customer_fkey"}},
	{replaceForeignKey("orders_customer_fkey", "customers on delete cascade"), []string{"foreign-key-action orders orders_customer_fkey"}},
	{"alter table shop.orders alter constraint orders_customer_fkey deferrable initially deferred", []string{"foreign-key-deferrable orders orders_customer_fkey"}},
	{"alter table shop.tickets alter constraint tickets_customer not deferrable", []string{"foreign-key-deferrable tickets tickets_customer"}},
	{
		replaceForeignKey("orders_customer_fkey", "customers on delete cascade on update cascade not valid"),
		[]string{"foreign-key-not-valid orders orders_customer_fkey"},
	},
	{
		"alter table shop.tickets drop constraint tickets_line, add constraint tickets_line foreign key (line_order_id, line_at) references shop.order_lines match full on delete cascade",
		[]string{"foreign-key-match tickets tickets_line"},
	},
	{"alter table shop.orders rename constraint orders_customer_fkey to other", []string{"foreign-key-name orders orders_customer_fkey"}},
	// On the one side of a key its checks are switched off, on the other its actions.
	{
		"alter table shop.orders disable trigger all",
		[]string{"foreign-key-disabled orders orders_customer_fkey", "foreign-key-disabled order_lines order_lines_order_fkey"},
	},
	{keyTriggers("orders", "order_lines_order_fkey", "disable"), []string{"foreign-key-disabled order_lines order_lines_order_fkey"}},
	{keyTriggers("customers", "customers_referrer", "disable"), []string{"foreign-key-disabled customers customers_referrer"}},
	{keyTriggers("orders", "orders_customer_fkey", "enable replica"), []string{"foreign-key-disabled orders orders_customer_fkey"}},
	{keyTriggers("orders", "orders_customer_fkey", "enable always"), nil},
	{
		keyTriggers("orders", "orders_customer_fkey", "disable") + "; alter table shop.orders rename constraint orders_customer_fkey to other",
		[]string{"foreign-key-disabled orders orders_customer_fkey", "foreign-key-name orders orders_customer_fkey"},
	},
	{
		keyTriggers("customers", "orders_customer_fkey", "disable") + "; alter table shop.customers rename to clients",
		[]string{"table-name customers", "foreign-key-disabled orders orders_customer_fkey"},
	},

	{
		"alter table shop.orders add constraint again foreign key (customer_id) references shop.customers on delete set null",
		[]string{"foreign-key-duplicate orders again"},
	},

	{"alter table shop.customers drop constraint customers_kind", []string{"check-missing customers customers_kind"}},
	{"alter table shop.customers add constraint named check (name <> '')", []string{"check-extra customers named"}},
	{
		replaceCheck("customers_kind", "customers_kind", "kind in ('person', 'company', 'state')"),
		[]string{"check-expression customers customers_kind"},
	},
	{
		replaceCheck("customers_kind", "kinds", "kind in ('person', 'state')"),
		[]string{"check-missing customers customers_kind", "check-extra customers kinds"},
	},
	{replaceCheck("customers_discount", "customers_discount", "discount between 0 and 60"), []string{"check-expression customers customers_discount"}},
	{replaceCheck("customers_discount", "customers_discount", "discount >= 0 and discount < 50"), []string{"check-expression customers customers_discount"}},
	{replaceCheck("customers_discount", "customers_discount", "discount >= 0"), []string{"check-expression customers customers_discount"}},
	{replaceCheck("customers_kind", "customers_kind", "kind in ('person')"), []string{"check-expression customers customers_kind"}},
	{
		"alter table shop.customers drop constraint customers_kind, add constraint customers_kind check (kind in ('company', 'person')) not valid",
		[]string{"check-not-valid customers customers_kind"},
	},
	{"alter table shop.customers rename constraint customers_kind to kinds", []string{"check-name customers customers_kind"}},
	{"alter table shop.order_lines rename constraint order_lines_quantity to positive", []string{"check-name order_lines order_lines_quantity"}},
	{
		replaceCheck("customers_kind", "kinds", "kind = 'company' or kind = 'person'"),
		[]string{"check-name customers customers_kind"},
	},
	{replaceCheck("customers_kind", "customers_kind", "kind = any (array['company', 'person'])"), nil},

	{"drop index shop.customers_name", []string{"index-missing customers customers_name"}},
	{"create index more on shop.customers (country)", []string{"index-extra customers more"}},
	{replaceIndex("customers_name", "index", "customers (name)"), []string{"index-keys customers customers_name"}},
	{replaceIndex("customers_name", "index", "customers (name desc nulls last)"), []string{"index-keys customers customers_name"}},
	{replaceIndex("orders_customer", "index", "orders (placed_at desc, customer_id)"), []string{"index-keys orders orders_customer"}},
	{replaceIndex("orders_note", "index", "orders (upper(note))"), []string{"index-keys orders orders_note"}},
	{replaceIndex("orders_note", "index", "orders (lower(note)) where note <> ''"), []string{"index-predicate orders orders_note"}},
	{replaceIndex("orders_note", "index", "orders using hash (lower(note))"), []string{"index-method orders orders_note"}},
	{replaceIndex("orders_open", "index", "orders (status)"), []string{"index-predicate orders orders_open"}},
	{replaceIndex("orders_open", "index", "orders (status) where status in ('open', 'sent')"), []string{"index-predicate orders orders_open"}},
	{replaceIndex("orders_open", "index", "orders (status) where status in ('paid', 'open')"), nil},
	{replaceIndex("customers_name", "unique index", "customers (name desc)"), []string{"index-unique customers customers_name"}},
	{replaceIndex("orders_number", "index", "orders (number) where cancelled_at is null"), []string{"index-unique orders orders_number"}},
	{replaceIndex("tickets_like", "index", "tickets (code)"), []string{"index-operator-class tickets tickets_like"}},
	{replaceIndex("tickets_lower", "index", "tickets (lower(subject) text_pattern_ops)"), []string{"index-operator-class tickets tickets_lower"}},
	{replaceIndex("customers_name", "index", "customers (name text_pattern_ops desc)"), []string{"index-operator-class customers customers_name"}},
	{replaceIndex("tickets_subject", "index", "tickets (subject)"), []string{"index-collation tickets tickets_subject"}},
	{replaceIndex("tickets_lower", "index", "tickets (lower(subject) collate \"C\")"), []string{"index-collation tickets tickets_lower"}},
	{replaceIndex("tickets_code", "index", "tickets (code)"), []string{"index-include tickets tickets_code"}},
	{replaceIndex("tickets_code", "index", "tickets (code) include (subject, number)"), []string{"index-include tickets tickets_code"}},
	{
		"alter table shop.tickets drop constraint tickets_number_key, add constraint tickets_number_key unique (number) deferrable",
		[]string{"unique-deferrable tickets tickets_number_key"},
	},
	{invalid("customers_name"), []string{"index-invalid customers customers_name"}},
	{"alter index shop.customers_name rename to other; " + invalid("other"), []string{"index-invalid customers customers_name"}},
	{invalid("orders_number"), []string{"index-invalid orders orders_number"}},
	{"create index more on shop.customers (country); " + invalid("more"), []string{"index-invalid customers more"}},
	{"create index customers_name_ccnew on shop.customers (name desc); " + invalid("customers_name_ccnew"), []string{"index-invalid customers customers_name_ccnew"}},
	{"alter index shop.customers_name rename to other", []string{"index-name customers customers_name"}},
	{"alter index shop.orders_note rename to other", []string{"index-name orders orders_note"}},
	{"alter index shop.orders_open rename to other", []string{"index-name orders orders_open"}},
	{"alter index shop.orders_number rename to other", []string{"index-name orders orders_number"}},

	{"drop index shop.orders_number", []string{"unique-missing orders orders_number"}},
	{
		"alter table shop.customers drop constraint uni_shop_customers_tax_number",
		[]string{"unique-missing customers uni_shop_customers_tax_number"},
	},
	{"create unique index more on shop.customers (country)", []string{"unique-extra customers more"}},
	{"alter table shop.customers add constraint more unique (country, name)", []string{"unique-extra customers more"}},
	{"alter table shop.customers add constraint more exclude using btree (country with =)", []string{"unique-extra customers more"}},

	// A unique index and a unique constraint are the same rule.
	{"drop index shop.customers_email; alter table shop.customers add constraint customers_email unique (email)", nil},
	{"alter table shop.customers drop constraint uni_shop_customers_tax_number; create unique index uni_shop_customers_tax_number on shop.customers (tax_number)", nil},
}

func replaceForeignKey(name, references string) string {
	return "alter table shop.orders drop constraint " + name + ", add constraint " + name +
		" foreign key (customer_id) references shop." + references
}

// keyTriggers changes when the triggers of a foreign key on a table fire.
func keyTriggers(table, key, state string) string {
	return "do $$ begin execute (select string_agg(format('alter table shop." + table + " " + state + " trigger %I', t.tgname), ';') from pg_trigger t " +
		"join pg_constraint o on o.oid = t.tgconstraint where t.tgrelid = 'shop." + table + "'::regclass and o.conname = '" + key + "'); end $$"
}

func replaceCheck(old, name, expression string) string {
	return "alter table shop.customers drop constraint " + old + ", add constraint " + name + " check (" + expression + ")"
}

// invalid makes an index what one is whose building has failed, which cannot be done in a transaction.
func invalid(index string) string {
	return "update pg_index set indisvalid = false where indexrelid = 'shop." + index + "'::regclass"
}

func identity(table, kind string) string {
	return "alter table shop." + table + " alter column id drop default; drop sequence shop." + table + "_id_seq; alter table shop." + table +
		" alter column id add generated " + kind + " as identity"
}

func replaceIndex(name, kind, definition string) string {
	return "drop index shop." + name + "; create " + kind + " " + name + " on shop." + definition
}

func TestEveryBreakIsFoundAlone(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&ticket{}))
	require.Empty(t, check(t, db, allModels()...).Findings)
	for _, b := range breakages {
		t.Run(b.statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, b.statement)
			report := check(t, tx, allModels()...)
			require.ElementsMatch(t, b.findings, found(report))
			for _, finding := range report.Findings {
				explanation, explained := schema.Explain(finding.Code)
				require.True(t, explained, finding.Code)
				require.True(t, finding.Severity == explanation.Severity || finding.Severity == schema.SeverityWarning, finding)
			}

			err := exact.Assert(t.Context(), tx, allModels()...)
			if len(report.Differences()) == 0 {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, schema.ErrDrift)
			for _, finding := range report.Differences() {
				require.ErrorContains(t, err, finding.String())
			}
		})
	}
}

// elsewhere are codes with tests of their own: what has no result is no break, and the shop declares nothing.
var elsewhere = []schema.Code{
	schema.CodeUndetermined, schema.CodeHidden, schema.CodeComparisonFailed,
	schema.CodeTablePartition, schema.CodeUniqueNulls, schema.CodeSequenceMissing, schema.CodeSequenceExtra,
	schema.CodeExtensionMissing, schema.CodeEnumMissing, schema.CodeEnumExtra, schema.CodeEnumLabels, schema.CodeEnumOrder,
	schema.CodeFunctionMissing, schema.CodeFunctionExtra, schema.CodeFunctionBody, schema.CodeFunctionDefinition,
	schema.CodeViewMissing, schema.CodeViewExtra, schema.CodeViewDefinition, schema.CodeRowSecurity,
	schema.CodePolicyMissing, schema.CodePolicyExtra, schema.CodePolicyCommand, schema.CodePolicyRoles, schema.CodePolicyExpression, schema.CodePolicyName,
	schema.CodeTriggerMissing, schema.CodeTriggerExtra, schema.CodeTriggerDisabled, schema.CodeTriggerFunction, schema.CodeTriggerDefinition, schema.CodeTriggerName,
}

func TestEveryCodeHasItsBreak(t *testing.T) {
	t.Parallel()
	broken := brokenCodes()
	for _, code := range codes(t) {
		require.True(t, broken[code] || slices.Contains(elsewhere, schema.Code(code)), code)
	}
}

// brokenCodes are the codes that a breakage has.
func brokenCodes() map[string]bool {
	broken := map[string]bool{}
	for _, b := range breakages {
		for _, finding := range b.findings {
			code, _, _ := strings.Cut(finding, " ")
			broken[code] = true
		}
	}
	return broken
}

// codes are the values of all constants of type Code in the source.
func codes(t *testing.T) []string { return codesIn(t, "code_difference.go") }

func codesIn(t testing.TB, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var codes []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
				code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				codes = append(codes, code)
			}
		}
		return true
	})
	require.Greater(t, len(codes), 20)
	return codes
}
