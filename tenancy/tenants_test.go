package tenancy_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tools"
)

// A customer is a tenant with one user, one agent and one tool.
type customer struct {
	tenant, user, agent, tool uuid.UUID
}

// customers are a database with two customers, and a tool that is shared.
type customers struct {
	dsn    string
	admin  *gorm.DB // a superuser, who owns the tables too, outside of all isolation
	a, b   customer
	shared uuid.UUID
}

func newCustomers(tb testing.TB) customers {
	tb.Helper()
	dsn := pgtest.CloneDSN(tb)
	c := customers{dsn: dsn, admin: pgtest.Open(tb, dsn)}
	c.a, c.b = c.newCustomer(tb), c.newCustomer(tb)
	shared := tools.Tool{ID: uuid.New(), Name: "shared"}
	require.NoError(tb, c.admin.Create(&shared).Error)
	c.shared = shared.ID
	return c
}

func (c customers) newCustomer(tb testing.TB) customer {
	tb.Helper()
	n := customer{tenant: uuid.New(), user: uuid.New(), agent: uuid.New(), tool: uuid.New()}
	plan := tenancy.Plan{ID: uuid.New(), Name: "Plan", Slug: n.tenant.String()}
	tenant := tenancy.Tenant{ID: n.tenant, Name: "Tenant", Slug: n.tenant.String(), PlanID: plan.ID}
	user := auth.User{
		ID: n.user, Email: n.user.String() + "@example.com", Username: n.user.String(), HashedPassword: "$2b$", FullName: "User", TenantID: &n.tenant,
	}
	agent := agents.Agent{ID: n.agent, Name: "agent", UserID: n.user, TenantID: n.tenant}
	tool := tools.Tool{ID: n.tool, Name: "tool", TenantID: &n.tenant}
	for _, row := range []any{&plan, &tenant, &user, &agent, &tool} {
		require.NoError(tb, c.admin.Create(row).Error)
	}
	return n
}

// as connects as a role of the test's own, which is in no other role but those that it is granted.
func (c customers) as(tb testing.TB, granted ...string) *gorm.DB {
	tb.Helper()
	return pgtest.Open(tb, c.dsnAs(tb, granted...))
}

func (c customers) dsnAs(tb testing.TB, granted ...string) string {
	tb.Helper()
	login := c.newLogin(tb, granted...)
	address, err := url.Parse(c.dsn)
	require.NoError(tb, err)
	query := address.Query()
	query.Del("user")
	address.RawQuery, address.User = query.Encode(), url.User(login)
	return address.String()
}

func (c customers) newLogin(tb testing.TB, granted ...string) string {
	tb.Helper()
	login := fmt.Sprintf("synapscale_test_login_%016x", rand.Uint64())
	require.NoError(tb, c.admin.Exec("create role "+login+" login noinherit").Error)
	tb.Cleanup(func() {
		for _, statement := range []string{"reassign owned by " + login + " to current_user", "drop owned by " + login, "drop role " + login} {
			require.NoError(tb, c.admin.Exec(statement).Error)
		}
	})
	for _, role := range granted {
		require.NoError(tb, c.admin.Exec("grant "+role+" to "+login).Error)
	}
	return login
}

// service is a connection as services have it: a role that is bound by everything, and may become either of two.
func (c customers) service(tb testing.TB) *gorm.DB {
	tb.Helper()
	return c.as(tb, "synapscale_app", "synapscale_system")
}

// owner is a connection as the owner of the tables, whom row security does not bind.
func (c customers) owner(tb testing.TB) *gorm.DB {
	tb.Helper()
	login := c.newLogin(tb, "synapscale_app", "synapscale_system")
	require.NoError(tb, c.admin.Exec("grant usage on schema synapscale_db to "+login).Error)
	require.NoError(tb, c.admin.Exec(`do $$ declare t regclass; begin
		for t in select oid from pg_class where relnamespace = 'synapscale_db'::regnamespace and relkind = 'r' loop
			execute format('alter table %s owner to `+login+`', t);
		end loop;
	end $$`).Error)
	address, err := url.Parse(c.dsn)
	require.NoError(tb, err)
	address.User = url.User(login)
	return pgtest.Open(tb, address.String())
}

// count is how many agents are seen.
func count(tb testing.TB, db *gorm.DB) (n int64) {
	tb.Helper()
	require.NoError(tb, db.Model(&agents.Agent{}).Count(&n).Error)
	return n
}

// acting is what the connection of db has set.
type acting struct{ Role, Tenant, Actor string }

func actingOf(tb testing.TB, db *gorm.DB) (now acting) {
	tb.Helper()
	require.NoError(tb, db.Raw(`select current_setting('role') as role, coalesce(current_setting('app.current_tenant', true), '') as tenant,
		coalesce(current_setting('app.current_user', true), '') as actor`).Scan(&now).Error)
	return now
}

// nobody is what a connection has set that nothing was left on.
var nobody = acting{Role: "none"}
