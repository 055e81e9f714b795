package synapscale_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tools"
)

// installAudit puts the trigger on a table.
func installAudit(tb testing.TB, db *gorm.DB, table string) {
	tb.Helper()
	execute(tb, db, "create trigger trg_audit after insert or update or delete on "+table+" for each row execute function synapscale_db.fn_audit()")
}

// The trigger serves any table, and names a row as audit.RecordID does.
func TestAuditOfAnyKey(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	id := uuid.New()
	for i, test := range []struct {
		columns, values string
		record          uuid.UUID
	}{
		{"id uuid primary key", "'" + id.String() + "'", id},
		{"number integer primary key", "-7", audit.RecordID("t1", -7)},
		{"number bigserial primary key, id uuid", "9223372036854775807, gen_random_uuid()", audit.RecordID("t2", int64(9223372036854775807))},
		{"small smallint primary key", "3", audit.RecordID("t3", int16(3))},
		{"name text primary key", "'Ação/\"日本\"\\'", audit.RecordID("t4", "Ação/\"日本\"\\")},
		{"name text primary key", "''", audit.RecordID("t5", "")},
		{"name text primary key", "'" + id.String() + "'", id},
		{"a text, b text, primary key (b, a)", "'x', 'y'", audit.RecordID("t7", "y", "x")},
		{"a uuid, b integer, primary key (a, b)", "'" + id.String() + "', 5", audit.RecordID("t8", id.String(), "5")},
		{"id uuid, name text, primary key (id) include (name)", "'" + id.String() + "', 'n'", id},
		{"id uuid unique, number integer", "'" + id.String() + "', 1", audit.RecordID("t10", fmt.Sprintf(`{"id": "%s", "extra": null, "number": 1}`, id))},
		{`"Odd Key" varchar(9) primary key, gone integer`, "'k'", audit.RecordID("t11", "k")},
	} {
		t.Run(test.columns, func(t *testing.T) {
			t.Parallel()
			table := fmt.Sprintf("t%d", i)
			execute(t, db, "create schema s"+table)
			execute(t, db, "create table s"+table+"."+table+" ("+test.columns+", extra integer)")
			if strings.Contains(test.columns, "gone") {
				execute(t, db, "alter table s"+table+"."+table+" drop column gone")
			}
			installAudit(t, db, "s"+table+"."+table)
			execute(t, db, "insert into s"+table+"."+table+" values ("+test.values+")")
			require.Len(t, history(t, db, table, test.record), 1)
			if !strings.Contains(test.columns, "unique") { // Without a key, a row that changes is another.
				execute(t, db, "update s"+table+"."+table+" set extra = 1")
				entries := history(t, db, table, test.record)
				require.Len(t, entries, 2)
				require.JSONEq(t, `{"old": {"extra": null}, "new": {"extra": 1}}`, string(entries[1].Diffs))
			}
		})
	}
}

// A row without a key is known by what it holds.
func TestAuditWithoutAKey(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	execute(t, db, "create table public.loose (name text)")
	installAudit(t, db, "public.loose")
	execute(t, db, "insert into public.loose values ('one')")
	execute(t, db, "update public.loose set name = 'two'")
	execute(t, db, "delete from public.loose")
	one, two := audit.RecordID("loose", `{"name": "one"}`), audit.RecordID("loose", `{"name": "two"}`)
	require.Equal(t, []audit.Operation{"INSERT", "UPDATE"}, operations(history(t, db, "loose", one)))
	require.Equal(t, []audit.Operation{"DELETE"}, operations(history(t, db, "loose", two)))
}

func operations(entries []audit.Log) (all []audit.Operation) {
	for _, entry := range entries {
		all = append(all, entry.Operation)
	}
	return all
}

// A time prints in the zone of the session, but a key stays the same key.
func TestAuditKeyDoesNotDependOnTheSession(t *testing.T) {
	t.Parallel()
	tx := pgtest.Clone(t).Begin()
	require.NoError(t, tx.Error)
	defer tx.Rollback()
	execute(t, tx, "create table public.measurement (at timestamptz primary key, value integer)")
	installAudit(t, tx, "public.measurement")
	execute(t, tx, "insert into public.measurement values ('2026-01-01 00:00Z', 1)")
	execute(t, tx, "set local time zone 'Asia/Tokyo'")
	execute(t, tx, "set local datestyle = 'German'")
	execute(t, tx, "update public.measurement set value = 2")
	require.Len(t, history(t, tx, "measurement", audit.RecordID("measurement", "2026-01-01T00:00:00+00:00")), 2)
}

