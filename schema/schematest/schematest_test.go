package schematest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

type author struct {
	ID        int64
	Name      string  `gorm:"type:varchar(100);not null;uniqueIndex:authors_name;check:authors_named,name <> ''"`
	Mood      string  `gorm:"type:shop.mood;not null;default:ok"`
	Discount  float64 `gorm:"type:numeric(4,2);not null;default:0;check:authors_discount,discount BETWEEN 0 AND 50"`
	MentorID  *int64  `gorm:"index:authors_mentor,sort:desc,where:mentor_id > 0"`
	DeletedAt gorm.DeletedAt

	Mentor *author `gorm:"constraint:authors_mentor_fkey,OnDelete:SET NULL"`
	Books  []book  `gorm:"many2many:shop.author_books"`
}

func (author) TableName() string { return "shop.authors" }

type book struct {
	ID     int32  `gorm:"type:integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5);primaryKey"`
	Title  string `gorm:"type:text COLLATE \"C\";not null;index:books_title,expression:lower(title),option:INCLUDE (id)"`
	Length int16  `gorm:"type:smallserial"`
	Twice  int64  `gorm:"->;type:bigint GENERATED ALWAYS AS (length * 2) STORED"`
	Note   string `gorm:"comment:what is said of it"`
}

type page struct {
	BookID int32 `gorm:"primaryKey;autoIncrement:false"`
	Number int16 `gorm:"primaryKey;autoIncrement:false"`

	Book *book `gorm:"constraint:pages_book_fkey,OnDelete:CASCADE,OnUpdate:RESTRICT"`
}

func models() []any { return []any{&author{}, &book{}, &page{}} }

// declared is one of each thing that can be.
func declared() []declare.Schema {
	return []declare.Schema{{
		Name:       "shop",
		Extensions: []string{"citext"},
		Enums:      []declare.Enum{{Name: "mood", Labels: []string{"ok", "sad"}}},
		Sequences:  []declare.Sequence{{Name: "numbers", Increment: 10}},
		Functions:  []declare.Function{{Name: "touch", Returns: "trigger", Volatility: declare.Stable, Body: "begin return new; end"}},
		Views: []declare.View{
			{Name: "sad_authors", Query: "select id from shop.authors where mood = 'sad'"},
			{Name: "counted", Materialized: true, Query: "select count(*) from shop.authors"},
		},
		Tables: []declare.Table{
			{
				Name: "authors", RowSecurity: declare.RowSecurityForced,
				Policies: []declare.Policy{{Name: "own", Command: "update", Using: "name = current_user", Check: "true", Restrictive: true}},
				Triggers: []declare.Trigger{
					{Name: "touch", When: "before insert or update of name", Condition: "new.name <> 'x'", Function: "touch", Arguments: []string{"a", "b"}},
					{Name: "late", When: "after delete", Function: "touch", Deferrable: "initially deferred"},
					{Name: "counted", When: "after insert", Statement: true, References: "new table as added", Function: "touch"},
				},
			},
			{Name: "journal", RowSecurity: declare.RowSecurityEnabled, Partition: "RANGE (id)"},
			{Name: "sad_authors", Triggers: []declare.Trigger{{Name: "instead", When: "instead of update", Function: "touch"}}},
		},
	}}
}

// strict fails on everything, at once.
var strict = schema.Assertion{Fail: schema.FailOnDifferences, RequireCheck: true, SecondLook: -1}

func found(tb testing.TB, d *schematest.Database) []string {
	tb.Helper()
	report, err := schema.Checker{Declared: declared()}.Check(tb.Context(), d.DB, models()...)
	require.NoError(tb, err)
	list := []string{}
	for _, f := range report.Findings {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Code, f.Table, f.Object)))
	}
	return list
}

func TestADatabaseAgreesWithItsModels(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	report, err := schema.Check(t.Context(), d.DB, models()...)
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Equal(t, "schematest", report.Database)
	require.Empty(t, found(t, schematest.New(t, models()...).Declare(declared()...)))
}

type sadAuthor struct{ ID string }

func (sadAuthor) TableName() string { return "shop.sad_authors" }

