package schema_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func probe(tb testing.TB, db *gorm.DB, models ...any) *schema.ProbeReport {
	tb.Helper()
	report, err := schema.Probe(tb.Context(), db, models...)
	require.NoError(tb, err)
	return report
}

// outcomes are the tables that are not accepted, one line for each refusal, the schema shop left out.
func outcomes(report *schema.ProbeReport) []string {
	lines := []string{}
	for _, probed := range report.Tables {
		for _, r := range probed.Refusals {
			line := fmt.Sprintf("%s %s: %s %s", probed.Table, probed.Result, r.Operation, r.SQLState)
			if r.Table != probed.Table {
				line = fmt.Sprintf("%s %s: %s %s %s", probed.Table, probed.Result, r.Table, r.Operation, r.SQLState)
			}
			for _, d := range r.Differences {
				line += " " + d.Column
			}
			line = strings.Replace(line, " 42601", " 428C9", 1) // PostgreSQL 13 has no code of its own for generated columns.
			lines = append(lines, strings.ReplaceAll(strings.Join(strings.Fields(line+" "+r.Cause()), " "), "shop.", ""))
		}
	}
	return lines
}

// rows counts what is in the tables of the shop.
func rows(tb testing.TB, db *gorm.DB) (count int) {
	tb.Helper()
	require.NoError(tb, db.Raw(`select (select count(*) from shop.customers) + (select count(*) from shop.orders) +
		(select count(*) from shop.order_lines) + (select count(*) from shop.labels) + (select count(*) from shop.customer_labels)`).Scan(&count).Error)
	return count
}

func TestProbeOfWhatAutoMigrateMakes(t *testing.T) {
	t.Parallel()
	db := shop(t)
	report := probe(t, db, models()...)
	require.Empty(t, outcomes(report))
	require.Equal(t, "5 tables, 0 refused", report.String())
	require.NoError(t, report.Err())
	require.Zero(t, rows(t, db))

	var names []string
	for _, probed := range report.Tables {
		names = append(names, probed.Table)
		require.Equal(t, schema.Accepted, probed.Result)
		require.Equal(t, probed.Table == "shop.customer_labels", probed.NotUpdated == schema.NoneToWrite, probed.Table)
	}
	require.Equal(t, []string{"shop.customers", "shop.orders", "shop.order_lines", "shop.labels", "shop.customer_labels"}, names)
}

// raising is a trigger of a table whose function raises an exception.
func raising(when, table string) string {
	return fmt.Sprintf(`create function shop.refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = 'SH001', hint = 'ask'; end $$;
		create trigger refusing %s on shop.%s for each row execute function shop.refuse()`, when, table)
}

// doing is a trigger of a table whose function does something to the row.
func doing(when, table, what string) string {
	return fmt.Sprintf(`create function shop.change() returns trigger language plpgsql as $$ begin %s end $$;
		create trigger changing %s on shop.%s for each row execute function shop.change()`, what, when, table)
}

const refusing = " SH001 function refuse() of trigger refusing"

