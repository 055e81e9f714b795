package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// A pallet has what the shop lacks: an enum in a column, a key to something else than a
// primary key, types that change in all ways.
type pallet struct {
	Code   string   `gorm:"type:varchar(20);not null;unique"`
	State  string   `gorm:"type:shop.state;not null;default:'open';index:pallets_open,where:state = 'open';check:pallets_state,state <> 'lost'"`
	States string   `gorm:"type:shop.state[]"`
	Weight *float64 `gorm:"type:numeric(10,2);default:1"`
	Count  int64    `gorm:"type:bigint"`
	Note   *string  `gorm:"type:text"`
	Data   *string  `gorm:"type:jsonb"`
	At     *string  `gorm:"type:timestamptz"`
	Inside *string  `gorm:"type:varchar(20)"`
	Holder *pallet  `gorm:"foreignKey:Inside;references:Code;constraint:pallets_inside,OnDelete:SET NULL"`
	Key    *string  `gorm:"type:uuid"`
	Size   *float64 `gorm:"type:double precision"`
	Was    *string  `gorm:"type:shop.state"`
	Bits   *string  `gorm:"type:bit varying(8)"`
	Tag    *string  `gorm:"type:text;uniqueIndex:pallets_tag,expression:lower(tag)"`
	Ready  *bool    `gorm:"type:boolean;not null;default:true"`
	Token  string   `gorm:"type:uuid;not null;default:gen_random_uuid()"`
}

func (pallet) TableName() string { return "shop.pallets" }

func pallets(tb testing.TB) *gorm.DB {
	tb.Helper()
	db := pgtest.Empty(tb)
	run(tb, db, "create schema shop; create type shop.state as enum ('open', 'closed', 'lost')")
	require.NoError(tb, db.AutoMigrate(&pallet{}))
	run(tb, db, `create function shop.touch() returns trigger language plpgsql as 'begin return new; end';
		create trigger touched before update of state on shop.pallets for each row execute function shop.touch();
		create policy opened on shop.pallets using (state = 'open' or count > 1);
		alter table shop.pallets enable row level security;
		insert into shop.pallets (code, state, weight, count, note, data, at) values ('a', 'open', 1, 1, 'x', '{}', now())`)
	return db
}

func checkPallets(tb testing.TB, db *gorm.DB) *schema.Report {
	tb.Helper()
	report, err := schema.Checker{Declared: []declare.Schema{{
		Name: "shop", Enums: []declare.Enum{{Name: "state", Labels: []string{"open", "closed", "lost"}}},
		Functions: []declare.Function{{Name: "touch", Returns: "trigger", Body: "begin return new; end"}},
		Tables: []declare.Table{{
			Name: "pallets", RowSecurity: declare.RowSecurityEnabled,
			Policies: []declare.Policy{{Name: "opened", Using: "state = 'open' or count > 1"}},
			Triggers: []declare.Trigger{{Name: "touched", When: "before update of state", Function: "touch"}},
		}},
	}}}.Check(tb.Context(), db, &pallet{})
	require.NoError(tb, err)
	return report
}

// A plan takes away and puts back a policy and a trigger that are in its way, of which nobody has declared anything.
func TestWhatIsInTheWayUndeclared(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]string{
		"a policy": "drop policy opened on shop.pallets; alter table shop.pallets alter column count type integer; create policy opened on shop.pallets using (count > 1)",
		"a trigger": "drop policy opened on shop.pallets; drop trigger touched on shop.pallets; alter table shop.pallets alter column count type integer;" +
			"create trigger touched before update of count on shop.pallets for each row when (new.count > 1) execute function shop.touch()",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pallets(t)
			run(t, db, breaks)
			attached := func() (texts []string) {
				require.NoError(t, db.Raw(`select pg_get_expr(polqual, polrelid) from pg_policy
					union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1`).Scan(&texts).Error)
				return texts
			}
			before := attached()
			report := check(t, db, &pallet{})
			require.Equal(t, []string{"column-type pallets count"}, found(report))
			plantest.NewSession(t, db).Apply(report.Plan(schema.PlanOptions{}))
			require.Empty(t, check(t, db, &pallet{}).Findings)
			require.Equal(t, before, attached())
		})
	}
}

