package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A target is a table whose set of indexes the migrations change.
type target struct {
	Table                       string
	Rows                        int
	IndexesBefore, IndexesAfter int
	Columns                     []targetColumn
	// Unique are the columns of each unique index, the primary key first.
	Unique [][]string
	Large  bool
	// Audited says that each write writes to audit_log too, and so bears the cost of its indexes.
	Audited bool
}

type targetColumn struct {
	Name, Type string
	Length     int // Of a varchar that has one, else 0.
	Foreign    bool
	Indexed    bool
}

// Change says how many indexes there were and are.
func (t target) Change() string { return fmt.Sprintf("%d → %d", t.IndexesBefore, t.IndexesAfter) }

// A writing is what was measured of the writes to a table.
type writing struct {
	target
	Insert comparison
	Update *comparison // Nil where the table has no column updated_at or indexes it.
}

// A comparison holds medians and means of the same write in both databases.
type comparison struct{ Before, After, MeanBefore, MeanAfter time.Duration }

// Ratio is how many times as long it takes afterwards.
func (c comparison) Ratio() float64 { return float64(c.After) / float64(c.Before) }

// MeanRatio is the same of the means, in which rare and long writes count.
func (c comparison) MeanRatio() float64 { return float64(c.MeanAfter) / float64(c.MeanBefore) }

func compare(before, after []time.Duration) comparison {
	return comparison{median(before), median(after), mean(before), mean(after)}
}

func mean(durations []time.Duration) (sum time.Duration) {
	for _, d := range durations {
		sum += d
	}
	return sum / time.Duration(len(durations))
}

// measureWrites measures every table whose indexes change, those apart that refuse to be written.
func measureWrites(ctx context.Context, p pair, o options, say func(string, ...any)) (writings []writing, err error) {
	targets, err := targets(ctx, p)
	if err != nil {
		return nil, err
	}
	// Audited changes name a user, as those of the backend do.
	var user string
	if err := p.before.QueryRow(ctx, "select id::text from synapscale_db.users order by id limit 1").Scan(&user); err != nil {
		return nil, err
	}
	for _, conn := range []*pgx.Conn{p.before, p.after} {
		if _, err := conn.Exec(ctx, "select set_config('app.current_user', $1, false)", user); err != nil {
			return nil, err
		}
	}
	// What is written first after a checkpoint goes to the log with its whole page. This way that hits all alike.
	if _, err := p.before.Exec(ctx, "checkpoint"); err != nil {
		return nil, err
	}
	for _, t := range targets {
		say("writing %s", t.Table)
		w := writing{target: t}
		if w.Insert, w.Update, err = t.measure(ctx, p, o.writes); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Table, err)
		}
		writings = append(writings, w)
	}
	return writings, nil
}

// targetsQuery is asked of both databases.
const targetsQuery = `
select c.relname, c.reltuples::int,
    (select array_agg(pg_get_indexdef(i.indexrelid) order by 1) from pg_index i where i.indrelid = c.oid),
    (select json_agg(json_build_object(
        'Name', a.attname, 'Type', format_type(a.atttypid, a.atttypmod),
        'Length', case when a.atttypid = 'varchar'::regtype and a.atttypmod > 4 then a.atttypmod - 4 else 0 end,
        'Foreign', exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any (f.conkey)),
        'Indexed', exists (select from pg_index i where i.indrelid = c.oid and a.attnum = any (i.indkey))
    ) order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
    (select json_agg(u.columns order by not u.indisprimary) from (
        select i.indisprimary, (select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any (i.indkey)) as columns
        from pg_index i where i.indrelid = c.oid and i.indisunique
    ) u),
    exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgfoid = 'synapscale_db.fn_audit'::regproc)
from pg_class c
where c.relnamespace = 'synapscale_db'::regnamespace and c.relkind = 'r' and c.relname not in ('alembic_version', 'goose_db_version')
order by c.relname`