// Each statement breaks something, with all that the probe has to say about it.
func TestProbeOfBrokenTables(t *testing.T) {
	t.Parallel()
	const needsOrder = "order_lines not reached: orders insert"
	for statement, expected := range map[string][]string{
		raising("after insert", "labels"):  {"labels refused: insert" + refusing, "customer_labels not reached: labels insert" + refusing},
		raising("before update", "labels"): {"labels refused: update" + refusing},
		raising("before delete", "labels"): {"labels refused: delete" + refusing},
		raising("after insert", "orders"):  {"orders refused: insert" + refusing, needsOrder + refusing},
		raising("after update", "orders"):  {"orders refused: update" + refusing},
		raising("before insert", "customers"): {
			"customers refused: insert" + refusing, "orders not reached: customers insert" + refusing,
			"order_lines not reached: customers insert" + refusing, "customer_labels not reached: customers insert" + refusing,
		},
		raising("before update or delete", "order_lines"): {"order_lines refused: update" + refusing, "order_lines refused: delete" + refusing},
		// A constraint trigger that waits for the commit, which never comes.
		strings.Replace(raising("after insert", "labels")+" ", "create trigger refusing after insert on shop.labels",
			"create constraint trigger refusing after insert on shop.labels deferrable initially deferred", 1): {
			"labels refused: insert" + refusing, "customer_labels not reached: labels insert" + refusing,
		},

		"drop table shop.labels cascade":                   {"labels refused: insert 42P01", "customer_labels not reached: labels insert 42P01"},
		"alter table shop.labels add colour text not null": {"labels refused: insert 23502 column colour", "customer_labels not reached: labels insert 23502 column colour"},
		"alter table shop.orders drop column note":         {"orders refused: insert 42703", needsOrder + " 42703"},
		"alter table shop.labels add constraint short check (length(name) < 3)": {
			"labels refused: insert 23514 constraint short", "customer_labels not reached: labels insert 23514 constraint short",
		},
		"alter table shop.orders drop column status, add column status varchar(20) generated always as ('open') stored": {
			"orders refused: insert 428C9", needsOrder + " 428C9",
		},
		"alter table shop.orders alter column number type varchar(5)": {"orders refused: insert 22001", needsOrder + " 22001"},
		// A row that the insert makes in another table, which forbids the delete.
		`create table shop.receipts (id bigint references shop.labels);` +
			doing("after insert", "labels", "insert into shop.receipts values (new.id); return new;"): {"labels refused: delete 23503 constraint receipts_id_fkey"},

		// Nothing is refused, and nothing done.
		doing("before insert", "labels", "return null;"): {"labels refused: insert", "customer_labels not reached: labels insert"},
		doing("before update", "labels", "return null;"): {"labels refused: update"},
		doing("before delete", "labels", "return null;"): {"labels refused: delete"},
		doing("after insert", "labels", "delete from shop.labels where id = new.id; return new;"): {
			"labels refused: select", "labels refused: update", "labels refused: delete",
			"customer_labels refused: insert 23503 constraint fk_shop_customer_labels_label",
		},

		// What is stored is not what was written.
		doing("before insert", "orders", "new.note = 'x'; new.data = '{}'; return new;"):                                                                {"orders refused: select note data"},
		doing("before update", "orders", "new.status = old.status; return new;"):                                                                        {"orders refused: select status"},
		doing("before insert", "customers", "new.country = 'ZZ'; return new;"):                                                                          {"customers refused: select country"},
		"alter table shop.order_lines drop column amount; alter table shop.order_lines add amount numeric(12,2), alter column price type numeric(10,1)": {"order_lines refused: select price", "order_lines refused: select price"},

		// A policy, which the owner of the tables would not see.
		"alter table shop.labels enable row level security; alter table shop.labels force row level security; create policy none on shop.labels for select using (true)": {
			"labels refused: insert 42501", "customer_labels not reached: labels insert 42501",
		},
		// Rules stand in the place of statements.
		"create rule keep as on delete to shop.labels do instead nothing": {"labels refused: delete"},
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			db := shop(t)
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, statement)
			if strings.Contains(statement, "row level security") {
				user := role(t, tx)
				run(t, tx, fmt.Sprintf("grant usage on schema shop to %[1]q; grant all on all tables in schema shop to %[1]q; grant all on all sequences in schema shop to %[1]q; set local role %[1]q", user))
			}
			report := probe(t, tx, models()...)
			slices.Sort(expected)
			found := outcomes(report)
			slices.Sort(found)
			require.Equal(t, expected, found, "%v", report.Err())
			require.ErrorIs(t, report.Err(), schema.ErrRefused)
			if !strings.Contains(statement, "drop table") {
				require.Zero(t, rows(t, tx))
			}
		})
	}
}