// A model may be mapped to a view that is declared.
func TestAModelOfAView(t *testing.T) {
	t.Parallel()
	all := append(models(), &sadAuthor{})
	d := schematest.New(t, all...).Declare(declared()...)
	d.Alter("shop.sad_authors", func(view *schematest.Table) {
		view.PrimaryKey = nil
		view.Column("id").NotNull = false
	})
	schematest.RequireAlignedWith(t, schema.Checker{Declared: declared()}, d.DB, all...)
}

// Each way to break it is one that a check finds, and nothing else is.
func TestBreaks(t *testing.T) {
	t.Parallel()
	first := func(t *schematest.Table) *schematest.Index { return &t.Indexes[0] }
	alter := func(change func(*schematest.Table)) func(*schematest.Database) {
		return func(d *schematest.Database) { d.Alter("shop.authors", change) }
	}
	for name, c := range map[string]struct {
		do       func(*schematest.Database)
		expected []string
	}{
		"no table":        {func(d *schematest.Database) { d.Without("pages") }, []string{"table-missing public.pages"}},
		"no serial table": {func(d *schematest.Database) { d.Without("books") }, []string{"table-missing public.books"}},
		"no column": {
			func(d *schematest.Database) { d.Without("shop.authors", "mentor_id", "mood") },
			[]string{"column-missing shop.authors mood", "column-missing shop.authors mentor_id"},
		},
		"no key": {func(d *schematest.Database) { d.Without("shop.authors", "id") }, []string{"column-missing shop.authors id"}},
		"another table": {func(d *schematest.Database) {
			d.With(schematest.Table{Name: schematest.Name{Name: "extra"}, Columns: []schematest.Column{{Name: "id", Type: schematest.Type{Name: "bigint"}}}})
		}, []string{"table-extra public.extra"}},
		"hidden":            {func(d *schematest.Database) { d.Hide("pages") }, []string{"hidden public"}},
		"length":            {alter(func(t *schematest.Table) { t.Column("name").Type.Modifiers = "50" }), []string{"column-length shop.authors name"}},
		"null":              {alter(func(t *schematest.Table) { t.Column("name").NotNull = false }), []string{"column-null shop.authors name"}},
		"null not verified": {alter(func(t *schematest.Table) { t.Column("name").NotValid = true }), []string{"column-null shop.authors name"}},
		// Only PostgreSQL could tell that two other spellings mean the same.
		"expressions": {alter(func(t *schematest.Table) {
			t.Column("mood").Default = "'sad'"
			t.Checks[0].Expression = "discount BETWEEN 0 AND 40"
		}), []string{"column-default shop.authors mood", "check-expression shop.authors authors_discount"}},
		"not valid":     {alter(func(t *schematest.Table) { t.Checks[0].NotValid = true }), []string{"check-not-valid shop.authors authors_discount"}},
		"foreign key":   {alter(func(t *schematest.Table) { t.ForeignKeys[0].OnDelete = "CASCADE" }), []string{"foreign-key-action shop.authors authors_mentor_fkey"}},
		"direction":     {alter(func(t *schematest.Table) { first(t).Keys[0].Descending = false; first(t).Keys[0].NullsFirst = false }), []string{"index-keys shop.authors authors_mentor"}},
		"unusable":      {alter(func(t *schematest.Table) { t.Unusable, t.Indexes = t.Indexes[:1], t.Indexes[1:] }), []string{"index-invalid shop.authors authors_mentor"}},
		"a constraint":  {alter(func(t *schematest.Table) { t.Indexes[1].Constraint = true }), []string{}},
		"row security":  {alter(func(t *schematest.Table) { t.RowSecurity = "" }), []string{"row-security shop.authors"}},
		"no policy":     {alter(func(t *schematest.Table) { t.Policies = nil }), []string{"policy-missing shop.authors own"}},
		"a trigger off": {alter(func(t *schematest.Table) { t.Triggers[2].Enabled = "DISABLED" }), []string{"trigger-disabled shop.authors touch"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := schematest.New(t, models()...).Declare(declared()...)
			c.do(d)
			require.Equal(t, c.expected, found(t, d))
			require.Equal(t, c.expected, found(t, d))
		})
	}
}

