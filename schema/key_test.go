package schema_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

type shelf struct {
	Room   int64 `gorm:"primaryKey;autoIncrement:false"`
	Number int64 `gorm:"primaryKey;autoIncrement:false"`
}

func (shelf) TableName() string { return "shelves" }

type box struct {
	ID     int64
	InRoom *int64
	Place  *int64
	Back   *int64

	Shelf *shelf `gorm:"foreignKey:InRoom,Place;references:Room,Number;constraint:boxes_shelf,OnDelete:SET NULL (place)"`
	Other *shelf `gorm:"foreignKey:InRoom,Back;references:Room,Number;constraint:boxes_other,OnDelete:SET NULL"`
}

func (box) TableName() string { return "boxes" }

// Since 15 a foreign key may leave columns alone when it sets null. GORM writes its tag as it is, and so can say that.
func TestColumnsOfSetNull(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	if check(t, db).Server < 150000 {
		require.ErrorContains(t, db.AutoMigrate(&shelf{}, &box{}), "syntax error")
		return
	}
	require.NoError(t, db.AutoMigrate(&shelf{}, &box{}))
	require.Empty(t, check(t, db, &shelf{}, &box{}).Findings)
	const key = "foreign-key-action public.boxes "
	for _, c := range []struct{ name, columns, action, finding string }{
		{"boxes_shelf", "place", "set null (place)", ""},
		{"boxes_shelf", "place", "set null (place, in_room)", key + "boxes_shelf"},
		{"boxes_shelf", "place", "set null (in_room)", key + "boxes_shelf"},
		{"boxes_other", "back", "set null (back)", key + "boxes_other"},
		{"boxes_other", "back", "set default (back)", key + "boxes_other"},
		{"boxes_other", "back", "set null (back, in_room)", ""}, // That is all of them.
	} {
		t.Run(c.name+" "+c.action, func(t *testing.T) {
			s := plantest.NewSession(t, db)
			healthy := s.Structure()
			s.Exec(fmt.Sprintf(`alter table boxes drop constraint %[1]s, add constraint %[1]s foreign key (in_room, %[2]s)
				references shelves (room, number) on delete %[3]s`, c.name, c.columns, c.action))
			broken, report := s.Structure(), check(t, db, &shelf{}, &box{})
			if c.finding == "" {
				require.Empty(t, report.Findings)
				return
			}
			require.Equal(t, []string{c.finding}, found(report))
			require.Equal(t, []schema.Statement{schema.StatementDelete}, report.Findings[0].Breaks)
			require.Regexp(t, ` on delete SET (NULL|DEFAULT) \(`, report.Findings[0].Expected+report.Findings[0].Actual)
			plan := report.Plan(schema.PlanOptions{})
			s.Apply(plan)
			require.Equal(t, healthy, s.Structure())
			s.Undo(plan)
			require.Equal(t, broken, s.Structure())
			s.Apply(plan)
		})
	}
}

// Of the columns that a key sets to null, one has to be able to be it.
func TestAdviceOnColumnsOfSetNull(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	if check(t, db).Server < 150000 {
		return // There is no such thing to be advised about.
	}
	require.NoError(t, db.AutoMigrate(&shelf{}, &box{}))
	advised := func() (codes []schema.Code) {
		report, err := schema.Checker{Advice: true}.Check(t.Context(), db, &shelf{}, &box{})
		require.NoError(t, err)
		for _, finding := range report.Findings {
			if finding.Code == schema.CodeSetNullNotNull {
				codes = append(codes, schema.Code(finding.Object))
			}
		}
		return codes
	}
	require.Empty(t, advised())
	run(t, db, "alter table boxes alter in_room set not null")
	require.Equal(t, []schema.Code{"boxes_other"}, advised())
}

// Whoever may not enable the triggers of a key is told so, and which rows nobody has looked at.
func TestThePlanForADisabledForeignKey(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		alter table shop.customers disable trigger all; alter table shop.orders disable trigger all`)
	report := check(t, db, models()...)
	plan := report.Plan(schema.PlanOptions{})
	require.Len(t, plan.Steps, len(report.Findings))
	for i, step := range plan.Steps {
		require.Contains(t, step.Why, "needs a superuser")
		require.NotNil(t, step.Preflight)
		require.Equal(t, schema.BlocksWrites, step.Blocks)
		require.Equal(t, schema.SideDatabase, report.Findings[i].Wrong)
	}
	at := len(plan.Steps) - 1
	require.Equal(t, "orders_customer_fkey", plan.Steps[at].Mends[0].Object)
	require.Equal(t, "disabled on shop.customers, disabled on shop.orders", plan.Steps[at].Mends[0].Actual)
	require.Len(t, plan.Steps[at].Locks, 2)
}

// A key that has to be replaced is enforced by new triggers.
func TestADisabledForeignKeyThatIsReplaced(t *testing.T) {
	t.Parallel()
	db := shop(t)
	s := plantest.NewSession(t, db)
	healthy := s.Structure()
	run(t, db, replaceForeignKey("orders_customer_fkey", "customers")+"; "+keyTriggers("orders", "orders_customer_fkey", "disable"))
	report := check(t, db, models()...)
	require.Equal(t, []string{"foreign-key-action orders orders_customer_fkey"}, found(report))
	s.Apply(report.Plan(schema.PlanOptions{}))
	require.Equal(t, healthy, s.Structure())
}

// The keys of partitions are those of their table, on both sides.
func TestDisabledForeignKeysOfPartitions(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&shelf{}, &carton{}))
	run(t, db, `
		drop table cartons, shelves;
		create table shelves (room bigint, number bigint, primary key (room, number)) partition by list (room);
		create table shelves_1 partition of shelves for values in (1);
		create table cartons (id bigserial primary key, in_room bigint, place bigint, constraint cartons_shelf foreign key (in_room, place) references shelves) partition by hash (id);
		create table cartons_1 partition of cartons for values with (modulus 1, remainder 0)`)
	require.Empty(t, check(t, db, &shelf{}, &carton{}).Findings)
	tables := []string{"shelves_1", "cartons_1"}
	if check(t, db).Server >= 150000 {
		tables = append(tables, "shelves") // Before, it switches nothing off in its partitions.
	}
	for _, table := range tables {
		tx := db.Begin()
		run(t, tx, "alter table "+table+" disable trigger all")
		report := check(t, tx, &shelf{}, &carton{})
		require.Equal(t, []string{"foreign-key-disabled public.cartons cartons_shelf"}, found(report), table)
		require.Contains(t, report.Findings[0].Actual, "disabled on public."+table)
		tx.Rollback()
	}
}

type carton struct {
	ID     int64
	InRoom *int64
	Place  *int64

	Shelf *shelf `gorm:"foreignKey:InRoom,Place;references:Room,Number;constraint:cartons_shelf,OnDelete:no action"`
}

func (carton) TableName() string { return "cartons" }