func TestWhatARefusalTells(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, raising("after insert", "labels"))
	run(t, db, doing("before insert", "orders", "new.note = repeat('ü', 100); new.number = null; new.number = 'x'; return new;"))
	report := probe(t, db, models()...)

	refusal := report.With(schema.Refused)[1].Refusals[0]
	require.Equal(t, "SH001", refusal.SQLState)
	require.Equal(t, []string{"no", "ask", "shop.refuse()", "refusing"}, []string{refusal.Message, refusal.Hint, refusal.Function, refusal.Trigger})
	require.Contains(t, refusal.Context, "PL/pgSQL function shop.refuse() line 1 at RAISE")
	require.EqualError(t, refusal, "shop.labels insert: no (SQLSTATE SH001), function shop.refuse() of trigger refusing")
	var server *pgconn.PgError
	require.ErrorAs(t, refusal, &server)

	err := report.Err()
	require.ErrorAs(t, err, &server)
	require.Equal(t, "SH001", server.Code)
	var all *schema.RefusedError
	require.ErrorAs(t, fmt.Errorf("probe: %w", err), &all)
	require.Equal(t, report, all.Report)
	var one schema.Refusal
	require.ErrorAs(t, err, &one)
	require.Equal(t, "shop.orders", one.Table)
	long := strings.Repeat("ü", 60) + "…"
	require.Regexp(t, `^schema: database `+report.Database+` does not take what the models write: 5 tables, 2 refused, 1 not reached
  shop\.orders select: number was written as [0-9a-f]{16} and read as x, note was written as [0-9a-f]{16} and read as `+long+`
  shop\.labels insert: no \(SQLSTATE SH001\), function shop\.refuse\(\) of trigger refusing
  shop\.customer_labels not reached: shop\.labels insert: no \(SQLSTATE SH001\), function shop\.refuse\(\) of trigger refusing$`, err.Error())
	require.Equal(t, "shop.labels", report.With(schema.NotReached)[0].Because)

	encoded, err := json.Marshal(report.With(schema.Refused)[1])
	require.NoError(t, err)
	context, err := json.Marshal(refusal.Context)
	require.NoError(t, err)
	require.JSONEq(t, `{"table": "shop.labels", "result": "refused", "refusals": [{"table": "shop.labels", "operation": "insert", "sqlstate": "SH001",
		"message": "no", "hint": "ask", "function": "shop.refuse()", "trigger": "refusing", "context": `+string(context)+`}]}`, string(encoded))
	encoded, err = json.Marshal(report)
	require.NoError(t, err)
	var decoded schema.ProbeReport
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	require.Equal(t, outcomes(report), outcomes(&decoded))
}

// version is immutable by its own word.
type version struct {
	ID      int64
	LabelID int64  `gorm:"not null;<-:create"`
	Number  int32  `gorm:"not null;<-:create;uniqueIndex:versions_number"`
	Text    string `gorm:"not null;<-:create"`

	Label *label
}

func (version) TableName() string { return "shop.versions" }

func TestAnImmutableModelIsNotUpdated(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&version{}))
	run(t, db, raising("before update", "versions"))
	report := probe(t, db, &version{})
	require.NoError(t, report.Err())
	require.Equal(t, []schema.Probed{{Table: "shop.versions", Result: schema.Accepted, NotUpdated: schema.Immutable, Refusals: []schema.Refusal{}}}, report.Tables)
}

// Two tables whose rows need each other, one that may wait and two that may not; and one that needs itself.
type (
	team struct {
		ID      string   `gorm:"type:uuid;primaryKey"`
		Name    string   `gorm:"not null"`
		ChiefID *string  `gorm:"type:uuid"`
		Chief   *member  `gorm:"foreignKey:ChiefID;constraint:teams_chief"`
		Members []member `gorm:"foreignKey:TeamID;constraint:members_team"`
	}
	member struct {
		ID     string `gorm:"type:uuid;primaryKey"`
		TeamID string `gorm:"type:uuid;not null"`
	}
	left struct {
		ID      string `gorm:"type:uuid;primaryKey"`
		RightID string `gorm:"type:uuid;not null"`
		Right   *right `gorm:"constraint:lefts_right"`
	}
	right struct {
		ID     string `gorm:"type:uuid;primaryKey"`
		LeftID string `gorm:"type:uuid;not null"`
		Left   *left  `gorm:"constraint:rights_left"`
	}
	node struct {
		ID     string `gorm:"type:uuid;primaryKey"`
		RootID string `gorm:"type:uuid;not null"`
		Root   *node
	}
)

