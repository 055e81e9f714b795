package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

// ownedDatabase is a migrated database whose tables belong to a plain role.
func ownedDatabase(t *testing.T) (dsn, owner string) {
	t.Helper()
	owner = newRole(t)
	dsn = migratedDatabase(t)
	execute(t, dsn, `
do $$
declare
    statement text;
begin
    execute format('alter database %I owner to `+owner+`', current_database());
    for statement in
        select 'alter schema synapscale_db owner to `+owner+`'
        union all
        select format('alter table %s owner to `+owner+`', oid::regclass)
        from pg_class where relnamespace = 'synapscale_db'::regnamespace and relkind = 'r'
        union all
        select format('alter function %s owner to `+owner+`', p.oid::regprocedure)
        from pg_proc p join pg_roles r on r.oid = p.proowner where pronamespace = 'synapscale_db'::regnamespace and r.rolname <> 'synapscale_system'
    loop
        execute statement;
    end loop;
end
$$`)
	return dsn, owner
}

// What the page says to type is typed, in its order, by the owner of the tables.
func TestGuideToForcing(t *testing.T) {
	t.Parallel()
	dsn, owner := ownedDatabase(t)
	lines := strings.Split(strings.TrimSpace(strings.Join(guide(t, "forcing.md"), "")), "\n")
	require.Len(t, lines, 8)
	for _, line := range lines {
		words := strings.Fields(line)
		require.Equal(t, "synapscale", words[0])
		r := commandOn(t.Context(), t, databaseURL(as(t, dsn, owner)), words[1:]...)
		require.Zero(t, r.status, "%s: %s%s", line, r.out, r.err)
	}
	require.Zero(t, command(t, "check", "--dsn", dsn, "--stage", "policies").status)
}

// A right by which somebody could get around row security is listed with what mends it.
func TestIsolationFindsBreaches(t *testing.T) {
	t.Parallel()
	dsn, _ := ownedDatabase(t)
	execute(t, dsn, "grant select on synapscale_db.tools to public")
	r := command(t, "isolation", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status, r.err)
	require.Contains(t, r.out, "\nSomebody could get around row security:\n"+
		"  table synapscale_db.tools grants select to public\n    revoke select on synapscale_db.tools from public\n\nThe owner is not bound.")
	r = command(t, "isolation", "--dsn", dsn, "--format", "json")
	require.Equal(t, exitDiffer, r.status, r.err)
	require.Contains(t, r.out, `"mend": "revoke select on synapscale_db.tools from public"`)
	execute(t, dsn, "revoke select on synapscale_db.tools from public")
	require.Zero(t, command(t, "isolation", "--dsn", dsn).status)
}

// From stage to stage, check and plan find nothing, and probe is refused nothing.
func TestIsolationStages(t *testing.T) {
	t.Parallel()
	dsn, owner := ownedDatabase(t)
	mine := as(t, dsn, owner)
	steps := []struct {
		stage     string
		says      string
		whoProbes string
	}{
		{"policies", "The owner is not bound. To count what it would be denied: synapscale isolation report\n", mine},
		{"report", "Nothing would have been denied. Once all that the service does has been done: synapscale isolation forced\n", mine},
		{"forced", "The owner is bound. The way back: synapscale isolation policies\n", dsn},
	}
	for i, step := range steps {
		want := "the stage is " + step.stage + ": 95 tables are moved\n"
		if i == 0 {
			want = "nothing to do: the stage is policies\n"
		}
		require.Equal(t, result{out: want}, command(t, "isolation", step.stage, "--dsn", mine))
		require.Equal(t, result{out: "nothing to do: the stage is " + step.stage + "\n"}, command(t, "isolation", step.stage, "--dsn", mine))
		r := command(t, "isolation", "--dsn", mine)
		require.Zero(t, r.status, r.err)
		require.Regexp(t, `^stage +`+step.stage+`\nowner of the tables +`+owner+`\n`, r.out)
		require.True(t, strings.HasSuffix(r.out, "\n\n"+step.says), r.out)

		for _, who := range []string{dsn, mine} {
			r = command(t, "check", "--dsn", who)
			require.Zero(t, r.status, r.out+r.err)
			require.Contains(t, r.out, healthy)
			require.Zero(t, command(t, "plan", "--dsn", who).status)
		}
		r = command(t, "probe", "--dsn", step.whoProbes)
		require.Zero(t, r.status, r.out+r.err)
	}
	require.Equal(t, result{out: "the stage is policies: 95 tables are moved\n"}, command(t, "isolation", "policies", "--dsn", mine))
	require.Zero(t, command(t, "check", "--dsn", mine).status)
}