// SQL's NULL and JSON's null are both null in the log. In the seven tables no column of JSON may be NULL.
func TestAuditOfNulls(t *testing.T) {
	t.Parallel()
	tx := pgtest.Clone(t).Begin()
	require.NoError(t, tx.Error)
	defer tx.Rollback()
	execute(t, tx, "create table public.nullable (id integer primary key, document jsonb, list text[])")
	installAudit(t, tx, "public.nullable")
	execute(t, tx, "insert into public.nullable values (1)")
	record := audit.RecordID("nullable", 1)
	requireColumns(t, `{"id": 1, "document": null, "list": null}`, changes(t, tx, "nullable", record).New)
	for _, test := range []struct{ set, old, new string }{
		{`document = 'null'`, `null`, ``},
		{`document = '{"a": null}'`, `null`, `{"a": null}`},
		{`document = '{}'`, `{"a": null}`, `{}`},
		{`document = '[null]'`, `{}`, `[null]`},
		{`document = 'null'`, `[null]`, `null`},
		{`document = null`, `null`, ``},
	} {
		before := len(history(t, tx, "nullable", record))
		execute(t, tx, "update public.nullable set "+test.set)
		if test.new == "" {
			require.Len(t, history(t, tx, "nullable", record), before, test.set)
			continue
		}
		changed := changes(t, tx, "nullable", record)
		requireColumns(t, `{"document": `+test.old+`}`, changed.Old)
		requireColumns(t, `{"document": `+test.new+`}`, changed.New)
	}
	execute(t, tx, "update public.nullable set list = '{}'")
	requireColumns(t, `{"list": []}`, changes(t, tx, "nullable", record).New)
}

// Secrets are in no entry, and an entry tells that they changed.
func TestAuditRedactsColumns(t *testing.T) {
	t.Parallel()
	const old, secret = "hunter2", "correct horse"
	db := pgtest.Clone(t)
	c := newCustomer(t, db)
	tables := []string{
		"user_variables", "users", "refresh_tokens", "password_reset_tokens", "email_verification_tokens",
		"payment_providers", "workspace_invitations",
	}
	for _, table := range tables {
		installAudit(t, db, "synapscale_db."+table)
	}
	workspace := c.newWorkspace(t)
	invitation := uuid.New()
	execute(t, db, `insert into synapscale_db.workspace_invitations (id, workspace_id, inviter_id, email, token, status, created_at, expires_at, tenant_id)
		values (?, ?, ?, 'a@b.c', ?, 'pending', now(), now(), ?)`, invitation, workspace.ID, c.user, old, c.tenant)
	variable := auth.UserVariable{ID: uuid.New(), Key: "KEY", Value: old, IsSecret: true, UserID: c.user, TenantID: c.tenant}
	refresh := auth.RefreshToken{ID: uuid.New(), Token: old, UserID: c.user}
	reset := auth.PasswordResetToken{ID: uuid.New(), Token: old, UserID: c.user}
	verification := auth.EmailVerificationToken{ID: uuid.New(), Token: old, UserID: c.user}
	provider := billing.PaymentProvider{ID: uuid.New(), Name: "stripe", DisplayName: "Stripe", Config: map[string]any{"account": old}, WebhookSecret: new(old)}
	for _, row := range []any{&variable, &refresh, &reset, &verification, &provider} {
		require.NoError(t, db.Create(row).Error)
	}

	for _, test := range []struct {
		table, column, value string
		id                   uuid.UUID
	}{
		{"user_variables", "value", secret, variable.ID},
		{"users", "hashed_password", secret, c.user},
		{"refresh_tokens", "token", secret, refresh.ID},
		{"password_reset_tokens", "token", secret, reset.ID},
		{"email_verification_tokens", "token", secret, verification.ID},
		{"payment_providers", "webhook_secret", secret, provider.ID},
		{"payment_providers", "config", `{"account": "` + secret + `"}`, provider.ID},
		{"workspace_invitations", "token", secret, invitation},
	} {
		execute(t, db, "update synapscale_db."+test.table+" set "+test.column+" = ? where id = ?", test.value, test.id)
		changed := changes(t, db, test.table, test.id)
		requireColumns(t, fmt.Sprintf(`{%q: %q}`, test.column, audit.Redacted), changed.Old)
		requireColumns(t, fmt.Sprintf(`{%q: %q}`, test.column, audit.Redacted), changed.New)
	}
	execute(t, db, "delete from synapscale_db.payment_providers")
	execute(t, db, "delete from synapscale_db.user_variables")
	require.Equal(t, `true`, string(changes(t, db, "user_variables", variable.ID).Old["is_secret"]), "what only tells of a secret is none")
	require.Equal(t, `"KEY"`, string(changes(t, db, "user_variables", variable.ID).Old["key"]))
	require.Zero(t, query[int](t, db, "select count(*) from synapscale_db.audit_log where diffs::text ~ ?", old+"|"+secret))
	require.Equal(t, len(tables), query[int](t, db, "select count(distinct table_name) from synapscale_db.audit_log"))
}

