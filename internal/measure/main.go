// Command measure writes docs/performance.md: what the indexes of migrations 8 to 11 do to the statements that they are
// for, and to the writes that have to keep them.
//
//	go run ./internal/measure > docs/performance.md
//
// It measures on the server of SYNAPSCALE_TEST_DATABASE_URL, whose role has to be a superuser, or else on a throw-away
// one. It makes two databases there and drops them in the end.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // The driver "pgx" of database/sql.
)

// options are the sizes of a measurement.
type options struct {
	// rows is the number in each of the large tables.
	rows int
	// runs is how often a statement is measured at most, and writes how often a write is.
	runs, writes int
	// patience is after how long a slow statement is not measured again.
	patience time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, options{rows: 1_000_000, runs: 31, writes: 2000, patience: 10 * time.Second}, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// run measures and writes the document to out.
func run(ctx context.Context, o options, out, progress io.Writer) (err error) {
	say := func(format string, arguments ...any) {
		fmt.Fprintf(progress, time.Now().Format(time.TimeOnly)+" "+format+"\n", arguments...)
	}
	p, drop, err := makePair(ctx, o.rows, say)
	if err != nil {
		return err
	}
	defer drop()
	d := document{Rows: o.rows, Repetitions: o.writes, Cores: runtime.NumCPU()}
	if err := d.describe(ctx, p); err != nil {
		return err
	}
	if d.Reads, err = measureReads(ctx, p, o, say); err != nil {
		return err
	}
	if d.Writes, err = measureWrites(ctx, p, o, say); err != nil {
		return err
	}
	return d.write(out)
}