func TestEveryBreakOfPalletsIsMended(t *testing.T) {
	t.Parallel()
	everyBreakIsMended(t, palletBreaks, func() *gorm.DB { return pallets(t) }, func(t *testing.T, db *gorm.DB) *schema.Report { return checkPallets(t, db) })
}

var palletBreaks = []breakage{
	{"alter type shop.state add value 'stolen' before 'closed'", []string{"enum-labels pallets"}},
	{"alter type shop.state rename value 'closed' to 'lost2'; alter type shop.state rename value 'lost' to 'closed'; alter type shop.state rename value 'lost2' to 'lost'", []string{"enum-order pallets"}},
	{"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; create unique index uni_shop_pallets_code on shop.pallets (code desc); alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null", []string{"index-keys"}},
	{"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; alter table shop.pallets add constraint uni_shop_pallets_code unique (code) include (count); alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null", []string{"index-include"}},
	{"drop policy opened on shop.pallets; alter table shop.pallets alter column count type integer; create policy opened on shop.pallets using (state = 'open' or count > 1)", []string{"column-type"}},
	{"alter table shop.pallets alter column weight type numeric(12,4)", []string{"column-length"}},
	{"alter table shop.pallets alter column weight type numeric(8,2)", []string{"column-length"}},
	{"alter table shop.pallets alter column weight type real", []string{"column-type"}},
	{"alter table shop.pallets alter column data type json", []string{"column-type"}},
	{"alter table shop.pallets alter column data type text", []string{"column-type"}},
	{"alter table shop.pallets alter column at type timestamptz(3)", []string{"column-length"}},
	{"alter table shop.pallets alter column at type timestamp", []string{"column-type"}},
	{"alter table shop.pallets alter column note type varchar(5)", []string{"column-type"}},
	{"alter table shop.pallets alter column note type char(5)", []string{"column-type"}},
	{"alter table shop.pallets alter column note type bytea using null", []string{"column-type"}},
	{"alter table shop.pallets alter column key type text", []string{"column-type"}},
	{"alter table shop.pallets alter column size type real", []string{"column-type"}},
	{"alter table shop.pallets alter column inside type text", []string{"column-type"}},
	{"alter table shop.pallets drop column count cascade", []string{"column-missing", "policy-missing"}},
	{"alter table shop.pallets add column extra text not null default ''; create policy more on shop.pallets using (extra = '')", []string{"column-extra", "policy-extra"}},
	{"alter table shop.pallets add primary key (code)", []string{"primary-key"}},
	{"alter table shop.pallets drop column state cascade", []string{"column-missing"}},
	{"alter table shop.pallets drop column ready, drop column token", []string{"column-missing"}},
	{"alter table shop.pallets alter column bits type bit varying(4)", []string{"column-length"}},
	{"create type shop.other as enum ('open', 'closed'); alter table shop.pallets alter column was type shop.other using was::text::shop.other", []string{"column-type", "enum-extra"}},
	{"drop index shop.pallets_tag", []string{"unique-missing"}},
	{"alter table shop.pallets drop constraint pallets_inside; alter table shop.pallets alter column code type int using 1, alter column inside type int using null; " +
		"alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null", []string{"column-type"}},
	{"alter table shop.pallets drop constraint pallets_inside; alter table shop.pallets alter column code type int using 1, alter column inside type int using null; " +
		"alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null, " +
		"add constraint again foreign key (inside) references shop.pallets (code) on delete set null", []string{"column-type", "foreign-key-duplicate"}},
	{"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; create unique index uni_shop_pallets_code on shop.pallets (code desc); create index uni_shop_pallets_code_new on shop.pallets (code); " +
		"update pg_index set indisvalid = false where indexrelid = 'shop.uni_shop_pallets_code_new'::regclass; " +
		"alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null", []string{"index-keys", "index-invalid"}},
	{"alter table shop.pallets rename constraint pallets_inside to other; alter table shop.pallets drop constraint other, drop constraint uni_shop_pallets_code; " +
		"create unique index uni_shop_pallets_code on shop.pallets (code desc); alter table shop.pallets add constraint other foreign key (inside) references shop.pallets (code) on delete set null", []string{"index-keys", "foreign-key-name"}},
}

