package main

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
)

// indexVersions are the migrations that only make and drop indexes. The other database gets no more than these, so that
// what is measured is the indexes and neither triggers nor foreign keys. Both get auditVersion, without which audited
// tables refuse every write.
var (
	auditVersion  = []int64{2}
	indexVersions = []int64{8, 9, 10, 11}
)

// refused are the tables that refuse every new row even so.
var refused = []string{"files", "subscriptions"}

// largeTables are those that the statements read, and those whose writes matter most.
var largeTables = []string{
	"agent_error_logs", "audit_log", "billing_events", "files", "llms_messages", "llms_usage_logs", "node_executions",
	"refresh_tokens", "webhook_logs", "workflow_execution_queue", "workflow_executions",
}

// A pair is a connection to each of two databases with the same rows: one as version 1 has its indexes, one with those of today.
type pair struct{ before, after *pgx.Conn }

// makePair fills one database, copies it and migrates the copy.
func makePair(ctx context.Context, rows int, say func(string, ...any)) (p pair, drop func(), err error) {
	server, stop, err := postgres.Address(ctx, postgres.Options{Progress: os.Stderr})
	if err != nil {
		return pair{}, nil, err
	}
	admin, err := sql.Open("pgx", server.String())
	if err != nil {
		return pair{}, nil, err
	}
	name := fmt.Sprintf("synapscale_measure_%016x", rand.Uint64())
	before, after := name+"_before", name+"_after"
	drop = func() {
		for _, name := range []string{before, after} {
			// Even where ctx has ended. What remains on a server that is gone cannot be dropped.
			_, _ = admin.ExecContext(context.WithoutCancel(ctx), "drop database if exists "+name+" with (force)")
		}
		_ = admin.Close()
		_ = stop() // The process ends, and takes with it what may remain.
	}
	defer func() {
		if err != nil {
			drop()
		}
	}()
	if _, err := admin.ExecContext(ctx, "create database "+before+" template template0"); err != nil {
		return pair{}, nil, err
	}
	if err := withDatabase(server, before, func(db *sql.DB) error { return fillVersion1(ctx, db, rows, say) }); err != nil {
		return pair{}, nil, err
	}
	say("copying the database")
	if _, err := admin.ExecContext(ctx, "create database "+after+" template "+before); err != nil {
		return pair{}, nil, err
	}
	say("making and dropping the indexes in the copy")
	if err := withDatabase(server, after, func(db *sql.DB) error { return migrate(ctx, db, indexVersions) }); err != nil {
		return pair{}, nil, err
	}
	if p.before, err = pgx.Connect(ctx, dsn(server, before)); err != nil {
		return pair{}, nil, err
	}
	p.after, err = pgx.Connect(ctx, dsn(server, after))
	return p, drop, err
}

func dsn(server *url.URL, database string) string {
	u := *server
	u.Path = "/" + database
	return u.String()
}

// withDatabase closes all connections in the end, as a database is not copied while somebody is connected.
func withDatabase(server *url.URL, name string, do func(*sql.DB) error) error {
	db, err := sql.Open("pgx", dsn(server, name))
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db)
}

// fillVersion1 makes version 1 with rows in the large tables, a hundredth of that around them and a thousandth elsewhere.
func fillVersion1(ctx context.Context, db *sql.DB, rows int, say func(string, ...any)) error {
	if _, err := migrations.Up(ctx, db, migrations.Options{To: new(int64(1))}); err != nil {
		return err
	}
	// Row by row the indexes would take longest. The unique ones stay, as they tell what to fill in.
	indexes, err := texts(ctx, db, `
		select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid
		where c.relnamespace = 'synapscale_db'::regnamespace and not i.indisunique`)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `
		do $$
		declare name regclass;
		begin
			for name in
				select i.indexrelid from pg_index i join pg_class c on c.oid = i.indrelid
				where c.relnamespace = 'synapscale_db'::regnamespace and not i.indisunique
			loop
				execute 'drop index ' || name;
			end loop;
		end $$`); err != nil {
		return err
	}
	say("filling eleven tables with %d rows each, and the others", rows)
	if err := fill.Fill(ctx, db, sizes(rows)); err != nil {
		return err
	}
	say("making the %d indexes of version 1", len(indexes))
	for _, statement := range slices.Concat([]string{backlog}, indexes) {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return migrate(ctx, db, auditVersion)
}

// sizes are numbers that divide one another, as [fill.Options] wants them.
func sizes(rows int) fill.Options {
	o := fill.Options{Rows: max(20, rows/1000), More: map[string]int{}, WithoutTriggers: true}
	for _, name := range largeTables {
		o.More[name] = max(rows, o.Rows)
	}
	for _, name := range []string{"users", "workflows"} {
		o.More[name] = max(o.Rows, rows/100)
	}
	return o
}

// backlog makes the newest hundredth of the queues pending, and all that came before it done.
const backlog = `
update synapscale_db.workflow_execution_queue set status = 'completed' where status <> 'completed';
update synapscale_db.workflow_execution_queue set status = 'pending'
where scheduled_at > (select max(scheduled_at) - count(*) / 100 * interval '1 minute' from synapscale_db.workflow_execution_queue);
update synapscale_db.workflow_executions set status = 'completed' where status <> 'completed';
update synapscale_db.workflow_executions set status = 'pending'
where created_at > (select max(created_at) - count(*) / 100 * interval '1 minute' from synapscale_db.workflow_executions);
update synapscale_db.webhook_logs set status = 'processed' where status <> 'processed';
update synapscale_db.webhook_logs set status = 'pending'
where created_at > (select max(created_at) - count(*) / 100 * interval '1 minute' from synapscale_db.webhook_logs);`

// migrate applies these versions and no others.
func migrate(ctx context.Context, db *sql.DB, wanted []int64) error {
	names, err := fs.Glob(migrations.Files(), "*.sql")
	if err != nil {
		return err
	}
	var others []int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return err
		}
		if !slices.Contains(wanted, version) {
			others = append(others, version)
		}
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files(),
		goose.WithTableName("synapscale_db.goose_db_version"), goose.WithExcludeVersions(others), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "vacuum analyze")
	return err
}

// texts are the values of a query's only column.
func texts(ctx context.Context, db *sql.DB, query string) (values []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
