package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/postgres"
	"github.com/synapscale/synapscale-go/migrations"
)

// An examination looks at a database and makes a report of it.
type examination[R any] struct {
	doing   string        // "checking"
	timeout time.Duration // far more than it takes; it ends one whose server has stopped to answer
	formats []string      // of the report; without any, text and json
	run     func(ctx context.Context, db *gorm.DB) (R, error)
	write   func(c console, report R, format string) error
	verdict func(report R) error // the exit status of the command
}

// textAndJSON are the formats of most examinations.
var textAndJSON = []string{"text", "json"}

// formatFlag adds the flag of an examination. Without formats they are text and json.
func formatFlag(command *cobra.Command, formats ...string) {
	if len(formats) == 0 {
		formats = textAndJSON
	}
	command.Flags().String("format", "text", oneOf(formats))
}

// oneOf lists words: a, b or c.
func oneOf(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func writeJSON(c console, report any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

// command is what the command of an examination does.
func (e examination[R]) command(cmd *cobra.Command, c console) error {
	format := cmd.Flags().Lookup("format").Value.String()
	formats := e.formats
	if formats == nil {
		formats = textAndJSON
	}
	if !slices.Contains(formats, format) {
		return errors.New("--format is " + oneOf(formats))
	}
	dsn, err := chooseDSN(cmd, c)
	if err != nil {
		return err
	}
	report, advice, err := e.database(cmd.Context(), c, dsn)
	if err != nil {
		return err
	}
	if err := e.write(c, report, format); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	fmt.Fprint(c.err, advice)
	return e.verdict(report)
}

// database examines the database of a DSN, or one made for the purpose. The advice is for whoever has read the report.
func (e examination[R]) database(ctx context.Context, c console, dsn string) (report R, advice string, err error) {
	if dsn == "" {
		report, err = e.throwAway(ctx, c)
		return report, "", err
	}
	db, err := connect(ctx, c, dsn)
	if err != nil {
		return report, "", err
	}
	defer db.Close()
	report, err = e.models(ctx, c, db)
	if err == nil && e.verdict(report) != nil {
		advice = adviceToMigrate(ctx, db)
	}
	return report, advice, err
}

func (e examination[R]) models(ctx context.Context, c console, db *sql.DB) (none R, err error) {
	defer c.announce(strings.ToUpper(e.doing[:1]) + e.doing[1:] + " …")()
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	gormDB, err := onGORM(db)
	if err != nil {
		return none, err
	}
	report, err := e.run(ctx, gormDB)
	if errors.Is(err, context.DeadlineExceeded) {
		return none, errors.New("the server has stopped to answer: look into its log, and at the network in between")
	}
	return report, err
}

// onGORM is GORM on a pool. Its ping would know nothing of the context.
func onGORM(db *sql.DB) (*gorm.DB, error) {
	return gorm.Open(gormpostgres.New(gormpostgres.Config{Conn: db}), &gorm.Config{Logger: logger.Discard, DisableAutomaticPing: true})
}

func (e examination[R]) throwAway(ctx context.Context, c console) (report R, err error) {
	fmt.Fprintln(c.err, "No --dsn and no DATABASE_URL: starting a throw-away PostgreSQL …")
	forgetVariables()
	server, err := postgres.Start(ctx, postgres.Options{Progress: c.err})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	db, err := connect(ctx, c, server.DSN("postgres"))
	if err != nil {
		return report, err
	}
	defer db.Close()
	fmt.Fprintf(c.err, "PostgreSQL %s has started, migrating …\n", server.Version())
	if _, err := migrations.Up(ctx, db, migrations.Options{}); err != nil {
		return report, err
	}
	fmt.Fprintf(c.err, "Migrated to version %d, %s …\n", migrations.Latest(), e.doing)
	return e.models(ctx, c, db)
}

// forgetVariables unsets PGSERVICE, PGOPTIONS and the like. The driver obeys them, and they are meant for another
// server than the throw-away one.
func forgetVariables() {
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "PG") {
			_ = os.Unsetenv(name) // It fails for an impossible name only.
		}
	}
}