func TestCheckDemandsAStage(t *testing.T) {
	t.Parallel()
	dsn, owner := ownedDatabase(t)
	r := command(t, "check", "--dsn", dsn, "--stage", "policies")
	require.Zero(t, r.status, r.out)
	r = command(t, "check", "--dsn", dsn, "--stage", "forced")
	require.Equal(t, exitDiffer, r.status)
	require.Equal(t, "The isolation of tenants is at the stage policies, and is to be at forced: synapscale isolation forced\n", r.err)
	require.Contains(t, r.out, "isolation_stage()")
	require.Contains(t, r.out, "owner_select")
	require.Zero(t, command(t, "isolation", "forced", "--dsn", as(t, dsn, owner)).status)
	require.Zero(t, command(t, "check", "--dsn", dsn, "--stage", "forced").status)

	// What is missing of a stage is found without a demand, too.
	execute(t, dsn, "alter table synapscale_db.users no force row level security; drop policy owner_update on synapscale_db.users")
	r = command(t, "check", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, "owner_update")
	r = command(t, "isolation", "--dsn", dsn)
	require.Contains(t, r.out, "A move was interrupted (1 tables are not at the stage, users among them).\n")
	require.Equal(t, result{out: "the stage is forced: 1 tables are moved\n"}, command(t, "isolation", "forced", "--dsn", dsn))
	require.Zero(t, command(t, "check", "--dsn", dsn).status)
}

func TestIsolationShowsWhatWasCounted(t *testing.T) {
	t.Parallel()
	dsn, owner := ownedDatabase(t)
	mine := as(t, dsn, owner)
	require.Zero(t, command(t, "isolation", "report", "--dsn", mine).status)
	execute(t, dsn, "insert into synapscale_db.users (email, username, hashed_password, full_name) values ('a', 'a', '', 'A')")
	execute(t, mine, "select from synapscale_db.users")
	r := command(t, "isolation", "--dsn", mine)
	require.Zero(t, r.status, r.err)
	require.Regexp(t, `\ncounted since +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n\ntable +transactions that would be denied something\nusers +1\n\nThese transactions have to name their tenant first, see docs/forcing.md.\n`, r.out)

	r = command(t, "isolation", "--dsn", mine, "--format", "json")
	require.Zero(t, r.status, r.err)
	var status struct {
		Stage, Owner, Next string
		Bindable           bool
		Since              time.Time
		Denied             []stages.Count
		Unfinished         []string
		Breaches           []any
	}
	decoder := json.NewDecoder(strings.NewReader(r.out))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&status))
	require.Equal(t, "report", status.Stage)
	require.Equal(t, owner, status.Owner)
	require.True(t, status.Bindable)
	require.WithinDuration(t, time.Now(), status.Since, time.Hour)
	require.Equal(t, []stages.Count{{Table: "users", Transactions: 1}}, status.Denied)
	require.Equal(t, []string{}, status.Unfinished)
	require.Equal(t, []any{}, status.Breaches)

	require.Zero(t, command(t, "isolation", "forced", "--dsn", mine).status)
	r = command(t, "probe", "--dsn", mine)
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: row security is forced on this role: probe as a login that is a member of synapscale_system\n"}, r)
}

func TestIsolationRefuses(t *testing.T) {
	t.Parallel()
	stranger := newRole(t)
	dsn, owner := ownedDatabase(t)
	superuser := migratedDatabase(t)
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"no database":          {[]string{"isolation"}, "which database? give --dsn or set DATABASE_URL"},
		"a wrong DSN":          {[]string{"isolation", "forced", "--dsn", "host"}, "the DSN cannot be read"},
		"another database":     {[]string{"isolation", "--dsn", strings.Replace(dsn, databaseName(t, dsn), "nowhere", 1)}, `has no database "nowhere"`},
		"a format":             {[]string{"isolation", "--dsn", dsn, "--format", "xml"}, "--format is text or json"},
		"a stage":              {[]string{"isolation", "forcd", "--dsn", dsn}, "did you mean synapscale isolation forced?"},
		"a stage to check":     {[]string{"check", "--stage", "forcd", "--dsn", dsn}, "--stage is policies, report or forced"},
		"an argument":          {[]string{"isolation", "forced", dsn}, "takes no argument"},
		"not migrated":         {[]string{"isolation", "--dsn", emptyDatabase(t)}, "the database is not migrated: synapscale migrate up"},
		"a role without right": {[]string{"isolation", "forced", "--dsn", as(t, dsn, stranger)}, "the tables belong to another role: connect as " + owner},
		"an owner unbound":     {[]string{"isolation", "report", "--dsn", superuser}, "which is a superuser: give the tables to a role that is none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, test.arguments...)
			require.Equal(t, exitNotChecked, r.status)
			require.Empty(t, r.out)
			require.Contains(t, r.err, test.says)
		})
	}
	r := command(t, "isolation", "--dsn", superuser)
	require.Zero(t, r.status, r.err)
	require.Contains(t, r.out, "\n\nRow security never binds ")
}