// Questions of all kinds may be asked in any order, any number of times, by anybody; what is changed counts from then on.
func TestQuestionsInAnyOrder(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	for range 3 {
		require.NoError(t, strict.Assert(t.Context(), d.DB, models()...))
		m := schema.Migrator(d.DB)
		require.True(t, m.HasTable(&author{}))
		require.True(t, m.HasIndex(&book{}, "books_title"))
		require.False(t, m.HasTable("nobody"))
		types, err := m.ColumnTypes(&book{})
		require.NoError(t, err)
		require.Len(t, types, 5)
		_, err = schema.Check(t.Context(), d.DB, &page{})
		require.NoError(t, err)
	}
	var checks sync.WaitGroup
	for range 8 {
		checks.Go(func() {
			if err := strict.Assert(t.Context(), d.DB, models()...); err != nil {
				t.Error(err)
			}
			d.Alter("pages", func(table *schematest.Table) { table.Column("number").Comment += "." })
		})
	}
	checks.Wait()
	d.Without("pages", "number")
	require.ErrorIs(t, strict.Assert(t.Context(), d.DB, models()...), schema.ErrDrift)
}

func TestTheFingerprintFollowsTheStructure(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	var remembered []string
	assertion := schema.Assertion{RequireCheck: true, SecondLook: -1, Fail: schema.FailNever, Remember: func(f string) { remembered = append(remembered, f) }}
	require.NoError(t, assertion.Assert(t.Context(), d.DB, models()...))
	assertion.Known = remembered[0]
	require.True(t, assertion.Run(t.Context(), d.DB, models()...).Unchanged)
	d.Without("pages", "number")
	require.False(t, assertion.Run(t.Context(), d.DB, models()...).Unchanged)
	require.Len(t, remembered, 2)
	require.NotEqual(t, remembered[0], remembered[1])
}

func TestADatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	_, err := schema.Check(t.Context(), d.Fail(schematest.ErrGone).DB, models()...)
	require.ErrorIs(t, err, schematest.ErrGone)
	require.ErrorIs(t, err, schema.ErrNotChecked)

	// Gone while somebody else's transaction runs.
	d.Mock.ExpectBegin()
	d.Mock.ExpectRollback()
	tx := d.Fail(nil).DB.Begin()
	_, err = schema.Check(t.Context(), d.Fail(schematest.ErrGone).Fail(nil).DB, models()...)
	require.NoError(t, err)
	d.Fail(schematest.ErrGone)
	_, err = schema.Check(t.Context(), tx, models()...)
	require.ErrorIs(t, err, schematest.ErrGone)
	require.NoError(t, tx.Rollback().Error)
	d.Fail(nil)
	_, err = schema.Check(t.Context(), d.DB, models()...)
	require.NoError(t, err)
}

// The service's own statements are the Mock's business, also around and within checks.
func TestTheMockHearsTheRest(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	d.Mock.ExpectBegin()
	d.Mock.ExpectQuery(`INSERT INTO "pages"`).WillReturnRows(sqlmock.NewRows([]string{"book_id"}))
	d.Mock.ExpectExec(`UPDATE`).WithArgs(2).WillReturnResult(sqlmock.NewResult(0, 1))
	d.Mock.ExpectCommit()
	require.NoError(t, d.DB.Transaction(func(tx *gorm.DB) error {
		report, err := schema.Check(t.Context(), tx, models()...)
		require.NoError(t, err)
		require.Empty(t, report.Findings)
		require.NoError(t, tx.Raw(`INSERT INTO "pages" VALUES (1, 2) RETURNING book_id`).Scan(new(int)).Error)
		return tx.Exec("UPDATE pages SET number = ?", 2).Error
	}))
	require.NoError(t, strict.Assert(t.Context(), d.DB, models()...))

	d.Mock.ExpectPrepare("select 1").ExpectQuery().WillReturnRows(sqlmock.NewRows([]string{"one"}).AddRow(1))
	var one int
	require.NoError(t, d.DB.Session(&gorm.Session{PrepareStmt: true}).Raw("select 1").Scan(&one).Error)
	require.Equal(t, 1, one)
}

