package schema_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

// A Country is the one model of a service.
type Country struct {
	Code string `gorm:"type:char(2);primaryKey"`
	Name string `gorm:"not null"`
}

// startService is what the service does before it takes requests. A database that cannot be asked does not keep it
// from starting; a difference does, also one that breaks nothing yet.
func startService(ctx context.Context, db *gorm.DB) error {
	outcome := schema.Assertion{Fail: schema.FailOnDifferences, SecondLook: -1}.Run(ctx, db, &Country{})
	switch {
	case outcome.Err != nil:
		return fmt.Errorf("not starting: %w", outcome.Err)
	case outcome.Unchecked != nil:
		fmt.Println("starting unchecked:", outcome.Unchecked)
	}
	return nil
}

// atlas is a database that agrees with the models of the service, in a test that has none.
func atlas() *schematest.Database {
	database, err := schematest.Open(&Country{})
	if err != nil {
		panic(err)
	}
	return database
}

// The table is what the model says, so the service starts.
func ExampleAssertion() {
	fmt.Println(startService(context.Background(), atlas().DB))
	// Output: <nil>
}

// Somebody has changed the table: the error names every difference, and the statements that fail because of it.
func ExampleAssertion_drift() {
	database := atlas().Alter("countries", func(table *schematest.Table) {
		table.Column("code").Type.Modifiers = "3"
		table.Column("name").Name = "title"
	})
	fmt.Println(startService(context.Background(), database.DB))
	// Output:
	// not starting: schema: database schematest differs from the models: 2 differences
	//   public.countries code column-length: expected character(2), found character(3)
	//   public.countries name column-name: expected name, found title (breaks insert update select)
}

// That the check could not run says nothing about the database; whether the service starts is its own choice.
func ExampleAssertion_unchecked() {
	database := atlas().Fail(schematest.ErrGone)
	fmt.Println(startService(context.Background(), database.DB))
	// Output:
	// starting unchecked: schema: the database cannot be asked: schematest: the database is gone
	// <nil>
}

// A difference that breaks nothing now keeps no service from starting.
func ExampleAssert() {
	database := atlas().Alter("countries", func(table *schematest.Table) { table.Column("code").Type.Modifiers = "3" })
	fmt.Println(schema.Assert(context.Background(), database.DB, &Country{}))
	database.Without("countries", "name")
	fmt.Println(schema.Assert(context.Background(), database.DB, &Country{}))
	// Output:
	// <nil>
	// schema: database schematest differs from the models: 1 of 2 differences breaking statements now
	//   public.countries name column-missing: expected text not null, found nothing (breaks insert update select)
}

// Who starts on a structure that was accepted before does not compare it again.
func ExampleAssertion_known() {
	var kept string // in a file, a table, a configuration
	for range 2 {
		outcome := schema.Assertion{
			Known:    kept,
			Remember: func(fingerprint string) { kept = fingerprint },
		}.Run(context.Background(), atlas().DB, &Country{})
		fmt.Println(outcome.Err, outcome.Unchanged)
	}
	// Output:
	// <nil> false
	// <nil> true
}

// The last report is served as JSON.
func ExampleReadiness() {
	readiness := &schema.Readiness{Assertion: schema.Assertion{SecondLook: -1}}
	ask := func() {
		response := httptest.NewRecorder()
		readiness.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		fmt.Println(response.Code)
	}
	ask() // Nothing is known yet.
	database := atlas()
	_ = readiness.Assert(context.Background(), database.DB, &Country{})
	ask()
	_ = readiness.Assert(context.Background(), database.Without("countries").DB, &Country{})
	ask()
	// Output:
	// 503
	// 200
	// 503
}

// A report holds all that there is to say, and the caller decides what it means.
func ExampleCheck() {
	database := atlas().Alter("countries", func(table *schematest.Table) { table.Column("name").NotNull = false })
	report, err := schema.Check(context.Background(), database.DB, &Country{})
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
