package tenancy_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/tenancy"
)

// secret is the name of the agent of tenant b, after which all attacks are.
const secret = "the secret of b"

// attacked is the database with what attackers have prepared in it: functions and views, as a superuser may leave them.
func attacked(tb testing.TB) customers {
	tb.Helper()
	c := newCustomers(tb)
	for _, statement := range []string{
		"update synapscale_db.agents set name = '" + secret + "' where id = '" + c.b.agent.String() + "'",
		`create function public.shout(name text) returns boolean language plpgsql cost 0.0001 as $$
			begin if name = '` + secret + `' then raise 'shouted: %', name; end if; return true; end $$`,
		"create function public.all_agents() returns setof synapscale_db.agents language sql stable as 'select * from synapscale_db.agents'",
		"analyze synapscale_db.agents",
	} {
		require.NoError(tb, c.admin.Exec(statement).Error)
	}
	return c
}

// logins are whom a service may have logged in as. Row security binds only the last one before it is forced.
func (c customers) logins(tb testing.TB) map[string]*gorm.DB {
	tb.Helper()
	return map[string]*gorm.DB{"superuser": c.admin, "owner": c.owner(tb), "service": c.service(tb)}
}

// An attack is what tenant a does in its transaction. It sees nothing of b and changes nothing of b, or is refused.
type attack struct {
	name string
	sql  string // with @b, @ba, @bu for the tenant, the agent and the user of b, and @a, @aa, @au for those of a
	want string // "none" or a text for what the one value is that comes back, else the SQLSTATE of the refusal
}

const (
	noPrivilege = "42501" // insufficient_privilege: also a row that a policy refuses
	noParent    = "23503" // foreign_key_violation
	noSupport   = "0A000" // feature_not_supported
)