// What would lose something, or needs a decision, is left as it is, and says what to do.
func TestWhatIsNotPlanned(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	for statement, why := range map[string]string{
		"create table shop.more (id int)": "No model asks for the table, and its rows would be lost. To plan it all the same, allow table-extra, or ",
		"alter table shop.pallets add more text not null default ''; alter table shop.pallets alter column more drop default": "As long as it stays, inserts work again after alter table shop.pallets alter column more drop not null.",
		"alter table shop.pallets alter column size type numeric":                                                             "A value that the type double precision does not hold would be cut, rounded or refused.",
		"alter table shop.pallets alter column at type timestamp":                                                             "The values would be taken for those of the time zone of the session",
		"alter table shop.pallets alter column key type bigint using null":                                                    "PostgreSQL has no cast between the two types",
		"alter table shop.pallets add constraint more check (count > 0)":                                                      "No model asks for the check, and without it every value may be written.",
		"create index more on shop.pallets (count)":                                                                           "queries that are fast with it may be slow without.",
		"create unique index more on shop.pallets (count)":                                                                    "No model asks for the rule, and without it rows can repeat each other.",
		"alter table shop.pallets add primary key (code)":                                                                     "The models ask for no primary key",
		"alter table shop.pallets add constraint more foreign key (note) references shop.pallets (code) not valid":            "No model asks for the key, and without it rows may refer to nothing.",
		"create type shop.more as enum ()":                                                                                    "Nothing declares the type",
		"create view shop.more as select 1 as one":                                                                            "Nothing declares the view",
		"create function shop.more() returns int language sql as 'select 1'":                                                  "Nothing declares the function",
		"create sequence shop.more":                                                                                           "Nothing declares the sequence",
		"create policy more on shop.pallets using (true)":                                                                     "Nothing declares the policy",
		"create trigger more before insert on shop.pallets for each row execute function shop.touch()":                        "Nothing declares the trigger",
		"alter table shop.pallets drop column size, add size double precision generated always as (count) stored":             "",
	} {
		tx := db.Begin()
		run(t, tx, statement)
		plan := checkPallets(t, tx).Plan(schema.PlanOptions{})
		if why == "" {
			require.Empty(t, plan.Unplanned, statement)
		} else {
			require.Len(t, plan.Unplanned, 1, statement)
			require.Contains(t, plan.Unplanned[0].Why, why, statement)
			require.Empty(t, plan.Steps, statement)
			require.Equal(t, "0 steps, 1 finding left as it is", plan.String())
			require.Contains(t, plan.SQL(), "-- Left as it is\n-- "+plan.Unplanned[0].Finding.String())
		}
		allowed := checkPallets(t, tx).Plan(schema.PlanOptions{Allow: []string{"nothing", checkPallets(t, tx).Findings[0].Fingerprint()}})
		if why != "PostgreSQL has no cast between the two types" {
			require.Empty(t, allowed.Unplanned, statement)
			require.NotEmpty(t, allowed.Steps, statement)
		}
		tx.Rollback()
	}
}

// What reads a column keeps it from being changed, whatever is allowed.
func TestReadersAreInTheWay(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	for statement, why := range map[string]string{
		"create view public.v as select note from shop.pallets; alter table shop.pallets add more text; create or replace view public.v as select note, more from shop.pallets": "",
		"alter table shop.pallets alter column note type varchar(5); create view shop.v as select note from shop.pallets":                                                       "drop view shop.v first",
		"alter table shop.pallets add more text; create view shop.v as select more from shop.pallets":                                                                           "View shop.v reads the column: drop or replace the view first.",
		"alter table shop.pallets alter column note type varchar(5); alter table shop.pallets add l int generated always as (length(note)) stored":                              "drop column l first",
		"alter table shop.pallets alter column note type varchar(5) collate \"C\"; create view shop.v as select note from shop.pallets":                                         "drop view shop.v first",
	} {
		tx := db.Begin()
		run(t, tx, statement)
		report := checkPallets(t, tx)
		plan := report.Plan(schema.PlanOptions{Allow: codesFound(report)})
		if why != "" {
			require.NotEmpty(t, plan.Unplanned, statement)
			require.Contains(t, plan.Unplanned[0].Why, why, statement)
		}
		tx.Rollback()
	}
}