// targets compares the catalogs of the two databases.
func targets(ctx context.Context, p pair) (changed []target, err error) {
	indexes := map[string][]string{}
	read := func(conn *pgx.Conn, do func(t target, indexes []string)) error {
		rows, err := conn.Query(ctx, targetsQuery)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var t target
			var definitions []string
			if err := rows.Scan(&t.Table, &t.Rows, &definitions, &t.Columns, &t.Unique, &t.Audited); err != nil {
				return err
			}
			do(t, definitions)
		}
		return rows.Err()
	}
	if err := read(p.before, func(t target, definitions []string) { indexes[t.Table] = definitions }); err != nil {
		return nil, err
	}
	err = read(p.after, func(t target, definitions []string) {
		if slices.Equal(indexes[t.Table], definitions) || slices.Contains(refused, t.Table) {
			return
		}
		t.IndexesBefore, t.IndexesAfter = len(indexes[t.Table]), len(definitions)
		t.Large = slices.Contains(largeTables, t.Table)
		changed = append(changed, t)
	})
	return changed, err
}

// A writer executes the prepared writes of one table over one connection.
type writer struct {
	conn    *pgconn.PgConn
	elapsed struct{ insert, update []time.Duration }
}

// measure inserts copies of existing rows that differ in what has to be unique, and touches existing rows. The two
// databases take turns, row by row, so that what else the machine does hits both.
func (t target) measure(ctx context.Context, p pair, repetitions int) (insert comparison, update *comparison, err error) {
	for _, conn := range []*pgx.Conn{p.before, p.after} {
		if err := t.warm(ctx, conn); err != nil {
			return comparison{}, nil, err
		}
	}
	rows, err := t.samples(ctx, p.before, repetitions)
	if err != nil {
		return comparison{}, nil, err
	}
	before, after := writer{conn: p.before.PgConn()}, writer{conn: p.after.PgConn()}
	both := []*writer{&before, &after}
	for _, w := range both {
		if err := w.prepare(ctx, t); err != nil {
			return comparison{}, nil, err
		}
	}
	for i := range repetitions {
		row := rows[i%len(rows)]
		values := t.fresh(row)
		for _, w := range both {
			if err := w.write(ctx, t, row, values); err != nil {
				return comparison{}, nil, err
			}
		}
		slices.Reverse(both) // Who comes first is not always the same.
	}
	insert = compare(before.elapsed.insert, after.elapsed.insert)
	if t.touches() {
		update = new(compare(before.elapsed.update, after.elapsed.update))
	}
	return insert, update, nil
}

// warm reads the files of the table, of those that it references and of their indexes, so that the system has them in
// memory in both databases, whenever they were used last.
func (t target) warm(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `
		with tables (t) as (
			select $1::regclass::oid
			union select confrelid from pg_constraint where conrelid = $1::regclass and contype = 'f'
			union select 'synapscale_db.audit_log'::regclass where $2
		), relations (r) as (
			select t from tables union all select indexrelid from pg_index join tables on t = indrelid
		)
		select sum(length(pg_read_binary_file(pg_relation_filepath(r), place, 8388608)))
		from relations, generate_series(0, least(pg_relation_size(r), 1073741824) - 1, 8388608) place`, "synapscale_db."+t.Table, t.Audited)
	return err
}

// samples are rows of the table as texts, in no order.
func (t target) samples(ctx context.Context, conn *pgx.Conn, limit int) (rows [][][]byte, err error) {
	result := conn.PgConn().ExecParams(ctx, fmt.Sprintf("select %s from synapscale_db.%s order by random() limit %d", t.columnList(), t.Table, limit), nil, nil, nil, nil).Read()
	if result.Err != nil {
		return nil, result.Err
	}
	if len(result.Rows) == 0 {
		return nil, fmt.Errorf("no row to copy")
	}
	return result.Rows, nil
}

func (t target) columnList() string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, pgx.Identifier{c.Name}.Sanitize())
	}
	return strings.Join(names, ", ")
}

// renewed is the column of each unique index that gets a new value, and none for an index over foreign keys only.
func (t target) renewed() (columns []string, complete bool) {
	complete = true
	for _, unique := range t.Unique {
		found := slices.IndexFunc(t.Columns, func(c targetColumn) bool { return !c.Foreign && slices.Contains(unique, c.Name) })
		if found < 0 {
			complete = false
			continue
		}
		columns = append(columns, t.Columns[found].Name)
	}
	return columns, complete
}

// nextInteger is above all numbers of the rows that were filled in.
var nextInteger = 100_000_000