// What stands under the name of a secret is left out at any depth, and nothing else is.
func TestAuditRedactsWithinJSON(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for _, test := range []struct{ given, recorded string }{
		{`{"api_key": "x"}`, `{"api_key": "[redacted]"}`},
		{`{"apiKey": "x", "API-KEY": "x", "X-Api-Key": "x"}`, `{"apiKey": "[redacted]", "API-KEY": "[redacted]", "X-Api-Key": "[redacted]"}`},
		{`{"access_token": "x", "accessToken": "x", "token": "x", "TOKEN": "x"}`, `{"access_token": "[redacted]", "accessToken": "[redacted]", "token": "[redacted]", "TOKEN": "[redacted]"}`},
		{`{"max_tokens": 1, "tokens_used": 2, "maxTokens": 3, "token_type": "bearer"}`, `{"max_tokens": 1, "tokens_used": 2, "maxTokens": 3, "token_type": "bearer"}`},
		{`{"client_secret": {"value": "x"}, "password": ["x"], "passwd": 7}`, `{"client_secret": "[redacted]", "password": "[redacted]", "passwd": "[redacted]"}`},
		{`{"password": null, "is_secret": true, "secret": ""}`, `{"password": null, "is_secret": true, "secret": "[redacted]"}`},
		{`{"headers": {"Authorization": "Bearer x", "Accept": "*/*"}}`, `{"headers": {"Authorization": "[redacted]", "Accept": "*/*"}}`},
		{`{"authorization_url": "https://a"}`, `{"authorization_url": "https://a"}`},
		{`{"a": [{"b": [[{"private_key": "x", "c": 1}]]}]}`, `{"a": [{"b": [[{"private_key": "[redacted]", "c": 1}]]}]}`},
		{`{"encryptionKey": "x", "signing_key": "x", "ssh-key": "x", "license_key": "x", "credentials": {}}`, `{"encryptionKey": "[redacted]", "signing_key": "[redacted]", "ssh-key": "[redacted]", "license_key": "[redacted]", "credentials": "[redacted]"}`},
		{`{"primary_key": "id", "keys": ["a"], "monkey": "b", "key": "c"}`, `{"primary_key": "id", "keys": ["a"], "monkey": "b", "key": "c"}`},
		{`{"note": "the \"token\": x", "list": ["api_key", "password"]}`, `{"note": "the \"token\": x", "list": ["api_key", "password"]}`},
		{`{"": {"secret": "x"}, "é\"": {"secret": 1}}`, `{"": {"secret": "[redacted]"}, "é\"": {"secret": "[redacted]"}}`},
		{`[1, {"secret": "x"}, "secret", null, true, [], {}]`, `[1, {"secret": "[redacted]"}, "secret", null, true, [], {}]`},
		{`"secret"`, `"secret"`},
		{`{}`, `{}`},
	} {
		tool := tools.Tool{ID: uuid.New(), Name: "Tool"}
		require.NoError(t, tx.Create(&tool).Error)
		execute(t, tx, "update synapscale_db.tools set base_config = '0' where tool_id = ?", tool.ID)
		execute(t, tx, "update synapscale_db.tools set base_config = ? where tool_id = ?", test.given, tool.ID)
		require.JSONEq(t, test.recorded, string(changes(t, tx, "tools", tool.ID).New["base_config"]), test.given)
	}
}

// A change of nothing but a secret is a change.
func TestAuditTellsThatANestedSecretChanged(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	tool := tools.Tool{ID: uuid.New(), Name: "Tool", BaseConfig: map[string]any{"api_key": "one", "url": "u"}}
	require.NoError(t, tx.Create(&tool).Error)
	execute(t, tx, `update synapscale_db.tools set base_config = '{"api_key": "two", "url": "u"}' where tool_id = ?`, tool.ID)
	require.Len(t, history(t, tx, "tools", tool.ID), 2)
	requireColumn := string(changes(t, tx, "tools", tool.ID).New["base_config"])
	require.JSONEq(t, `{"api_key": "[redacted]", "url": "u"}`, requireColumn)
}

// The log refuses no document that the table takes, however deep: what lies beyond the depth that is searched is
// left out.
func TestAuditOfDeepJSON(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for _, test := range []struct {
		leaf, open, end string
		kept            bool
	}{
		{`"leaf"`, `{"a":`, `}`, true},
		{`"leaf"`, `[`, `]`, true},
		{`{"secret": "leaf"}`, `{"a":`, `}`, false},
		{`{"secret": "leaf"}`, `[`, `]`, false},
	} {
		for _, depth := range []int{50, 2000} {
			tool := tools.Tool{ID: uuid.New(), Name: "Tool"}
			require.NoError(t, tx.Create(&tool).Error)
			execute(t, tx, "update synapscale_db.tools set base_config = ? where tool_id = ?", strings.Repeat(test.open, depth)+test.leaf+strings.Repeat(test.end, depth), tool.ID)
			recorded := string(changes(t, tx, "tools", tool.ID).New["base_config"])
			require.Equal(t, test.kept, strings.Contains(recorded, "leaf"), "%s %d", test.open, depth)
			require.Equal(t, !test.kept, strings.Contains(recorded, audit.Redacted))
		}
	}
}