// Rows in the way are counted before the step at which they would stop it.
func TestPreflightsCountTheRowsInTheWay(t *testing.T) {
	t.Parallel()
	for statement, code := range map[string]schema.Code{
		"alter table shop.pallets drop constraint pallets_inside; insert into shop.pallets (code, inside) values ('b', 'nowhere')":         schema.CodeForeignKeyMissing,
		"alter table shop.pallets alter column code drop not null; insert into shop.pallets (count) values (1)":                            schema.CodeColumnNull,
		"alter table shop.pallets drop constraint pallets_state; insert into shop.pallets (code, state) values ('b', 'lost')":              schema.CodeCheckMissing,
		"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; insert into shop.pallets (code) values ('a')":             schema.CodeUniqueMissing,
		"alter table shop.pallets alter column code type text; insert into shop.pallets (code) values ('far more than twenty characters')": schema.CodeColumnType,
		"alter type shop.state add value 'stolen'; insert into shop.pallets (code, state) values ('b', 'stolen')":                          schema.CodeEnumLabels,
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			db := pallets(t)
			for part := range statementsOf(statement) { // A label serves only after its transaction.
				run(t, db, part)
			}
			report := checkPallets(t, db)
			s := plantest.NewSession(t, db)
			counted := false
			for _, step := range report.Plan(schema.PlanOptions{Allow: codesFound(report)}).Steps {
				if step.Preflight != nil && step.Mends[0].Code == code {
					counted = true
					require.Equal(t, 1, s.Number(step.Preflight.Query), step.Preflight.Query)
				}
			}
			require.True(t, counted)
		})
	}
}

func statementsOf(text string) func(yield func(string) bool) { return strings.SplitSeq(text, "; ") }

// A partitioned table has no concurrent way.
func TestPlanOfPartitions(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	run(t, db, `create schema shop; create table shop.labels (id bigserial primary key, name text not null);
		create table shop.readings (id bigint not null, label_id bigint) partition by range (id);
		create table shop.readings_1 partition of shop.readings for values from (0) to (10)`)
	report := func() *schema.Report {
		report, err := schema.Check(t.Context(), db, &label{}, &reading{})
		require.NoError(t, err)
		return report
	}
	plan := report().Plan(schema.PlanOptions{})
	require.Empty(t, plan.Unplanned)
	s := plantest.NewSession(t, db)
	for _, step := range plan.Steps { // Its partitions are locked as well, of which the check knows nothing.
		s.Exec(step.SQL)
	}
	require.Empty(t, report().Findings)
	run(t, db, "create index more on shop.readings (id, label_id)")
	plan = report().Plan(schema.PlanOptions{Allow: []string{"index-extra"}})
	for _, step := range plan.Steps {
		s.Exec(step.SQL)
	}
	require.Empty(t, report().Findings)
}

type reading struct {
	ID      int64  `gorm:"primaryKey:false;autoIncrement:false;not null;type:bigint"`
	LabelID *int64 `gorm:"index:readings_label"`
	Label   *label `gorm:"constraint:readings_label_fkey,OnDelete:NO ACTION"`
}

func (reading) TableName() string { return "shop.readings" }

