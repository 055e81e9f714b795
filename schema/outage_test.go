package schema_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	pgdriver "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/schema"
)

// server is one of the test's own, which may be stopped and broken.
func server(tb testing.TB, options postgres.Options) *postgres.Server {
	tb.Helper()
	started, err := postgres.Start(tb.Context(), options)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, started.Stop()) })
	return started
}

// A standby takes no write, not even a temporary one: a check needs none.
func TestOnAStandby(t *testing.T) {
	t.Parallel()
	primary := server(t, postgres.Options{Replication: true})
	db := pgtest.Open(t, primary.DSN("postgres"))
	openShop(t, db)
	run(t, db, "drop index shop.orders_open; alter table shop.customers drop constraint customers_kind, add constraint customers_kind check (kind = any (array['company', 'person']))")
	expected := check(t, db, models()...)
	require.Len(t, expected.Findings, 1)
	standby := pgtest.Open(t, server(t, postgres.Options{StandbyOf: primary}).DSN("postgres"))

	require.Equal(t, found(expected), found(check(t, standby, models()...)))
	tx := standby.Begin()
	require.Equal(t, found(expected), found(check(t, tx, models()...)))
	require.NoError(t, tx.Rollback().Error)
	require.Equal(t, fingerprintOf(t, db, never, models()...), fingerprintOf(t, standby, never, models()...))
	require.True(t, schema.Migrator(standby).HasTable(&label{}))
}

// Wherever in a check the server goes, the answer is that nothing is known; when it is back, the same pool is of use.
func TestAServerThatGoes(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(testing.TB, *postgres.Server, *gorm.DB){
		"a session is ended": func(tb testing.TB, _ *postgres.Server, other *gorm.DB) {
			run(tb, other, "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'")
		},
		"a crash, and a restart by itself": func(tb testing.TB, _ *postgres.Server, other *gorm.DB) {
			var backend int
			require.NoError(tb, other.Raw("select pg_backend_pid()").Scan(&backend).Error)
			process, err := os.FindProcess(backend)
			require.NoError(tb, err)
			require.NoError(tb, process.Signal(syscall.SIGKILL))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := server(t, postgres.Options{})
			other := pgtest.Open(t, own.DSN("postgres"))
			openShop(t, other)
			run(t, other, "checkpoint") // These servers are fast and forgetful.
			statements, stopAt := 0, 0
			db := traced(t, own.DSN("postgres"), func() {
				if statements++; statements == stopAt {
					stop(t, own, other)
				}
			})
			pool, err := db.DB()
			require.NoError(t, err)
			pool.SetMaxOpenConns(1) // One that answers again is not followed by one that does not.
			require.Empty(t, check(t, db, models()...).Findings)
			all := statements
			unchecked := 0
			for at := 1; at < all; at++ {
				statements, stopAt = 0, at
				report, err := schema.Check(t.Context(), db, models()...)
				stopAt = 0
				if err == nil { // The last answer was there before the end.
					require.Empty(t, report.Findings)
				} else {
					require.ErrorIs(t, err, schema.ErrNotChecked)
					unchecked++
				}
				require.Eventually(t, func() bool { return db.Exec("select 1").Error == nil && other.Exec("select 1").Error == nil }, time.Minute, 10*time.Millisecond)
			}
			require.Positive(t, unchecked)
			require.Empty(t, check(t, db, models()...).Findings)
		})
	}
}

func TestAServerThatIsGone(t *testing.T) {
	t.Parallel()
	own := server(t, postgres.Options{})
	db := pgtest.Open(t, own.DSN("postgres"))
	require.NoError(t, db.Exec("select 1").Error)
	require.NoError(t, own.Stop())
	requireBothFail(t.Context(), t, db, schema.ReasonConnection, "", models()...)
	require.NoError(t, schema.Assertion{}.Assert(t.Context(), db, models()...))
}