// A transaction of the kind that a check begins may be the service's.
func TestASnapshotOfTheService(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	broken := errors.New("broken pipe")
	for range 2 {
		d.Mock.ExpectBegin()
		d.Mock.ExpectQuery("select 1").WillReturnRows(sqlmock.NewRows([]string{"one"}).AddRow(1))
		d.Mock.ExpectQuery("select 2").WillReturnRows(sqlmock.NewRows([]string{"two"}).AddRow(2))
		d.Mock.ExpectCommit()
		var one, two int
		require.NoError(t, d.DB.Transaction(func(tx *gorm.DB) error {
			require.NoError(t, tx.Raw("select 1").Scan(&one).Error)
			return tx.Raw("select 2").Scan(&two).Error
		}, options))
		require.Equal(t, 3, one+two)
	}
	d.Mock.ExpectBegin()
	d.Mock.ExpectExec("set").WillReturnResult(sqlmock.NewResult(0, 0))
	d.Mock.ExpectRollback()
	tx := d.DB.Begin(options)
	require.NoError(t, tx.Exec("set x to 1").Error)
	require.NoError(t, tx.Rollback().Error)
	require.NoError(t, d.DB.Transaction(func(*gorm.DB) error { return nil }, options), "nobody needs to know")

	for _, ask := range []func(*gorm.DB) error{
		func(tx *gorm.DB) error { return tx.Raw("select 1").Scan(new(int)).Error },
		func(tx *gorm.DB) error { return tx.Exec("set x to 1").Error },
		func(tx *gorm.DB) error {
			_, err := tx.Statement.ConnPool.PrepareContext(t.Context(), "select 1") //nolint:sqlclosecheck // There will be none.
			return err
		},
	} {
		d.Mock.ExpectBegin().WillReturnError(broken)
		tx := d.DB.Begin(options)
		require.NoError(t, tx.Error)
		require.ErrorIs(t, ask(tx), broken)
	}
}

func TestOtherConnections(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	pool, err := d.DB.DB()
	require.NoError(t, err)
	connection, err := pool.Driver().Open("")
	require.NoError(t, err)
	require.NoError(t, connection.Close())
}

// What the database does not have cannot be broken: the test is wrong, and must not pass.
func TestMistakesOfTheTest(t *testing.T) {
	t.Parallel()
	for message, mistake := range map[string]func(*schematest.Database){
		"schematest: there is no table public.authors":        func(d *schematest.Database) { d.Without("authors") },
		`schematest: table shop.authors has no column "nick"`: func(d *schematest.Database) { d.Without("shop.authors", "nick", "id") },
		"schematest: there is no table shop.nobody":           func(d *schematest.Database) { d.Hide("shop.nobody") },
		"is declared twice":                                   func(d *schematest.Database) { d.Declare(append(declared(), declared()...)...) },
	} {
		var r recorder
		d := schematest.New(&r, models()...)
		mistake(d)
		require.Len(t, r.fatal, 1)
		require.Contains(t, r.fatal[0], message)

		d, err := schematest.Open(models()...)
		require.NoError(t, err)
		mistake(d)
		_, err = schema.Check(t.Context(), d.DB, models()...)
		require.ErrorContains(t, err, message)
		require.NoError(t, d.Close())
	}
	_, err := schematest.Open(&struct{ C chan int }{})
	require.ErrorContains(t, err, "failed to parse field: C")
	var r recorder
	require.Nil(t, schematest.New(&r, 42))
	require.Len(t, r.fatal, 1)
}

// A test that fails records what a test helper does to it.
type recorder struct {
	testing.TB
	fatal, errors []string
	cleanups      []func()
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return context.Background() }
func (r *recorder) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Error(arguments ...any)   { r.errors = append(r.errors, fmt.Sprint(arguments...)) }
func (r *recorder) Log(...any)               {}

func (r *recorder) Fatal(arguments ...any) {
	r.fatal = append(r.fatal, fmt.Sprint(arguments...))
}

func TestUnmetExpectationsFailTheTest(t *testing.T) {
	t.Parallel()
	var r recorder
	d := schematest.New(&r, models()...)
	d.Mock.ExpectQuery("never asked")
	for _, cleanup := range r.cleanups {
		cleanup()
	}
	require.Len(t, r.errors, 1)
	require.Contains(t, r.errors[0], "never asked")
}

func BenchmarkAssert(b *testing.B) {
	for b.Loop() {
		d, err := schematest.Open(models()...)
		require.NoError(b, err)
		require.NoError(b, schema.Assertion{RequireCheck: true}.Assert(b.Context(), d.DB, models()...))
		require.NoError(b, d.Close())
	}
}
