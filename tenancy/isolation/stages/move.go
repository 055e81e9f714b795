package stages

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/internal/locking"
	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Move brings a database to a stage and returns the tables that it changed on the way, also beside an error. At the stage
// already, it returns none.
//
// The role needs the rights of the owner of the tables, which is all that it needs where that owner may also create
// schemas in the database. Movers and migrations wait for each other. Leaving [isolation.StageReport] drops what was
// counted. Errors: see the sentinels of the package, and [*InUseError].
func Move(ctx context.Context, db *sql.DB, to isolation.Stage, options Options) (moved []string, err error) {
	if _, err := Named(string(to)); err != nil {
		return nil, err // Before waiting for the lock.
	}
	err = locking.With(ctx, db, func(conn *sql.Conn) error {
		s, err := look(ctx, conn)
		if err == nil {
			err = s.refuse(to)
		}
		if err != nil {
			return err
		}
		m := &mover{db: db, conn: conn, options: options, from: s, to: isolation.State{Stage: to, Owner: s.Owner}}
		if m.options.Patience == 0 {
			m.options.Patience = locking.DefaultPatience
		}
		m.deadline = time.Now().Add(m.options.Patience)
		err = m.move(ctx)
		moved = m.moved
		return err
	})
	return moved, err
}

// A mover brings one database to a state.
type mover struct {
	db       *sql.DB // for asking who is in the way
	conn     *sql.Conn
	options  Options
	deadline time.Time
	from     *survey
	to       isolation.State
	moved    []string
}

func (m *mover) move(ctx context.Context) error {
	if m.to.Stage == isolation.StageReport && m.from.counter == "" {
		if err := m.persist(ctx, "schema "+isolation.ReportSchema, m.openReport()); err != nil {
			return err
		}
	}
	tables := m.from.astray(m.to.Stage)
	for i, table := range tables {
		if err := m.persist(ctx, "table "+table.Name, m.table(table)); err != nil {
			return err
		}
		m.moved = append(m.moved, table.Name)
		if m.options.Logger != nil {
			m.options.Logger.InfoContext(ctx, MessageMoved, slog.String("table", table.Name), slog.Int("done", i+1), slog.Int("total", len(tables)))
		}
	}
	if m.to.Stage != isolation.StageReport && m.from.counter != "" {
		if err := m.persist(ctx, "schema "+isolation.ReportSchema, []string{"drop schema if exists " + isolation.ReportSchema + " cascade"}); err != nil {
			return err
		}
	}
	if m.from.Stage == m.to.Stage {
		return nil
	}
	return m.persist(ctx, "the record", []string{createFunction(m.to, "synapscale_db", "isolation_stage") + " parallel safe"})
}

// asOwner are the statements under the role of the owner, to whom belongs what they create.
func (m *mover) asOwner(statements ...string) []string {
	return append(append([]string{"set local role " + quote(m.to.Owner)}, statements...), "reset role")
}

// openReport makes the schema of the counts. All of it is one transaction, so that it is complete where it exists.
func (m *mover) openReport() []string {
	return append(
		[]string{"create schema " + isolation.ReportSchema + " authorization " + quote(m.to.Owner)},
		m.asOwner(
			"comment on schema "+isolation.ReportSchema+" is 'What row security would deny the owner of the tables, while the isolation of tenants is at the stage report.'",
			createFunction(m.to, isolation.ReportSchema, "denied"),
			"comment on function "+isolation.ReportSchema+".denied(text) is 'True. Counts the transaction for the table, unless it only reads.'",
			"do $$ begin execute format('create function "+isolation.ReportSchema+".since() returns timestamptz language sql immutable as %L', format('select timestamptz %L', now())); end $$",
			"comment on function "+isolation.ReportSchema+".since() is 'Since when is counted.'",
			"grant usage on schema "+isolation.ReportSchema+" to "+isolation.CheckerRole,
		)...,
	)
}

// table are the statements that bring one table to the stage, wherever it is.
func (m *mover) table(table isolation.Table) []string {
	name := quote(table.Schema) + "." + quote(table.Name)
	var statements []string
	for _, prefix := range []string{"report_", "owner_"} {
		for _, command := range []string{"select", "insert", "update", "delete"} {
			if strings.Contains(m.from.tables[table.Name].policies, prefix+command) {
				statements = append(statements, "drop policy "+prefix+command+" on "+name)
			}
		}
	}
	if m.to.Stage == isolation.StageReport {
		sequence := isolation.ReportSchema + "." + quote(table.Name)
		statements = append(statements, "create sequence if not exists "+sequence, "grant select on sequence "+sequence+" to "+isolation.CheckerRole)
	}
	for _, policy := range ofStage(m.to, table) {
		statements = append(statements, createPolicy(name, policy))
	}
	force := "force"
	if m.to.Stage == isolation.StagePolicies {
		force = "no force"
	}
	return m.asOwner(append(statements, "alter table "+name+" "+force+" row level security")...)
}

func createPolicy(table string, policy declare.Policy) string {
	statement := "create policy " + policy.Name + " on " + table + " for " + policy.Command + " to " + quote(policy.Roles[0])
	if policy.Using != "" {
		statement += " using (" + policy.Using + ")"
	}
	if policy.Check != "" {
		statement += " with check (" + policy.Check + ")"
	}
	return statement
}

// createFunction is the statement for a function that the state declares.
func createFunction(state isolation.State, schema, name string) string {
	for _, declared := range state.Structure() {
		for _, function := range declared.Functions {
			if declared.Name != schema || function.Name != name {
				continue
			}
			language := function.Language
			if language == "" {
				language = "plpgsql"
			}
			return fmt.Sprintf("create or replace function %s.%s(%s) returns %s language %s %s as $stage$%s$stage$",
				schema, name, function.Arguments, function.Returns, language, function.Volatility, function.Body)
		}
	}
	return ""
}

// persist runs statements in one transaction, again and again while others keep locked what they need. They ask for a lock
// for half a second only, as migrations do: whoever waits for an exclusive lock stops everybody who comes later.
func (m *mover) persist(ctx context.Context, what string, statements []string) error {
	for pause := locking.FirstPause; ; pause = min(2*pause, locking.LongestPause) {
		err := m.transaction(ctx, statements)
		if err == nil {
			return nil
		}
		if !locking.HeldByOthers(err) {
			return fmt.Errorf("move %s to the stage %s: %w", what, m.to.Stage, err)
		}
		sessions := locking.Transactions(ctx, m.db)
		if time.Now().Add(pause).After(m.deadline) {
			return &InUseError{Object: what, Sessions: sessions, Err: err}
		}
		if m.options.Logger != nil {
			m.options.Logger.InfoContext(ctx, MessageInUse, slog.String("object", what), slog.Any("sessions", sessions), slog.Duration("pause", pause))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("move %s to the stage %s: %w", what, m.to.Stage, ctx.Err())
		case <-time.After(pause/2 + rand.N(pause/2)): //nolint:gosec // It guards nothing.
		}
	}
}

func (m *mover) transaction(ctx context.Context, statements []string) error {
	tx, err := m.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // After a commit it does nothing, and before one the cause is the error to return.
	for _, statement := range append([]string{"set local lock_timeout = '500ms'"}, statements...) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}