// Another database than the models' has none of their tables: every one is named, and a missing database is no finding.
func TestTheWrongDatabase(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	report := check(t, pgtest.Open(t, dsn), models()...)
	require.Len(t, report.Findings, 5)
	for _, finding := range report.Findings {
		require.Equal(t, schema.CodeTableMissing, finding.Code)
	}
	address, err := url.Parse(dsn)
	require.NoError(t, err)
	address.Path += "_that_is_not_there"
	db, err := gorm.Open(pgdriver.New(pgdriver.Config{DSN: address.String()}), &gorm.Config{Logger: logger.Discard, DisableAutomaticPing: true})
	require.NoError(t, err)
	requireBothFail(t.Context(), t, db, schema.ReasonConnection, "does not exist", models()...)
}

// Sixteen checks at a time while tables, policies, triggers, functions, views and enums come and go beside them and
// under them: each finds what is so at some moment, or says that it could not.
func TestChecksBesideDDL(t *testing.T) {
	t.Parallel()
	db := shop(t)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(20)
	done := make(chan struct{})
	var changes, checks sync.WaitGroup
	for i := range 2 {
		changes.Go(func() {
			for n := 0; ; n++ {
				for _, statement := range passingChanges {
					select {
					case <-done:
						return
					default:
						if err := db.Exec(fmt.Sprintf(statement, i)).Error; err != nil {
							t.Errorf("%s: %v", statement, err)
							return
						}
					}
				}
			}
		})
	}
	// The index is there or it is not, and nothing else may be said of the shop.
	changes.Go(func() {
		for {
			for _, statement := range []string{
				"drop index shop.orders_open",
				"create index orders_open on shop.orders (status) where status in ('open', 'paid')",
			} {
				select {
				case <-done:
					return
				default:
					if err := db.Exec(statement).Error; err != nil {
						t.Error(err)
						return
					}
				}
			}
		}
	})
	var unchecked atomic.Int64
	for range 16 {
		checks.Go(func() {
			assertion := schema.Assertion{Fail: schema.FailNever, Deadline: -1, Remember: func(string) {}}
			for range 10 {
				outcome := assertion.Run(t.Context(), db, models()...)
				if outcome.Unchecked != nil {
					assertDisturbed(t, outcome.Unchecked)
					unchecked.Add(1)
					continue
				}
				for _, finding := range outcome.Report.Findings {
					if !passing(finding) && summary([]schema.Finding{finding})[0] != "index-missing orders orders_open" {
						t.Error(finding)
					}
				}
			}
		})
	}
	checks.Wait()
	close(done)
	changes.Wait()
	require.Less(t, unchecked.Load(), int64(16*10/4))
}

// passing reports whether a finding is about what comes and goes.
func passing(finding schema.Finding) bool { return strings.HasPrefix(finding.Table, "shop.passing") }

// passingChanges touch all that a check reads, of objects that come and go. Each ends where it began.
var passingChanges = []string{
	"create type shop.passing_mood_%d as enum ('good', 'bad')",
	"create table shop.passing_%[1]d (id bigint generated always as identity primary key, kind text collate \"C\" default 'a' || 'b', mood shop.passing_mood_%[1]d, twice bigint generated always as (1 + 1) stored, check (kind <> ''))",
	"create index passing_kind_%[1]d on shop.passing_%[1]d (lower(kind) desc) include (id) where kind <> ''",
	"alter table shop.passing_%d add customer_id bigint default 1 + 1 references shop.customers",
	"create function shop.passing_touch_%d() returns trigger language plpgsql as 'begin return new; end'",
	"create trigger touch before update on shop.passing_%[1]d for each row when (old.kind <> new.kind) execute function shop.passing_touch_%[1]d()",
	"alter table shop.passing_%d enable row level security",
	"create policy mine on shop.passing_%d using (kind = current_user)",
	"create view shop.passing_view_%[1]d as select id, kind from shop.passing_%[1]d",
	"alter type shop.passing_mood_%d add value 'fair'",
	"alter table shop.passing_%[1]d rename to passing_by_%[1]d",
	"drop view shop.passing_view_%d",
	"alter table shop.passing_by_%d alter column mood type text",
	"drop policy mine on shop.passing_by_%d",
	"drop table shop.passing_by_%d",
	"drop function shop.passing_touch_%d()",
	"drop type shop.passing_mood_%d",
}
