package tenancy_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/tenancy"
)

var (
	acme   = uuid.MustParse("0190f5fe-7c00-7a00-8000-00000000000a")
	globex = uuid.MustParse("0190f5fe-7c00-7a00-8000-00000000000b")
	john   = uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
)

// printed is a database for the examples: it prints what it is sent, and has no rows.
type printed struct{ instant }

func (p printed) Connect(context.Context) (driver.Conn, error) { return p, nil }

func (p printed) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	fmt.Println("begin")
	return p, nil
}

func (printed) Commit() error {
	fmt.Println("commit")
	return nil
}

func (printed) Rollback() error {
	fmt.Println("rollback")
	return nil
}

func (p printed) ExecContext(_ context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	p.print(query, args)
	return driver.RowsAffected(1), nil
}

func (p printed) QueryContext(_ context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	p.print(query, args)
	return p, nil
}

func (printed) print(query string, args []driver.NamedValue) {
	var values []string
	for _, arg := range args {
		values = append(values, fmt.Sprint(arg.Value))
	}
	if len(values) > 0 {
		query += " -- " + strings.Join(values, ", ")
	}
	fmt.Println(strings.Join(strings.Fields(query), " "))
}

func openExample() *gorm.DB {
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: sql.OpenDB(printed{})}), &gorm.Config{Logger: logger.Discard})
	if err == nil {
		err = db.Use(tenancy.Plugin{})
	}
	if err != nil {
		panic(err)
	}
	return db
}

// What a tenant does is done in one transaction, which acts as the tenant for as long as it lasts.
func ExampleWithin() {
	db := openExample()
	ctx := tenancy.WithActor(context.Background(), john)

	err := tenancy.Within(ctx, db, acme, func(ctx context.Context, tx *gorm.DB) error {
		return tx.Select("id", "name").Find(&[]agents.Agent{}).Error
	})
	fmt.Println(err)
	// Output:
	// begin
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_app, 0190f5fe-7c00-7a00-8000-00000000000a, 0190f5fe-7c00-7a00-8000-000000000001
	// SELECT "id","name" FROM "synapscale_db"."agents"
	// commit
	// <nil>
}

// A function that needs a tenant calls Within itself. Where it is called inside of another one, it joins.
func ExampleWithin_nested() {
	db := openExample()
	rename := func(ctx context.Context, db *gorm.DB, tenant uuid.UUID) error {
		return tenancy.Within(ctx, db, tenant, func(_ context.Context, tx *gorm.DB) error {
			return tx.Exec("update synapscale_db.agents set name = 'Ada' where name = 'Eve'").Error
		})
	}

	err := tenancy.Within(context.Background(), db, acme, func(ctx context.Context, tx *gorm.DB) error {
		if err := rename(ctx, tx, globex); !errors.Is(err, tenancy.ErrOtherTenant) {
			return err
		}
		return rename(ctx, tx, acme)
	})
	fmt.Println(err)
	// Output:
	// begin
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_app, 0190f5fe-7c00-7a00-8000-00000000000a,
	// savepoint synapscale_1
	// update synapscale_db.agents set name = 'Ada' where name = 'Eve'
	// release savepoint synapscale_1
	// commit
	// <nil>
}

// Middleware finds out whose a request is, and a handler works for that tenant.
func ExampleWithTenant() {
	db := openExample()
	handle := func(ctx context.Context) error {
		return tenancy.WithinContext(ctx, db, func(_ context.Context, tx *gorm.DB) error {
			return tx.Exec("delete from synapscale_db.agents where status = 'archived'").Error
		})
	}

	fmt.Println(handle(context.Background()))
	fmt.Println(handle(tenancy.WithTenant(context.Background(), acme)))
	// Output:
	// tenancy: no tenant: the context has none; give it one with WithTenant
	// begin
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_app, 0190f5fe-7c00-7a00-8000-00000000000a,
	// delete from synapscale_db.agents where status = 'archived'
	// commit
	// <nil>
}

// A job over all tenants says why, and narrows to a tenant where it works for one.
func ExampleAsSystem() {
	db := openExample()
	err := tenancy.AsSystem(context.Background(), db, "nightly clean-up", func(ctx context.Context, tx *gorm.DB) error {
		if err := tx.Exec("delete from synapscale_db.refresh_tokens where expires_at < now()").Error; err != nil {
			return err
		}
		return tenancy.Within(ctx, tx, acme, func(_ context.Context, tx *gorm.DB) error {
			return tx.Exec("delete from synapscale_db.agents where status = 'archived'").Error
		})
	})
	fmt.Println(err)
	// Output:
	// begin
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_system, ,
	// insert into synapscale_db.audit_log (table_name, record_id, operation, diffs, changed_by) values ('tenancy.AsSystem', gen_random_uuid(), 'INSERT', jsonb_build_object('new', jsonb_build_object('reason', $1::text)), (select id from synapscale_db.users where id = nullif($2, '')::uuid)) -- nightly clean-up,
	// delete from synapscale_db.refresh_tokens where expires_at < now()
	// savepoint synapscale_1
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_app, 0190f5fe-7c00-7a00-8000-00000000000a,
	// delete from synapscale_db.agents where status = 'archived'
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_system, ,
	// release savepoint synapscale_1
	// commit
	// <nil>
}

// What forgets the tenant is refused before it reaches the database. What the rows of a tenant are not in passes.
func ExamplePlugin() {
	db := openExample() // db.Use(tenancy.Plugin{})

	err := db.Raw("select count(*) from synapscale_db.plans p join synapscale_db.tenants t on t.plan_id = p.id").Scan(new(int)).Error
	fmt.Println(err)
	fmt.Println(db.Exec("analyze synapscale_db.tenants").Error)

	err = tenancy.Within(context.Background(), db, acme, func(_ context.Context, tx *gorm.DB) error {
		return tx.Create(&agents.Agent{Name: "Eve", TenantID: globex}).Error
	})
	fmt.Println(err)
	// Output:
	// tenancy: no tenant: the rows of synapscale_db.tenants belong to tenants: use the transaction of Within or AsSystem
	// analyze synapscale_db.tenants
	// <nil>
	// begin
	// select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true) -- synapscale_app, 0190f5fe-7c00-7a00-8000-00000000000a,
	// rollback
	// tenancy: foreign tenant: a row of synapscale_db.agents belongs to tenant 0190f5fe-7c00-7a00-8000-00000000000a here and cannot get 0190f5fe-7c00-7a00-8000-00000000000b
}