func TestProbeOfTablesInACircle(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	db.DisableForeignKeyConstraintWhenMigrating = true // GORM cannot create them before their tables.
	require.NoError(t, db.AutoMigrate(&team{}, &member{}, &left{}, &right{}, &node{}))
	run(t, db, `alter table teams add constraint teams_chief foreign key (chief_id) references members;
		alter table members add constraint members_team foreign key (team_id) references teams;
		alter table nodes add foreign key (root_id) references nodes;
		alter table lefts add constraint lefts_right foreign key (right_id) references rights deferrable initially deferred;
		alter table rights add constraint rights_left foreign key (left_id) references lefts deferrable initially deferred`)
	require.Empty(t, outcomes(probe(t, db, &team{}, &member{}, &left{}, &right{}, &node{})))

	// If nothing is deferred, no row can be the first.
	run(t, db, "alter table lefts alter constraint lefts_right not deferrable; alter table rights alter constraint rights_left not deferrable")
	require.Equal(t, []string{
		"public.lefts not reached: public.rights insert 23503 constraint rights_left",
		"public.rights not reached: public.lefts insert 23503 constraint lefts_right",
	}, outcomes(probe(t, db, &team{}, &left{}, &right{})))

	// A broken chief is one that a team can do without.
	run(t, db, "alter table members add constraint nobody check (id is null)")
	require.Equal(t, []string{"public.members refused: insert 23514 constraint nobody"}, outcomes(probe(t, db, &team{}, &member{})))
}

// Keys of several columns, some of which are shared, and one that may be null.
type (
	tenant struct {
		ID int64
	}
	project struct {
		TenantID int64 `gorm:"primaryKey;autoIncrement:false"`
		Number   int32 `gorm:"primaryKey;autoIncrement:false"`
		Name     string
		Tenant   *tenant
	}
	task struct {
		ID       int64
		TenantID int64 `gorm:"not null"`
		Part     *int32
		Title    string
		Tenant   *tenant
		Project  *project `gorm:"foreignKey:TenantID,Part;references:TenantID,Number"`
	}
)

func TestProbeOfCompositeKeys(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&tenant{}, &project{}, &task{}))
	require.Empty(t, outcomes(probe(t, db, &tenant{}, &project{}, &task{})))
	require.Empty(t, outcomes(probe(t, db, &task{})), "what it refers to need not be given")
	// That it refers to the row of its own tenant is seen here.
	run(t, db, `create function own() returns trigger language plpgsql as $$ begin
		if new.part is null then raise exception 'no project'; end if; return new; end $$;
		create trigger own before insert on public.tasks for each row execute function own()`)
	require.Empty(t, outcomes(probe(t, db, &task{})))
	run(t, db, "alter table projects add check (number < 0)")
	require.Equal(t, []string{"public.tasks refused: insert P0001 function own() of trigger own"}, outcomes(probe(t, db, &task{})))
}

// country has few keys, and the first of them are taken.
type country struct {
	Code string `gorm:"type:char(2);primaryKey" validate:"iso3166_1_alpha2"`
	Name string
}

func TestARowThatCollidesIsMadeAnew(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&country{}))
	run(t, db, "insert into countries values ('BR', 'Brasil'), ('US', 'USA')")
	require.Empty(t, outcomes(probe(t, db, &country{})))
	run(t, db, "create unique index one on countries ((true)) where name not in ('USA', 'Brasil'); insert into countries values ('DE', 'x')")
	require.Equal(t, []string{"public.countries refused: insert 23505 constraint one"}, outcomes(probe(t, db, &country{})))
}

// What models do to themselves counts as theirs.
type hooked struct {
	ID     int64
	Name   string `gorm:"default:nobody"`
	Secret string `gorm:"->:false;<-"`
	Code   string
}

var errHook = errors.New("the hook says no")

func (h *hooked) BeforeCreate(*gorm.DB) error { h.Name = "created"; return nil }

func (h *hooked) BeforeDelete(*gorm.DB) error { return errHook }

type panicking struct {
	ID   int64
	Name string
}

func (*panicking) BeforeUpdate(*gorm.DB) error { panic("at once") }

type keyless struct{ Name string }

// late has a column that only an update writes, and for which there is no value.
type late struct {
	ID   int64
	Data [2]int `gorm:"serializer:json;<-:update"`
}

// mistaken refers to a number by a text.
type mistaken struct {
	ID        int64
	CountryID int64    `gorm:"not null"`
	Country   *country `gorm:"references:Code"`
}

type unfillable struct {
	ID   int64
	Data [2]int `gorm:"serializer:json"`
}