// A report that was read from a file holds the findings and not what a plan needs.
func TestPlanOfAReadReport(t *testing.T) {
	t.Parallel()
	report := &schema.Report{Findings: []schema.Finding{
		{Code: schema.CodeColumnExtra, Severity: schema.SeverityDifference, Table: "shop.labels", Object: "x"},
		{Code: schema.CodeUndetermined, Severity: schema.SeverityUndetermined, Table: "shop.labels", Object: "y"},
		{Code: "in-a-tag", Severity: schema.SeverityWarning, Table: "shop.labels", Wrong: schema.SideValidation},
		{Code: "of-others", Severity: schema.SeverityWarning, Table: "shop.labels"},
	}}
	plan := report.Plan(schema.PlanOptions{})
	require.Empty(t, plan.Steps)
	var why []string
	for _, unplanned := range plan.Unplanned {
		why = append(why, unplanned.Why)
	}
	require.Equal(t, []string{
		"The report does not hold what a plan needs; make the plan where the check was made.",
		"Whether anything is wrong is not known, so there is nothing to do but to look.",
		"It is mended in Go.",
		"No statement mends it without a decision.",
	}, why)
	require.Equal(t, "0 steps, 4 findings left as they are", plan.String())
}

// Since 15 nulls can count as equal, and since 18 NOT NULL can wait to be verified.
func TestPlanOfNewerServers(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	version := checkPallets(t, db).Server
	s := plantest.NewSession(t, db)
	for statement, since := range map[string]int{
		"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; create unique index uni_shop_pallets_code on shop.pallets (code) nulls not distinct; " +
			"alter table shop.pallets add constraint pallets_inside foreign key (inside) references shop.pallets (code) on delete set null": 150000,
		"alter table shop.pallets alter column code drop not null; alter table shop.pallets add constraint named not null code not valid": 180000,
	} {
		if version < since {
			_, err := s.ExecContext(t.Context(), statement)
			require.Error(t, err, "an older server has no such thing")
			s.Exec("rollback")
			continue
		}
		s.Exec(statement)
		broken := s.Structure()
		plan := checkPallets(t, db).Plan(schema.PlanOptions{})
		require.Empty(t, plan.Unplanned)
		s.Apply(plan)
		require.Empty(t, checkPallets(t, db).Findings)
		s.Undo(plan)
		require.Equal(t, broken, s.Structure())
		s.Apply(plan)
		require.Empty(t, checkPallets(t, db).Findings)
	}
}

// The script says everything that a step has to say.
func TestPlanAsScript(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	run(t, db, "alter table shop.pallets alter column count drop not null, alter column code drop not null, add more text; create index more on shop.pallets (count); drop index shop.pallets_open")
	plan := checkPallets(t, db).Plan(schema.PlanOptions{Allow: []string{"column-extra"}})
	script := plan.SQL()
	for _, part := range []string{
		"\n\\set ON_ERROR_STOP on\n\n-- Step 1 of ",
		"-- for    shop.pallets code column-null: expected not null, found nullable\n",
		"-- locks  shop.pallets in SHARE UPDATE EXCLUSIVE mode\n-- blocks nothing; it reads the whole table\n",
		"-- first  select count(*) from shop.pallets where code is null\n--        counts rows without a value, at which the verification fails; give them one first; it should be 0\n",
		"-- loses  what the way back does not bring back\n",
		"begin;\nset local lock_timeout = '500ms';\nset local statement_timeout = '0';\nalter table shop.pallets validate constraint ",
		"set lock_timeout = '0';\nset statement_timeout = '0';\ncreate index concurrently pallets_open on shop.pallets (state) where ",
		"-- undo   alter table shop.pallets add column more text\n-- undo   The values do not come back.\n",
		"-- Left as it is\n-- shop.pallets more index-extra: expected nothing, found index (count)\n--   No model asks for the index",
	} {
		require.Contains(t, script, part)
	}
}

// A table that is declared needs no model.
func TestRowSecurityOfATableWithoutAModel(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	run(t, db, "create schema shop; create table shop.pallets (code int); alter table shop.pallets force row level security")
	report, err := schema.Checker{Declared: []declare.Schema{{
		Name: "shop", Tables: []declare.Table{{Name: "pallets", RowSecurity: declare.RowSecurityEnabled}},
	}}}.Check(t.Context(), db)
	require.NoError(t, err)
	plan := report.Plan(schema.PlanOptions{})
	require.Empty(t, plan.Unplanned)
	require.Len(t, plan.Steps, 1)
	require.Contains(t, plan.Steps[0].SQL, "enable row level security")
}
