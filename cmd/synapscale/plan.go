package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/synapscale/synapscale-go/migrations"
)

// printPlan prints what up would do as a script that says everything else in comments. It never runs as one: what up
// adds is that it tries again, and that it records the version.
func printPlan(ctx context.Context, c console, db *sql.DB, options migrations.Options) error {
	plan, err := migrations.DryRun(ctx, db, options)
	if err != nil {
		return err
	}
	if len(plan.Pending) == 0 {
		fmt.Fprintln(c.out, "-- Nothing to apply.")
		return nil
	}
	printCounts(c.out, plan.Counts)
	fmt.Fprint(c.out, lockLegend)
	for _, migration := range plan.Pending {
		how := "one transaction"
		if !migration.Transaction {
			how = "each statement by itself"
		}
		fmt.Fprintf(c.out, "\n-- %s\n-- %s (%s)\n--\n%s\n", strings.Repeat("=", 77), migration.Name, how, indent(migration.Why, "-- "))
		for _, statement := range migration.Statements {
			fmt.Fprintf(c.out, "\n%s%s\n", lockComment(statement.Locks), statement.SQL)
		}
	}
	if plan.Err() != nil {
		return status(exitDiffer)
	}
	return nil
}

const lockLegend = "-- ACCESS EXCLUSIVE stops readers and writers of a table, SHARE ROW EXCLUSIVE stops its writers. Both are\n" +
	"-- asked for half a second only, and held for the moment of changing the catalog. The others stop nobody.\n"

func printCounts(out io.Writer, counts []migrations.Count) {
	if len(counts) == 0 {
		fmt.Fprintln(out, "-- No row is in the way.")
		return
	}
	for _, count := range counts {
		effect := "STOPS"
		if count.Clears {
			effect = "is cleared by"
		}
		fmt.Fprintf(out, "-- %d × %s (%s) %s version %d:\n--   %s;\n", count.Rows, count.Table, count.Rule, effect, count.Version, count.Query)
	}
}

// lockComment names the locks in SQL's words, those on one table in one line.
func lockComment(locks []migrations.Lock) string {
	var b strings.Builder
	for _, lock := range locks {
		words := strings.TrimSuffix(capitals.ReplaceAllString(lock.Mode, " $1"), " Lock")
		fmt.Fprintf(&b, "-- locks %s: %s\n", lock.Table, strings.ToUpper(strings.TrimSpace(words)))
	}
	return b.String()
}

var capitals = regexp.MustCompile("([A-Z])")

// indent puts a prefix before every line, and leaves no space at the end of an empty one.
func indent(text, prefix string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(prefix+line, " ")
	}
	return strings.Join(lines, "\n")
}

func firstParagraph(text string) string {
	first, _, _ := strings.Cut(text, "\n\n")
	return first
}