var attacks = []attack{
	// Reading.
	{"raw", "select name from synapscale_db.agents where id = @ba", "none"},
	{"raw, all", "select string_agg(name, ', ') from synapscale_db.agents", "agent"},
	{"raw, the tenant by name", "select name from synapscale_db.agents where tenant_id = @b or true order by tenant_id = @b desc limit 1", "agent"},
	{"count", "select count(*)::text from synapscale_db.agents", "1"},
	{"table", "with x as (table synapscale_db.agents) select count(*)::text from x", "1"},
	{"join", "select a.name from synapscale_db.plans p left join synapscale_db.agents a on a.id = @ba where a.id is not null", "none"},
	{"join of a part", "select count(*)::text from synapscale_db.agents a full join synapscale_db.users u on u.id = a.user_id", "1"},
	{"self join", "select b.name from synapscale_db.agents a join synapscale_db.agents b on a.tenant_id <> b.tenant_id", "none"},
	{"subquery", "select (select name from synapscale_db.agents where id = @ba)", "none"},
	{"exists", "select exists (select from synapscale_db.agents where name = '" + secret + "')::text", "false"},
	{"lateral", "select l.name from synapscale_db.plans p, lateral (select name from synapscale_db.agents where id = @ba) l", "none"},
	{"union", "select 'x' where false union all select name from synapscale_db.agents where tenant_id = @b", "none"},
	{"tenants", "select count(*)::text from synapscale_db.tenants", "1"},
	{"shared and own", "select count(*)::text from synapscale_db.tools", "2"},
	{"for update", "select name from synapscale_db.agents where id = @ba for update", "none"},
	{"whole row", "select a::text from synapscale_db.agents a where id = @ba", "none"},
	{"xml", "select 1 where query_to_xml('select name from synapscale_db.agents', true, false, '')::text like '%secret%'", "none"},
	{"a function that is cheap", "select count(*)::text from synapscale_db.agents where public.shout(name)", "1"},
	{"an error that tells", "select count(*)::text from synapscale_db.agents where name::varchar(3) = 'the' and 1 / (case when name = '" + secret + "' then 0 else 1 end) = 1", "0"},
	{"statistics", "select attname::text from pg_catalog.pg_stats where schemaname = 'synapscale_db' and tablename = 'agents' limit 1", "none"},
	{"audit log", "select count(*)::text from synapscale_db.audit_log", noPrivilege},

	// Writing.
	{"update", "update synapscale_db.agents set name = 'x' where id = @ba returning name", "none"},
	{"update from", "update synapscale_db.agents a set name = b.name from synapscale_db.agents b where b.id = @ba returning a.name", "none"},
	{"delete", "delete from synapscale_db.agents where id = @ba returning name", "none"},
	{"delete using", "delete from synapscale_db.agents a using synapscale_db.users u where u.id = a.user_id and u.tenant_id = @b returning a.name", "none"},
	{"insert for another", "insert into synapscale_db.agents (id, name, user_id, tenant_id) values (gen_random_uuid(), 'x', @bu, @b) returning name", noPrivilege},
	{"insert without", "insert into synapscale_db.tools (tool_id, name) values (gen_random_uuid(), 'shared by a') returning name", noPrivilege},
	{"insert select", "insert into synapscale_db.agents (id, name, user_id, tenant_id) select gen_random_uuid(), name, @au, @a from synapscale_db.agents where id = @ba returning name", "none"},
	{"give away", "update synapscale_db.agents set tenant_id = @b where id = @aa returning name", noPrivilege},
	{"share", "update synapscale_db.tools set tenant_id = null where tenant_id = @a returning name", noPrivilege},
	{"take the shared", "update synapscale_db.tools set tenant_id = @a where tenant_id is null returning name", "none"},
	{"delete the shared", "delete from synapscale_db.tools where tenant_id is null returning name", "none"},
	{"upsert", "insert into synapscale_db.agents (id, name, user_id, tenant_id) values (@ba, 'x', @au, @a) on conflict (id) do update set name = 'taken' returning name", noPrivilege},
	{"upsert that reads", "insert into synapscale_db.agents (id, name, user_id, tenant_id) values (@ba, 'x', @au, @a) on conflict (id) do update set tenant_id = @a returning agents.name", noPrivilege},
	{"reference", "insert into synapscale_db.agent_tools (agent_id, tool_id) values (@ba, (select tool_id from synapscale_db.tools where tenant_id is null)) returning 'x'", noPrivilege},
	{"reference to a parent", "update synapscale_db.agents set user_id = @bu where id = @aa returning name", noParent},
	{"a chain", "with x as (delete from synapscale_db.agents where tenant_id = @b returning name) select name from x", "none"},
	{"own tenant's row", "update synapscale_db.tenants set max_workspaces = -1 where id = @a returning name", noPrivilege},
	{"plans", "update synapscale_db.plans set max_workspaces = -1 returning name", noPrivilege},

	// Functions, views, sequences.
	{"limits of another", "select synapscale_db.tenant_plan_id(@b)::text", "none"},
	{"a function of somebody else", "select name from public.all_agents() where tenant_id = @b", "none"},
	{"a view", "select status from synapscale_db.system_health limit 1", noPrivilege},
	{"sequences", "select setval(oid::regclass, 1)::text from pg_class where relnamespace = 'synapscale_db'::regnamespace and relkind = 'S' limit 1", noPrivilege},

	// The rules themselves.
	{"row security off", "set local row_security = off; select name from synapscale_db.agents", noPrivilege},
	{"policy", "create policy mine on synapscale_db.agents using (true)", noPrivilege},
	{"disable", "alter table synapscale_db.agents disable row level security", noPrivilege},
	{"truncate", "truncate synapscale_db.agents cascade", noPrivilege},
	{"trigger", "alter table synapscale_db.agents disable trigger all", noPrivilege},
	{"replica", "set local session_replication_role = replica", noPrivilege},
	{"copy to a file", "copy synapscale_db.agents to '/no such folder/agents'", noPrivilege},
	{"copy to a program", "copy synapscale_db.agents to program 'cat > /dev/null'", noPrivilege},
	{"function in the schema", "create function synapscale_db.mine() returns int language sql as 'select 1'", noPrivilege},
	{"superuser", "create role synapscale_test_attacker superuser", noPrivilege},
}

func (c customers) fill(sql string) string {
	quote := func(id uuid.UUID) string { return "'" + id.String() + "'::uuid" }
	return strings.NewReplacer(
		"@ba", quote(c.b.agent), "@bu", quote(c.b.user), "@b", quote(c.b.tenant), "@aa", quote(c.a.agent), "@au", quote(c.a.user), "@a", quote(c.a.tenant),
	).Replace(sql)
}

// try is what comes of an attack: a value, "none" or the SQLSTATE of a refusal, which does not tell the secret.
func (c customers) try(tb testing.TB, tx *gorm.DB, attack attack) string {
	tb.Helper()
	statements := strings.Split(c.fill(attack.sql), "; ")
	for _, statement := range statements[:len(statements)-1] {
		require.NoError(tb, tx.Exec(statement).Error)
	}
	got, err := first(tx.Raw(statements[len(statements)-1]))
	var refused interface{ SQLState() string }
	switch {
	case errors.As(err, &refused):
		return refused.SQLState()
	case err == nil && !got.Valid:
		return "none"
	}
	require.NoError(tb, err, attack.name)
	return got.String
}