// On a database past the first stage, what would undo the row security is refused before anything is undone, and who is
// bound is told whom to migrate as.
func TestMigratingPastTheFirstStage(t *testing.T) {
	t.Parallel()
	migrator := newRole(t)
	dsn, owner := ownedDatabase(t)
	execute(t, dsn, "grant "+owner+" to synapscale_migrator; grant synapscale_migrator, synapscale_system to "+migrator)
	mine, migrating := as(t, dsn, owner), as(t, dsn, migrator)
	for _, stage := range []string{"report", "forced"} {
		require.Zero(t, command(t, "isolation", stage, "--dsn", mine).status)
		for _, who := range []string{dsn, mine} {
			r := command(t, "migrate", "down", "--to", "17", "--dsn", who)
			require.Equal(t, exitNotChecked, r.status)
			require.Empty(t, r.out)
			require.Contains(t, r.err, `it is at the stage "`+stage+`": go back first, with synapscale isolation policies`)
		}
		require.Equal(t, result{out: "nothing to apply\n"}, command(t, "migrate", "up", "--dsn", mine))

		execute(t, dsn, "delete from synapscale_db.goose_db_version where version_id = 19")
		dry := command(t, "migrate", "up", "--dry-run", "--dsn", migrating)
		require.Zero(t, dry.status, dry.err)
		if stage == "forced" {
			for _, arguments := range [][]string{{"up"}, {"up", "--dry-run"}} {
				r := command(t, append([]string{"migrate", "--dsn", mine}, arguments...)...)
				require.Equal(t, exitNotChecked, r.status)
				require.Empty(t, r.out)
				require.Contains(t, r.err, "this role may not see all rows")
				require.Contains(t, r.err, "connect as a login that inherits from synapscale_migrator and synapscale_system")
			}
			mine = migrating
		}
		r := command(t, "migrate", "up", "--dsn", mine)
		require.Zero(t, r.status, r.err)
		require.Contains(t, r.out, "applied 0019_tenant_required.sql in ")
		require.Zero(t, command(t, "check", "--dsn", dsn).status)
		r = command(t, "migrate", "down", "--dsn", mine)
		require.Zero(t, r.status, r.err)
		require.Zero(t, command(t, "migrate", "up", "--dsn", mine).status)
	}
}

// A move that is interrupted says how far it came, and how it goes on.
func TestIsolationIsInterrupted(t *testing.T) {
	t.Parallel()
	dsn, owner := ownedDatabase(t)
	tx, err := open(t, dsn).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // It has only read.
	_, err = tx.ExecContext(t.Context(), "set local application_name = 'a long report'; select from synapscale_db.workspaces")
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	var out, told output
	c := console{out: &out, err: &told, getenv: func(string) string { return "" }, patience: time.Hour}
	go func() {
		for !strings.Contains(told.String(), "trying again") && ctx.Err() == nil {
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
	}()
	require.Equal(t, exitNotChecked, run(ctx, c, []string{"isolation", "report", "--dsn", as(t, dsn, owner)}))
	require.Empty(t, out.String())
	require.Contains(t, told.String(), "  table workspaces is in use, trying again: [")
	require.Regexp(t, `\n\d+ tables are moved; run it again to finish, or go back: synapscale isolation policies\nsynapscale: interrupted\n$`, told.String())
	require.NoError(t, tx.Rollback())
	require.Contains(t, command(t, "isolation", "--dsn", dsn).out, "A move was interrupted")
	require.Contains(t, command(t, "isolation", "policies", "--dsn", dsn).out, "the stage is policies: ")
	require.Zero(t, command(t, "check", "--dsn", dsn).status)
}

// A move that takes long says how far it is.
func TestTheMoverTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	var told output
	m := &mover{Handler: slog.DiscardHandler, out: &told, patience: time.Hour, told: time.Now()}
	log := slog.New(m)
	log.Info(stages.MessageMoved, "table", "users", "done", 1, "total", 95)
	require.Empty(t, told.String())
	m.told = time.Time{}
	log.Info(stages.MessageMoved, "table", "plans", "done", 2, "total", 95)
	log.Info(stages.MessageMoved, "table", "agents", "done", 3, "total", 95)
	log.Info(stages.MessageInUse, "object", "table files", "sessions", []string{"pid 1"}, "pause", time.Second)
	require.Equal(t, "  2 of 95 tables\n  table files is in use, trying again: [pid 1]\n", told.String())
}