// present is later than all times of the rows that were filled in, and goes on, row by row.
var present = time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)

// fresh is a row like the given one, with the time of its writing, and new values where they have to be unique. Where
// foreign keys alone are unique together, it is the same row, which has to be deleted first.
func (t target) fresh(row [][]byte) [][]byte {
	renewed, complete := t.renewed()
	if !complete {
		return row
	}
	values := slices.Clone(row)
	present = present.Add(time.Second)
	for i, c := range t.Columns {
		switch {
		case strings.HasPrefix(c.Type, "timestamp") && row[i] != nil:
			values[i] = []byte(present.Format(time.RFC3339))
		case !slices.Contains(renewed, c.Name):
		case c.Type == "integer" || c.Type == "bigint":
			nextInteger++
			values[i] = fmt.Append(nil, nextInteger)
		case c.Length > 0:
			text := uuid.NewString()
			values[i] = []byte(text[max(0, len(text)-c.Length):])
		default:
			values[i] = []byte(uuid.NewString())
		}
	}
	return values
}

// touches tells whether there is an update to measure.
func (t target) touches() bool {
	return slices.ContainsFunc(t.Columns, func(c targetColumn) bool { return c.Name == "updated_at" && !c.Indexed })
}

// key is the condition of the primary key, and the positions of its columns.
func (t target) key() (condition string, positions []int) {
	var parts []string
	for i, c := range t.Columns {
		if slices.Contains(t.Unique[0], c.Name) {
			positions = append(positions, i)
			parts = append(parts, fmt.Sprintf("%s = $%d", pgx.Identifier{c.Name}.Sanitize(), len(positions)))
		}
	}
	return strings.Join(parts, " and "), positions
}

func (w *writer) prepare(ctx context.Context, t target) error {
	var places []string
	for i := range t.Columns {
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	condition, _ := t.key()
	statements := map[string]string{
		"insert": fmt.Sprintf("insert into synapscale_db.%s (%s) overriding system value values (%s)", t.Table, t.columnList(), strings.Join(places, ", ")),
		"delete": fmt.Sprintf("delete from synapscale_db.%s where %s", t.Table, condition),
	}
	if t.touches() {
		statements["update"] = fmt.Sprintf("update synapscale_db.%s set updated_at = now() where %s", t.Table, condition)
	}
	for name, statement := range statements {
		if _, err := w.conn.Prepare(ctx, t.Table+" "+name, statement, nil); err != nil {
			return err
		}
	}
	return nil
}

// write updates the row and inserts a new one.
func (w *writer) write(ctx context.Context, t target, row, values [][]byte) error {
	var key [][]byte
	_, positions := t.key()
	for _, i := range positions {
		key = append(key, row[i])
	}
	if t.touches() {
		elapsed, err := w.clock(ctx, t.Table+" update", key)
		if err != nil {
			return fmt.Errorf("update: %w", err)
		}
		w.elapsed.update = append(w.elapsed.update, elapsed)
	}
	if _, complete := t.renewed(); !complete {
		if err := w.remove(ctx, t, key); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
	}
	elapsed, err := w.clock(ctx, t.Table+" insert", values)
	if err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	w.elapsed.insert = append(w.elapsed.insert, elapsed)
	return nil
}

// remove deletes a row and leaves those that reference it, as it is coming back.
func (w *writer) remove(ctx context.Context, t target, key [][]byte) error {
	if _, err := w.conn.Exec(ctx, "set session_replication_role = replica").ReadAll(); err != nil {
		return err
	}
	_, err := w.clock(ctx, t.Table+" delete", key)
	_, errReset := w.conn.Exec(ctx, "reset session_replication_role").ReadAll()
	return errors.Join(err, errReset)
}

// clock executes a prepared statement, which is a transaction of its own.
func (w *writer) clock(ctx context.Context, name string, values [][]byte) (time.Duration, error) {
	start := time.Now()
	result := w.conn.ExecPrepared(ctx, name, values, nil, nil).Read()
	elapsed := time.Since(start)
	if result.Err == nil && result.CommandTag.RowsAffected() != 1 {
		return 0, fmt.Errorf("%d rows instead of one", result.CommandTag.RowsAffected())
	}
	return elapsed, result.Err
}