func TestAttacks(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	before := snapshot(t, c.admin)
	for login, db := range c.logins(t) {
		for _, attack := range attacks {
			within(t, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) {
				require.Equal(t, attack.want, c.try(t, tx, attack), "%s, %s", login, attack.name)
			})
			// What was refused is rolled back here; what was not must have changed nothing either.
			if attack.want == "none" {
				require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
					c.try(t, tx, attack)
					return nil
				}))
			}
		}
		require.Equal(t, before, snapshot(t, c.admin), login)
		require.Equal(t, nobody, actingOf(t, db), login)
	}
}

// Each of the attacks would come to something else without the isolation: a test of one that cannot succeed tests nothing.
func TestAttacksWouldSucceed(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	for _, attack := range attacks {
		tx := c.admin.Begin()
		require.NoError(t, tx.Error)
		require.NotEqual(t, attack.want, c.try(t, tx, attack), attack.name)
		require.NoError(t, tx.Rollback().Error)
	}
}

// first is the first value of what a query answers.
func first(query *gorm.DB) (value sql.NullString, err error) {
	rows, err := query.Rows()
	if err != nil {
		return value, err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&value); err != nil {
			return value, err
		}
	}
	return value, errors.Join(rows.Err(), rows.Close())
}

// snapshot is all that the attacks could have changed.
func snapshot(tb testing.TB, admin *gorm.DB) string {
	tb.Helper()
	var all string
	require.NoError(tb, admin.Raw(`select concat_ws('; ', (select string_agg(a::text, ', ' order by id) from synapscale_db.agents a),
		(select string_agg(t::text, ', ' order by tool_id) from synapscale_db.tools t), (select string_agg(t::text, ', ' order by id) from synapscale_db.tenants t))`).Scan(&all).Error)
	return all
}

// A role that is left by SQL leaves a service with nothing: not even the tables are its own.
func TestAttackOnTheRole(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	db := c.service(t)
	for _, leave := range []string{"reset role", "set role none", "set local role none", "set session authorization default", "rollback", "commit"} {
		err := tenancy.Within(t.Context(), db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			require.NoError(t, tx.Exec(leave).Error)
			return tx.Find(&[]agents.Agent{}).Error
		})
		require.ErrorContains(t, err, noPrivilege, leave)
		require.Equal(t, nobody, actingOf(t, db), leave)
	}
}

// Errors, savepoints and what fails inside of them change nothing about whose rows are seen.
func TestAttackBySavepoints(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	for login, db := range c.logins(t) {
		alone := func(tx *gorm.DB) {
			t.Helper()
			require.EqualValues(t, 1, count(t, tx), login)
			require.Equal(t, acting{"synapscale_app", c.a.tenant.String(), ""}, actingOf(t, tx), login)
		}
		require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
			require.NoError(t, tx.SavePoint("one").Error)
			require.Error(t, tx.Session(&gorm.Session{}).Exec("select 1/0").Error)
			require.NoError(t, tx.RollbackTo("one").Error)
			alone(tx)
			require.Error(t, tx.Transaction(func(tx *gorm.DB) error {
				return tx.Exec("update synapscale_db.agents set tenant_id = ?", c.b.tenant).Error
			}))
			alone(tx)
			require.Error(t, tenancy.Within(ctx, tx, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
				return tenancy.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
					return tx.Exec("insert into synapscale_db.agents (id) values (null)").Error
				})
			}))
			alone(tx)
			require.ErrorIs(t, tenancy.Within(ctx, tx, c.b.tenant, nil), tenancy.ErrOtherTenant)
			alone(tx)
			return nil
		}))
		require.NoError(t, tenancy.AsSystem(t.Context(), db, "test", func(ctx context.Context, tx *gorm.DB) error {
			require.Error(t, tenancy.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
				alone(tx)
				return tx.Exec("update synapscale_db.agents set tenant_id = ?", c.b.tenant).Error
			}))
			return tenancy.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
				alone(tx)
				return nil
			})
		}))
	}
}

