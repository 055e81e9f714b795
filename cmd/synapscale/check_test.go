package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

// healthy is the end of the last line about a database that agrees with the models.
const healthy = ": 101 models, 1,447 columns, 0 differences\n"

func TestCheckAgreement(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := migratedDatabase(t)
	execute(t, dsn, "grant usage on schema synapscale_db to "+role+"; grant select on all tables in schema synapscale_db to "+role)
	owner := command(t, "check", "--dsn", dsn)
	require.Zero(t, owner.status, owner.err)
	require.Empty(t, owner.err)
	require.Contains(t, owner.out, ", database "+databaseName(t, dsn)+healthy)
	require.Equal(t, owner, command(t, "check", "--dsn", as(t, dsn, role)), "a role that may only read sees the same")

	lines := strings.Split(owner.out, "\n")
	require.Len(t, lines, 2, "a healthy database is one line")

	// A warning is short, says all, and keeps to the width of a page.
	for i := range 9 {
		execute(t, dsn, fmt.Sprintf("alter table synapscale_db.agents add constraint agents_again%d foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade", i))
	}
	warned := command(t, "check", "--dsn", dsn)
	require.Zero(t, warned.status, warned.err)
	lines = strings.Split(warned.out, "\n")
	require.Less(t, len(lines), 40)
	require.NotContains(t, warned.out, "…")
	require.Equal(t, 9, strings.Count(warned.out, string(schema.CodeForeignKeyDuplicate)))
	require.Contains(t, warned.out, ", 9 warnings\n")
	for _, line := range lines[:len(lines)-2] { // The summary names a database, however long.
		require.LessOrEqual(t, len([]rune(line)), pageWidth)
	}
}

func TestCheckInFormatJSON(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	r := command(t, "check", "--dsn", dsn, "--format", "json")
	require.Zero(t, r.status, r.err)
	require.Equal(t, r, command(t, "check", "--dsn", dsn, "--format=json"), "two runs are equal")
	var report schema.Report
	decoder := json.NewDecoder(strings.NewReader(r.out))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&report))
	require.False(t, decoder.More())
	require.Equal(t, []int{len(synapscale.Models()), 1447, 0}, []int{report.Models, report.Columns, len(report.Findings)})
	require.Equal(t, databaseName(t, dsn), report.Database)

	execute(t, dsn, "alter table synapscale_db.llms add constraint odd check (name <> '<&>')")
	r = command(t, "check", "--dsn", dsn, "--format", "json")
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, `"code": "check-extra"`)
	require.Contains(t, r.out, "<&>", "SQL stays readable")
}

func TestCheckFindsDifferences(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	execute(t, dsn, `
		alter table synapscale_db.llms alter column name type varchar(50);
		drop index synapscale_db.idx_llms_status;
		drop table synapscale_db.campaign_contacts;
		create table synapscale_db.leftover (id int)`)
	r := command(t, "check", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Empty(t, r.err)
	require.Contains(t, r.out, "Differences\n  synapscale_db.campaign_contacts  table-missing  expected a table, found nothing\n"+
		"        breaks insert, update, delete, select; crm/campaign.go:")
	require.Contains(t, r.out, "  synapscale_db.leftover           table-extra  expected nothing, found a table\n")
	require.Regexp(t, `(?m)^  synapscale_db.llms
    column-length  name             expected character varying\(100\), found character varying\(50\)
        breaks insert, update; .*llms/llm.go:\d+
    index-missing  idx_llms_status  expected `, r.out)
	require.Contains(t, r.out, ", 4 differences\n")
	require.NotContains(t, r.out, "migrate up")
}

func TestCheckAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	r := command(t, "check", "--dsn", emptyDatabase(t))
	require.Equal(t, exitDiffer, r.status)
	require.Equal(t, 101, strings.Count(r.out, string(schema.CodeTableMissing)))
	require.Contains(t, r.out, "An empty database is migrated first: synapscale migrate up\n")
	require.Regexp(t, `: 101 models, 1,447 columns, 1\d\d differences\n$`, r.out, "what is declared beside the models is missing as well")
}

func TestCheckWithoutPrivileges(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := migratedDatabase(t)
	r := command(t, "check", "--dsn", as(t, dsn, role))
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Regexp(t, `grant usage on schema "?synapscale_db"? to "?`+role, r.err)

	execute(t, dsn, "grant usage on schema synapscale_db to "+role+"; grant select on all tables in schema synapscale_db to "+role+
		"; revoke select on synapscale_db.llms from "+role)
	r = command(t, "check", "--dsn", as(t, dsn, role))
	require.Equal(t, exitUndetermined, r.status, "the rest agrees")
	require.Regexp(t, `grant select on "?synapscale_db"?\."?llms"? to "?`+role, strings.Join(strings.Fields(r.out), " "))
}

func TestCheckAsksForAFormatItKnows(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"", "xml", "JSON", secret} {
		r := command(t, "check", "--format", format, "--dsn", "host=h")
		require.Equal(t, result{status: exitNotChecked, err: "synapscale: --format is github, json, junit, markdown, sarif or text\n"}, r)
	}
}

func TestCheckOfOtherServers(t *testing.T) {
	t.Parallel()
	for version, number := range map[string]string{
		"PostgreSQL 12.22 on x86_64-pc-linux-gnu":    "120022",
		"PostgreSQL 8.0.2 on i686, Redshift 1.0.123": "80002",
		"CockroachDB CCL v25.2.0":                    "130000",
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			dsn := fakeServer(t, func(b *pgproto3.Backend, query string) {
				if strings.Contains(query, "version()") {
					answerRow(b, version, number, "db", "u", "public")
					return
				}
				answerDone(b, "BEGIN", 'T')
			})
			r := command(t, "check", "--dsn", dsn)
			require.Equal(t, exitNotChecked, r.status)
			require.Empty(t, r.out)
			require.Contains(t, r.err, `it is "`+version)
			require.Contains(t, r.err, "PostgreSQL 13 or later is needed")
		})
	}
}

// A pooler lets its clients in before it knows whether there is a server.
func TestCheckOfAServerThatBreaksOff(t *testing.T) {
	t.Parallel()
	dsn := fakeServer(t, func(b *pgproto3.Backend, _ string) {
		b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: "57P01", Message: "terminating connection"})
	})
	r := command(t, "check", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "terminating connection")
}

func TestCheckOfAServerThatStopsToAnswer(t *testing.T) {
	t.Parallel()
	dsn := fakeServer(t, func(*pgproto3.Backend, string) {})
	ctx, cancel := context.WithTimeout(t.Context(), 10*impatient.patience)
	defer cancel()
	r := commandOn(ctx, t, impatient, "check", "--dsn", dsn)
	require.Equal(t, result{status: exitNotChecked, err: "Checking …\nsynapscale: the server has stopped to answer: look into its log, and at the network in between\n"}, r)

	ctx, cancel = context.WithCancel(t.Context())
	dsn = fakeServer(t, func(*pgproto3.Backend, string) { cancel() })
	r = commandOn(ctx, t, console{}, "check", "--dsn", dsn)
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: interrupted\n"}, r)
}

func TestReportThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	for _, format := range format.Names() {
		r := commandOn(t.Context(), t, console{out: full{}}, "check", "--dsn", dsn, "--format", format)
		require.Equal(t, result{status: exitNotChecked, err: "synapscale: write the report: no space left\n"}, r)
	}
}

// full is a file on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
