package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/synapscale/synapscale-go/migrations"
)

// missingRight finds the first grant that the role lacks for migrations; where none would help, it has to be the owner.
// It asks instead of reading it from the server's message, which comes in the server's language.
//
// Version 1 creates two functions in schema public, in which not everybody may create any more since PostgreSQL 15.
const missingRight = `
with ours as (
    select n.oid from pg_catalog.pg_namespace n where n.nspname = 'synapscale_db'
), version as (
    select c.oid, c.relowner from pg_catalog.pg_class c join ours on c.relnamespace = ours.oid where c.relname = 'goose_db_version'
)
select coalesce(case
    when not exists (select from ours) and not has_database_privilege(current_database(), 'create')
        then format('grant create on database %I to %I', current_database(), current_user)
    when not has_schema_privilege((select oid from ours), 'usage')
        then format('grant usage on schema synapscale_db to %I', current_user)
    when not has_table_privilege((select oid from version), 'select')
        then format('grant select on synapscale_db.goose_db_version to %I', current_user)
    when not has_schema_privilege((select oid from ours), 'create')
        then format('grant create on schema synapscale_db to %I', current_user)
    when not has_schema_privilege((select oid from pg_catalog.pg_namespace where nspname = 'public'), 'create')
            and pg_has_role((select relowner from version), 'usage') is not false
        then format('grant create on schema public to %I', current_user)
end, 'connect as the owner of schema synapscale_db and its tables')`

// advise adds to a server's refusal what the reader can do, unless it says so itself.
func advise(ctx context.Context, db *sql.DB, err error) error {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || refusal.Hint != "" || errors.Is(err, migrations.ErrRowsHidden) {
		return err
	}
	switch refusal.Code {
	case "42P06", "42P07", "42710", "42723": // A schema, table, type or function exists.
		return fmt.Errorf("%w\nThis database holds some of these objects already: one with the production structure is taken over by synapscale migrate adopt", err)
	case "25006":
		return fmt.Errorf("%w\nThis server or role only reads: connect to the primary, as a role that may write", err)
	case "42501":
		var right string
		if asking := db.QueryRowContext(ctx, missingRight).Scan(&right); asking != nil {
			return errors.Join(err, asking)
		}
		return fmt.Errorf("%w\nThe role lacks a right: %s", err, right)
	default:
		return err
	}
}

// adviceToMigrate is a line that says so where what was found may be what a pending migration mends. For an empty database,
// and for a role that cannot read which versions are recorded, there is none.
func adviceToMigrate(ctx context.Context, db *sql.DB) string {
	var empty bool
	if err := db.QueryRowContext(ctx, "select to_regclass('synapscale_db.tenants') is null").Scan(&empty); err != nil || empty {
		return ""
	}
	states, err := migrations.Status(ctx, db)
	if err != nil {
		return ""
	}
	pending := 0
	for _, state := range states {
		if state.Pending() {
			pending++
		}
	}
	switch pending {
	case 0:
		return ""
	case len(states):
		return "No migration is recorded, and the models describe the newest version. Production as it stood is adopted first: synapscale migrate adopt\n"
	default:
		return fmt.Sprintf("%d migrations are pending, and the models describe the newest version: synapscale migrate status\n", pending)
	}
}
