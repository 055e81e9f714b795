package schema_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

// A Country is the one model of a service.
type Country struct {
	Code string `gorm:"type:char(2);primaryKey"`
	Name string `gorm:"not null"`
}

// startService is what the service does before it takes requests.
func startService(ctx context.Context, db *gorm.DB) error {
	err := schema.Assert(ctx, db, &Country{})
	switch {
	case errors.Is(err, schema.ErrDrift):
		return fmt.Errorf("not starting: %w", err)
	case errors.Is(err, schema.ErrNotChecked):
		fmt.Println("starting unchecked:", err)
	}
	return nil
}

// A column is one as the server describes it.
type column struct {
	name, kind string
	notNull    bool
}

// databaseWith is a connection on which the table countries has the columns given: each query of the check, in turn,
// gets the rows that PostgreSQL would return.
func databaseWith(columns ...column) *gorm.DB {
	pool, mock, err := sqlmock.New()
	if err != nil {
		panic(err)
	}
	answer := func(query string, rows ...[]driver.Value) {
		result := sqlmock.NewRows(make([]string, len(rows[0])))
		for _, row := range rows {
			result.AddRow(row...)
		}
		mock.ExpectQuery(query).WillReturnRows(result)
	}
	structure := [][]driver.Value{
		{"relation", "(16384,public,countries,r,f,f,f,,,t,t)"},
		{"constraint", `(16384,countries_pkey,p,{1},,0,," "," "," ",f,f,f,16388)`},
	}
	for i, c := range columns {
		structure = append(structure, []driver.Value{
			"column", fmt.Sprintf(`(16384,%d,%s,%s,%s,"","",,25,100,)`, i+1, c.name, c.kind, map[bool]string{true: "t", false: "f"}[c.notNull]),
		})
	}
	mock.ExpectBegin()
	answer("version", []driver.Value{"PostgreSQL 18.1", 180001, "atlas", "service", "public"})
	answer("set_config", []driver.Value{"", "500ms", "off"})
	answer("pg_class", structure...)
	mock.ExpectRollback()

	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}))
	if err != nil {
		panic(err)
	}
	return db
}

// The table is what the model says, so the service starts.
func ExampleAssert() {
	db := databaseWith(
		column{name: "code", kind: "character(2)", notNull: true},
		column{name: "name", kind: "text", notNull: true},
	)
	fmt.Println(startService(context.Background(), db))
	// Output: <nil>
}

// Somebody has changed the table: the error names every difference.
func ExampleAssert_drift() {
	db := databaseWith(
		column{name: "code", kind: "character(3)", notNull: true},
		column{name: "title", kind: "text", notNull: true},
	)
	fmt.Println(startService(context.Background(), db))
	// Output:
	// not starting: schema: database atlas differs from the models: 3 differences
	//   public.countries code column-length: expected character(2), found character(3)
	//   public.countries name column-missing: expected text not null, found nothing
	//   public.countries title column-extra: expected nothing, found text not null
}

// That the check could not run says nothing about the database; whether the service starts is its own choice.
func ExampleAssert_unchecked() {
	db := databaseWith()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	fmt.Println(startService(ctx, db))
	// Output:
	// starting unchecked: schema: the database cannot be asked: context canceled
	// <nil>
}

// A report holds all that there is to say, and the caller decides what it means.
func ExampleCheck() {
	db := databaseWith(
		column{name: "code", kind: "character(2)", notNull: true},
		column{name: "name", kind: "text"},
	)
	report, err := schema.Check(context.Background(), db, &Country{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report)
	for _, finding := range report.Findings {
		fmt.Println(finding.Severity, finding.Code, finding.Table, finding.Object)
	}
	// Output:
	// 1 model, 2 columns, 1 difference
	// difference column-null public.countries name
}

// refusingDatabase is a connection to a database on which a trigger refuses every row of the table countries.
func refusingDatabase() *gorm.DB {
	pool, mock, err := sqlmock.New()
	if err != nil {
		panic(err)
	}
	done := func(statements ...string) {
		for _, statement := range statements {
			mock.ExpectExec("^" + statement).WillReturnResult(driver.ResultNoRows)
		}
	}
	mock.ExpectBegin()
	mock.ExpectQuery("version").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow("PostgreSQL 18.1", 180001, "atlas", "service", "public"))
	mock.ExpectQuery("app.environment").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow(false, false, false, "2s", "30s"))
	done("savepoint", "set constraints", "rollback to savepoint", "savepoint", "savepoint")
	mock.ExpectQuery("^INSERT").WillReturnError(&pgconn.PgError{
		Code: "42703", Message: `record "new" has no field "id"`, Where: "PL/pgSQL function audit() line 3 at SQL statement",
	})
	done("rollback to savepoint")
	mock.ExpectQuery("pg_trigger").WillReturnRows(sqlmock.NewRows([]string{"name"}).AddRow("countries_audit"))
	done("rollback to savepoint")
	mock.ExpectRollback()

	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}))
	if err != nil {
		panic(err)
	}
	return db
}

// Models and database may agree, and the database still refuse every row. A probe finds that out in a test environment,
// and leaves nothing behind.
func ExampleProbe() {
	report, err := schema.Probe(context.Background(), refusingDatabase(), &Country{})
	switch {
	case errors.Is(err, schema.ErrProduction), errors.Is(err, schema.ErrReadOnlyDatabase):
		fmt.Println("not the place for a probe:", err)
	case err != nil:
		fmt.Println("nothing is known:", err)
	default:
		fmt.Println(report)
		fmt.Println(report.Err())
	}
	// Output:
	// 1 table, 1 refused
	// schema: database atlas does not take what the models write: 1 table, 1 refused
	//   public.countries insert: record "new" has no field "id" (SQLSTATE 42703), function audit() of trigger countries_audit
}