func TestProbeOfModelsThatFail(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&hooked{}, &panicking{}, &keyless{}, &unfillable{}, &late{}, &country{}))
	report := probe(t, db, &hooked{}, &panicking{}, &keyless{}, &unfillable{}, &hooked{}, &late{}, &mistaken{})
	require.Equal(t, []string{
		"public.hookeds refused: delete",
		"public.panickings refused: update",
		"public.keylesses not reached: select",
		"public.unfillables not reached: insert",
		"public.lates not reached: update",
		"public.mistakens not reached: insert",
	}, outcomes(report))
	require.ErrorIs(t, report.Err(), errHook)
	require.ErrorContains(t, report.Err(), "public.panickings update: panic: at once")
	require.ErrorContains(t, report.Err(), "no primary key")
	require.ErrorContains(t, report.Err(), "no valid row can be made: unfillables.data: no sample of type [2]int")
}

// The types of columns keep values in their own way, which makes no difference.
type kept struct {
	ID     int64
	Day    time.Time           `gorm:"type:date"`
	Moment *time.Time          `gorm:"type:timestamp(0)"`
	Money  decimal.Decimal     `gorm:"type:numeric(12,4)"`
	Text   sql.NullString      `gorm:"type:numeric(12,4)"`
	Code   *string             `gorm:"type:char(30)"`
	Raw    json.RawMessage     `gorm:"type:jsonb"`
	Bytes  []byte              `gorm:"type:bytea"`
	Map    map[string]any      `gorm:"serializer:json"`
	Shape  *struct{ B, A int } `gorm:"serializer:json"`
	Key    uuid.UUID           `gorm:"type:uuid"`
	Seen   time.Time           `gorm:"autoUpdateTime"`
	Odd    odd                 `gorm:"type:text"`
}

// odd is a text that cannot always be sent.
type odd struct{ text string }

func (o *odd) Scan(value any) error { o.text = fmt.Sprint(value); return nil }

func (o odd) Value() (driver.Value, error) {
	if o.text == "unsendable" {
		return nil, errHook
	}
	return o.text, nil
}

func TestProbeOfTypes(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&kept{}))
	require.Empty(t, outcomes(probe(t, db, &kept{})))

	run(t, db, `create function lose() returns trigger language plpgsql as $$ begin
		new.day = new.day + 1; new.moment = null; new.money = new.money + 0.0001; new.text = null; new.code = 'c'; new.raw = '[]'; new.bytes = 'b';
		new.map = '{}'; new.shape = '{"A": 7}'; new.key = gen_random_uuid(); return new; end $$;
		create trigger lose before insert on kepts for each row execute function lose()`)
	report := probe(t, db, &kept{})
	require.Equal(t, []string{"public.kepts refused: select day moment money text code raw bytes map shape key"}, outcomes(report))
	lost := report.Tables[0].Refusals[0].Differences
	require.Equal(t, "null", lost[1].Read)
	require.Equal(t, "2.2501", lost[2].Read)
	require.Equal(t, "[]", lost[5].Read)

	// What GORM sets by itself at an update, a trigger may set too; what cannot be compared differs.
	run(t, db, "drop function lose() cascade; create function touch() returns trigger language plpgsql as $$ begin new.seen = 'epoch'; new.odd = 'unsendable'; return new; end $$;"+
		"create trigger touch before update on kepts for each row execute function touch()")
	require.Equal(t, []string{"public.kepts refused: select odd"}, outcomes(probe(t, db, &kept{})))
}

// A column may refer to what a table can do without, twice, and a function may have no trigger.
type chapter struct {
	ID       int64
	LabelID  *int64
	SecondID sql.NullInt64
	Title    string
	Label    *label
	Second   *label `gorm:"foreignKey:SecondID"`
}

func TestProbeOfReferencesThatAreNotNeeded(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&chapter{}))
	require.Empty(t, outcomes(probe(t, db, &chapter{}, &label{})))
	run(t, db, `create function short(text text) returns boolean language plpgsql as $$ begin if length(text) > 3 then raise 'long'; end if; return true; end $$;
		alter table shop.labels add check (short(name))`)
	report := probe(t, db, &chapter{}, &label{})
	require.Equal(t, []string{"labels refused: insert P0001 function short(text)"}, outcomes(report))
}
