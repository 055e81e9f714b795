package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A hotStatement is one that an index was made for.
type hotStatement struct {
	Title string
	// Index is the one, or one of those, that it was made for.
	Index string
	// given is a query for the value of $given, the same in both databases.
	given string
	// setup runs before it, in the same transaction, and is not measured.
	setup string
	SQL   string
}

// A reading is what was measured of a statement.
type reading struct {
	hotStatement
	Before, After side
	Runs          int
}

// A side is a statement in one of the databases.
type side struct {
	Time    time.Duration // The median, as the client sees it.
	Buffers int           // Pages of 8 kB, those that triggers read too.
	Plan    string
}

// Faster is how many times as fast it has become.
func (r reading) Faster() float64 { return float64(r.Before.Time) / float64(r.After.Time) }

var hotStatements = []hotStatement{
	{
		Title: "The history of one record", Index: "idx_audit_log_record",
		given: "select record_id from synapscale_db.audit_log order by audit_id limit 1",
		SQL:   "select * from synapscale_db.audit_log where table_name = 'agents' and record_id = $given order by changed_at desc",
	},
	{
		Title: "The audit log of six hours", Index: "idx_audit_log_changed_at",
		given: "select min(changed_at) + (max(changed_at) - min(changed_at)) / 2 from synapscale_db.audit_log",
		SQL:   "select * from synapscale_db.audit_log where changed_at >= $given and changed_at < timestamptz $given + interval '6 hours' order by changed_at",
	},
	{
		Title: "Remove the expired refresh tokens, a thousandth of all", Index: "idx_refresh_tokens_expires_at",
		given: "select min(expires_at) + (max(expires_at) - min(expires_at)) / 1000 from synapscale_db.refresh_tokens",
		SQL:   "delete from synapscale_db.refresh_tokens where expires_at < $given",
	},
	{
		Title: "The next of the workflow queue", Index: "idx_workflow_execution_queue_status_scheduled_at",
		given: "select max(scheduled_at) from synapscale_db.workflow_execution_queue",
		SQL:   "select * from synapscale_db.workflow_execution_queue where status = 'pending' and scheduled_at <= $given order by scheduled_at limit 1 for update skip locked",
	},
	{
		Title: "The oldest 100 pending executions", Index: "idx_workflow_executions_status_created_at",
		SQL: "select * from synapscale_db.workflow_executions where status = 'pending' order by created_at limit 100",
	},
	{
		Title: "The oldest 100 pending webhook events", Index: "idx_webhook_logs_status_created_at",
		SQL: "select * from synapscale_db.webhook_logs where status = 'pending' order by created_at limit 100",
	},
	{
		Title: "The bytes that a tenant stores", Index: "idx_files_tenant_id_file_size",
		given: "select tenant_id from synapscale_db.files order by id limit 1",
		SQL:   "select sum(file_size) from synapscale_db.files where tenant_id = $given",
	},
	{
		Title: "The newest 20 errors of an agent", Index: "idx_agent_error_logs_agent_id_occurred_at",
		given: "select agent_id from synapscale_db.agent_error_logs order by error_id limit 1",
		SQL:   "select * from synapscale_db.agent_error_logs where agent_id = $given order by occurred_at desc limit 20",
	},
	{
		Title: "Delete a user who owns nothing", Index: "idx_audit_log_changed_by",
		given: "select gen_random_uuid()",
		setup: `insert into synapscale_db.users select (jsonb_populate_record(u, jsonb_build_object('id', $given, 'email', $given, 'username', $given))).*
			from synapscale_db.users u limit 1`,
		SQL: "delete from synapscale_db.users where id = $given",
	},
	{
		Title: "Delete an LLM message with its usage", Index: "idx_llms_usage_logs_message_id",
		given: "select id from synapscale_db.llms_messages order by id limit 1",
		SQL:   "delete from synapscale_db.llms_messages where id = $given",
	},
	{
		Title: "Delete a workflow that never ran", Index: "idx_workflow_executions_workflow_id",
		given: "select gen_random_uuid()",
		setup: "insert into synapscale_db.workflows select (jsonb_populate_record(w, jsonb_build_object('id', $given))).* from synapscale_db.workflows w limit 1",
		SQL:   "delete from synapscale_db.workflows where id = $given",
	},
}

