package schema_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

// advised checks with advice and keeps the findings of one code.
func advised(tb testing.TB, db *gorm.DB, code schema.Code) *schema.Report {
	tb.Helper()
	report, err := schema.Checker{Advice: true}.Check(tb.Context(), db, append(models(), &crate{})...)
	require.NoError(tb, err)
	report.Findings = slices.DeleteFunc(report.Findings, func(f schema.Finding) bool { return f.Code != code })
	return report
}

// plannedAdvice are breaks with the advice that mends them, and what takes the rest back.
var plannedAdvice = []struct {
	code            schema.Code
	statement, back string
}{
	{
		schema.CodeIndexDuplicate, "create index a on shop.crates (name); create index b on shop.crates (name)",
		"drop index shop.a; drop index shop.b",
	},
	{
		schema.CodeIndexRedundant, "create index a on shop.crates (name); create index b on shop.crates (name, id)",
		"drop index shop.a; drop index shop.b",
	},
	{
		schema.CodeForeignKeyRepeated,
		"alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers",
		"alter table shop.orders drop constraint a, drop constraint b",
	},
	{
		schema.CodeForeignKeyUnindexed,
		"alter table shop.crates add a bigint, add constraint one foreign key (a) references shop.orders, add constraint two foreign key (a) references shop.customers",
		"alter table shop.crates drop column a",
	},
	{schema.CodeReferenceWithoutKey, "alter table shop.crates add order_id bigint", "alter table shop.crates drop column order_id"},
	{
		schema.CodeForeignKeyType, "alter table shop.crates add a integer references shop.orders; create index on shop.crates (a)",
		"alter table shop.crates drop column a",
	},
	{schema.CodeBooleanNullable, "alter table shop.crates add ready boolean", "alter table shop.crates drop column ready"},
	{schema.CodeJSONAsText, "alter table shop.crates add data json", "alter table shop.crates drop column data"},
	{
		schema.CodeUniqueIgnoresDeleted, "create unique index a on shop.customers (country) where name <> ''",
		"drop index shop.a",
	},
	// The models have it as the advice has it.
	{
		schema.CodeKeyNarrow, "alter table shop.crates alter column id type integer",
		"alter table shop.crates alter column id type bigint",
	},
}

// Advice about what no model asks for is planned, and the ways back lead back.
func TestPlanOfAdvice(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	s := plantest.NewSession(t, db)
	for _, c := range plannedAdvice {
		t.Run(string(c.code), func(t *testing.T) {
			s := plantest.Session{TB: t, Conn: s.Conn}
			before := advised(t, db, c.code)
			s.Exec(c.statement)
			broken := s.Structure()
			report := advised(t, db, c.code)
			report.Findings = slices.DeleteFunc(report.Findings, func(f schema.Finding) bool {
				return slices.ContainsFunc(before.Findings, func(known schema.Finding) bool { return known.Fingerprint() == f.Fingerprint() })
			})
			require.NotEmpty(t, report.Findings)
			plan := report.Plan(schema.PlanOptions{})
			require.Empty(t, plan.Unplanned)
			s.Apply(plan)
			require.Equal(t, summary(before.Findings), summary(advised(t, db, c.code).Findings))
			s.Undo(plan)
			require.Equal(t, broken, s.Structure())
			s.Exec(c.back)
		})
	}
}

// A bottle is a model that does all that advice advises against.
type bottle struct {
	ID         int64
	OrderID    *int64 `gorm:"index:bottles_order_id_idx"`
	CustomerID *int64
	Price      float64 `gorm:"type:double precision;not null"`
	Name       string  `gorm:"type:text;index:bottles_name;index:bottles_name_again"`
	Order      *order
}

func (bottle) TableName() string { return "shop.bottles" }

// Advice about what the models ask for begins in the models, and some takes a decision.
func TestAdviceThatIsNotPlanned(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	require.NoError(t, db.AutoMigrate(&bottle{}))
	run(t, db, `alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers on update cascade;
		drop index shop.bottles_order_id_idx;
		create unique index crates_a on shop.crates (name); alter table shop.crates add other text references shop.crates (name);
		create unique index crates_b on shop.crates (name)`)
	report, err := schema.Checker{Advice: true}.Check(t.Context(), db, append(models(), &crate{}, &bottle{})...)
	require.NoError(t, err)
	whys := map[schema.Code]string{}
	plan := report.Plan(schema.PlanOptions{})
	at := slices.IndexFunc(plan.Steps, func(s schema.Step) bool {
		return s.SQL == "create index concurrently bottles_order_id_idx on shop.bottles (order_id)"
	})
	require.Len(t, plan.Steps[at].Mends, 2, "the model asks for it already")
	require.NotContains(t, plan.Steps[at].Why, "Declare it")
	for _, unplanned := range plan.Unplanned {
		whys[unplanned.Finding.Code] = unplanned.Why
	}
	for code, why := range map[schema.Code]string{
		schema.CodeIndexDuplicate:          "Foreign keys stand on the unique rule",
		schema.CodeForeignKeyContradiction: "No statement mends it without a decision. ",
		schema.CodeMoneyFloating:           "The models ask for it as it is: change the model",
		schema.CodeReferenceWithoutKey:     "The models ask for it as it is: change the model",
		schema.CodeUniqueIgnoresDeleted:    "The models ask for it as it is: change the model",
	} {
		require.Contains(t, whys[code], why, code)
	}
}
