package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// tolerable is how many times as long a write may take.
const tolerable = 1.1

//go:embed performance.md.tmpl
var page string

// A document is what the page tells.
type document struct {
	Rows, Repetitions     int
	Cores                 int
	Version               string
	Settings              []string
	SizeBefore, SizeAfter string
	RoundTrip             time.Duration
	Reads                 []reading
	Writes                []writing
}

// describe reads what the server says of itself.
func (d *document) describe(ctx context.Context, p pair) error {
	const query = `
		select current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())),
			array(select name || ' = ' || current_setting(name) from unnest(array['shared_buffers', 'fsync', 'synchronous_commit', 'full_page_writes', 'jit']) name)`
	if err := p.after.QueryRow(ctx, query).Scan(&d.Version, &d.SizeAfter, &d.Settings); err != nil {
		return err
	}
	d.Version, _, _ = strings.Cut(d.Version, " ")
	if err := p.before.QueryRow(ctx, "select pg_size_pretty(pg_database_size(current_database()))").Scan(&d.SizeBefore); err != nil {
		return err
	}
	w := writer{conn: p.before.PgConn()}
	if _, err := w.conn.Prepare(ctx, "nothing", "select 1", nil); err != nil {
		return err
	}
	var elapsed []time.Duration
	for range d.Repetitions {
		e, err := w.clock(ctx, "nothing", nil)
		if err != nil {
			return err
		}
		elapsed = append(elapsed, e)
	}
	d.RoundTrip = median(elapsed)
	return nil
}

func (d document) write(out io.Writer) error {
	functions := template.FuncMap{
		"ms":        func(t time.Duration) string { return significant(float64(t) / 1e6) },
		"us":        func(t time.Duration) string { return strconv.FormatFloat(float64(t)/1e3, 'f', 0, 64) },
		"ratio":     func(r float64) string { return strconv.FormatFloat(r, 'f', 2, 64) },
		"factor":    func(r float64) string { return significant(r) },
		"thousands": thousands,
	}
	t, err := template.New("page").Funcs(functions).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(out, d)
}

// Tolerable is how many times as long a write may take.
func (document) Tolerable() float64 { return tolerable }

// Slower are the statements that the indexes have not made faster.
func (d document) Slower() (readings []reading) {
	return slices.DeleteFunc(slices.Clone(d.Reads), func(r reading) bool { return r.Faster() > 1 })
}

// A total is over several writings: of their sums, and the mean of their ratios.
type total struct {
	Name      string
	Tables    int
	Sums      comparison
	Geometric float64
}

// Totals are those of the inserts and of the updates, each of all tables, of the large ones and of the audited ones.
func (d document) Totals() []total {
	var totals []total
	for _, of := range []struct {
		name string
		take func(writing) *comparison
	}{
		{"insert", func(w writing) *comparison { return &w.Insert }},
		{"update", func(w writing) *comparison { return w.Update }},
	} {
		all, large, audited := total{Name: of.name + ", all tables"}, total{Name: of.name + ", large tables"}, total{Name: of.name + ", audited tables"}
		for _, w := range d.Writes {
			c := of.take(w)
			if c == nil {
				continue
			}
			all.add(*c)
			if w.Large {
				large.add(*c)
			}
			if w.Audited {
				audited.add(*c)
			}
		}
		for _, t := range []total{all, large, audited} {
			if t.Tables > 0 {
				totals = append(totals, t.finish())
			}
		}
	}
	return totals
}

func (t *total) add(c comparison) {
	t.Tables++
	t.Sums.Before += c.Before
	t.Sums.After += c.After
	t.Sums.MeanBefore += c.MeanBefore
	t.Sums.MeanAfter += c.MeanAfter
	t.Geometric += math.Log(c.Ratio())
}

func (t total) finish() total {
	t.Geometric = math.Exp(t.Geometric / float64(t.Tables))
	return t
}

// Above names the writes that take longer than is tolerable.
func (d document) Above() (writes []string) {
	for _, w := range d.Writes {
		if w.Insert.Ratio() > tolerable {
			writes = append(writes, fmt.Sprintf("insert into `%s` %.2f", w.Table, w.Insert.Ratio()))
		}
		if w.Update != nil && w.Update.Ratio() > tolerable {
			writes = append(writes, fmt.Sprintf("update of `%s` %.2f", w.Table, w.Update.Ratio()))
		}
	}
	return writes
}

// significant is a number with three digits that mean something.
func significant(n float64) string {
	switch {
	case n >= 100:
		return thousands(int(math.Round(n)))
	case n >= 10:
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return strconv.FormatFloat(n, 'f', 2, 64)
}

func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