func measureReads(ctx context.Context, p pair, o options, say func(string, ...any)) (readings []reading, err error) {
	for _, s := range hotStatements {
		say("%s", s.Title)
		r, err := measureRead(ctx, p, o, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Title, err)
		}
		readings = append(readings, r)
	}
	return readings, nil
}

func measureRead(ctx context.Context, p pair, o options, s hotStatement) (r reading, err error) {
	r.hotStatement = s
	given := ""
	if s.given != "" {
		if err := p.before.QueryRow(ctx, "select ("+s.given+")::text").Scan(&given); err != nil {
			return r, err
		}
	}
	setup, statement := strings.ReplaceAll(s.setup, "$given", literal(given)), strings.ReplaceAll(s.SQL, "$given", literal(given))
	for _, side := range []struct {
		conn *pgx.Conn
		side *side
	}{{p.before, &r.Before}, {p.after, &r.After}} {
		if err := side.side.explain(ctx, side.conn, setup, statement); err != nil {
			return r, err
		}
	}
	var before, after []time.Duration
	for start := time.Now(); len(before) < o.runs && (len(before) < 3 || time.Since(start) < o.patience); {
		b, err := clock(ctx, p.before, setup, statement)
		if err != nil {
			return r, err
		}
		a, err := clock(ctx, p.after, setup, statement)
		if err != nil {
			return r, err
		}
		before, after = append(before, b), append(after, a)
	}
	r.Runs, r.Before.Time, r.After.Time = len(before), median(before), median(after)
	return r, nil
}

// clock measures one execution in a transaction that is rolled back.
func clock(ctx context.Context, conn *pgx.Conn, setup, statement string) (elapsed time.Duration, err error) {
	err = rolledBack(ctx, conn, setup, func() error {
		start := time.Now()
		_, err := conn.PgConn().Exec(ctx, statement).ReadAll()
		elapsed = time.Since(start)
		return err
	})
	return elapsed, err
}

// rolledBack calls do within a transaction in which setup has run.
func rolledBack(ctx context.Context, conn *pgx.Conn, setup string, do func() error) error {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // A connection that is lost has rolled back.
	if _, err := tx.Exec(ctx, setup); err != nil {
		return err
	}
	return do()
}

// explain sets plan and buffers. Both are of a later execution than the first, which reads the catalog too.
func (s *side) explain(ctx context.Context, conn *pgx.Conn, setup, statement string) error {
	// The buffers of a plan leave out what the triggers of foreign keys read. Those of a function that executes the
	// statement contain them.
	setup = `create function pg_temp.run(statement text) returns void language plpgsql as 'begin execute statement; end';` + setup
	for range 2 {
		if err := rolledBack(ctx, conn, "", func() error {
			if _, err := conn.PgConn().Exec(ctx, setup).ReadAll(); err != nil {
				return err
			}
			var document []byte
			err := conn.QueryRow(ctx, "explain (analyze, buffers, format json) select pg_temp.run("+literal(statement)+")").Scan(&document)
			if err != nil {
				return err
			}
			s.Buffers, err = buffers(document)
			return err
		}); err != nil {
			return err
		}
	}
	return rolledBack(ctx, conn, "", func() error {
		if _, err := conn.PgConn().Exec(ctx, setup).ReadAll(); err != nil {
			return err
		}
		rows, err := conn.Query(ctx, "explain (analyze, buffers) "+statement)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		s.Plan = strings.Join(lines, "\n")
		return err
	})
}

// buffers are the pages that a plan in JSON has touched, in the cache or not.
func buffers(document []byte) (int, error) {
	var plans []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	if err := json.Unmarshal(document, &plans); err != nil {
		return 0, fmt.Errorf("read the plan: %w", err)
	}
	sum := 0
	for _, p := range plans {
		sum += p.Plan.Hit + p.Plan.Read
	}
	return sum, nil
}

func median(durations []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(durations))
	return sorted[len(sorted)/2]
}