// COPY to the client sees what SELECT sees, and COPY from it does not get around a policy.
func TestAttackByCopy(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	for login, db := range c.logins(t) {
		require.NoError(t, db.Connection(func(pinned *gorm.DB) error {
			conn, ok := pinned.Statement.ConnPool.(*sql.Conn)
			require.True(t, ok)
			copied := func(copy func(conn *stdlib.Conn) error) error {
				return tenancy.Within(t.Context(), pinned, c.a.tenant, func(context.Context, *gorm.DB) error {
					return conn.Raw(func(driver any) error { return copy(driver.(*stdlib.Conn)) })
				})
			}
			for _, source := range []string{"synapscale_db.agents", "(select * from synapscale_db.agents)"} {
				var output bytes.Buffer
				require.NoError(t, copied(func(conn *stdlib.Conn) error {
					_, err := conn.Conn().PgConn().CopyTo(t.Context(), &output, "copy "+source+" to stdout")
					return err
				}))
				require.NotContains(t, output.String(), secret, login)
				require.Equal(t, 1, strings.Count(output.String(), "\n"), login)
			}
			require.ErrorContains(t, copied(func(conn *stdlib.Conn) error {
				row := uuid.NewString() + "\tx\t" + c.b.user.String() + "\t" + c.b.tenant.String() + "\n"
				_, err := conn.Conn().PgConn().CopyFrom(t.Context(), strings.NewReader(row), "copy synapscale_db.agents (id, name, user_id, tenant_id) from stdin")
				return err
			}), noSupport)
			return nil
		}), login)
	}
	require.EqualValues(t, 2, count(t, c.admin))
}

// A context that ends while a statement runs leaves a connection that has no tenant, or none.
func TestAttackByACancelledContext(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	for login, db := range c.logins(t) {
		pool, err := db.DB()
		require.NoError(t, err)
		pool.SetMaxOpenConns(1)
		ctx, cancel := context.WithCancel(t.Context())
		err = tenancy.Within(ctx, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			require.NoError(t, tx.Create(newAgent(c.a)).Error)
			cancel()
			return tx.Exec("select pg_sleep(600)").Error
		})
		require.ErrorIs(t, err, context.Canceled, login)
		require.Equal(t, nobody, actingOf(t, db), login)

		ctx, cancel = context.WithCancel(t.Context())
		err = tenancy.Within(ctx, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			var backend int64
			require.NoError(t, tx.Raw("select pg_backend_pid()").Scan(&backend).Error)
			go cancelOnceAsleep(c, backend, cancel)
			return tx.Exec("select pg_sleep(600)").Error
		})
		require.ErrorIs(t, err, context.Canceled, login)
		require.Equal(t, nobody, actingOf(t, db), login)

		ctx, cancel = context.WithCancel(t.Context())
		require.ErrorIs(t, tenancy.Within(ctx, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			cancel()
			return nil // What cannot be committed is no success.
		}), context.Canceled, login)
		require.Equal(t, nobody, actingOf(t, db), login)
		pool.SetMaxOpenConns(0)
	}
	require.EqualValues(t, 2, count(t, c.admin))
}

func cancelOnceAsleep(c customers, backend int64, cancel context.CancelFunc) {
	defer cancel()
	watcher, err := gorm.Open(c.admin.Dialector, &gorm.Config{})
	if err != nil {
		return
	}
	pool, err := watcher.DB()
	if err != nil {
		return
	}
	defer pool.Close()
	for asleep := false; err == nil && !asleep; {
		err = watcher.Raw("select exists (select from pg_stat_activity where pid = ? and wait_event = 'PgSleep')", backend).Scan(&asleep).Error
	}
}

// panicking panics in a hook of GORM.
type panicking struct{ agents.Agent }

func (*panicking) BeforeCreate(*gorm.DB) error { panic("in a hook") }

func TestAttackByAPanic(t *testing.T) {
	t.Parallel()
	c := attacked(t)
	for login, db := range c.logins(t) {
		pool, err := db.DB()
		require.NoError(t, err)
		pool.SetMaxOpenConns(1)
		for _, fn := range []func(ctx context.Context, tx *gorm.DB) error{
			func(context.Context, *gorm.DB) error { panic("in the function") },
			func(_ context.Context, tx *gorm.DB) error { return tx.Create(&panicking{}).Error },
			func(ctx context.Context, tx *gorm.DB) error {
				return tenancy.Within(ctx, tx, c.a.tenant, func(context.Context, *gorm.DB) error { panic("nested") })
			},
			func(_ context.Context, tx *gorm.DB) error {
				rows, err := tx.Model(&agents.Agent{}).Rows()
				require.NoError(t, errors.Join(err, rows.Err()))
				defer rows.Close()
				panic("while rows are read")
			},
		} {
			require.Panics(t, func() {
				_ = tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
					require.NoError(t, tx.Create(newAgent(c.a)).Error)
					return fn(ctx, tx)
				})
			}, login)
			require.Equal(t, nobody, actingOf(t, db), login)
		}
		pool.SetMaxOpenConns(0)
	}
	require.EqualValues(t, 2, count(t, c.admin))
}
