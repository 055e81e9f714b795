package synapscale_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/knowledge"
	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/tools"
)

// history is what the audit log holds of a row, the oldest entry first.
func history(tb testing.TB, db *gorm.DB, table string, record uuid.UUID) []audit.Log {
	tb.Helper()
	var entries []audit.Log
	// The entries of one transaction have one time.
	query := db.Where(&audit.Log{Table: table, RecordID: record}).Order("changed_at, operation = 'DELETE', operation = 'UPDATE', cmin::text::bigint")
	require.NoError(tb, query.Find(&entries).Error)
	return entries
}

// changes are those of the newest entry of a row.
func changes(tb testing.TB, db *gorm.DB, table string, record uuid.UUID) audit.Changes {
	tb.Helper()
	entries := history(tb, db, table, record)
	require.NotEmpty(tb, entries)
	var changes audit.Changes
	require.NoError(tb, json.Unmarshal(entries[len(entries)-1].Diffs, &changes))
	return changes
}

func requireColumns(tb testing.TB, expected string, columns map[string]json.RawMessage) {
	tb.Helper()
	if expected == "" {
		require.Nil(tb, columns)
		return
	}
	actual, err := json.Marshal(columns)
	require.NoError(tb, err)
	require.JSONEq(tb, expected, string(actual))
}

// recordID is the one of a row of a model, whose key is one uuid or several.
func recordID(t *testing.T, row any) uuid.UUID {
	t.Helper()
	table := parse(t, row)
	var keys []uuid.UUID
	for _, field := range table.PrimaryFields {
		keys = append(keys, column(reflect.ValueOf(row).Elem(), field).(uuid.UUID))
	}
	return audit.RecordID(table.Table, keys[0], keys[1:]...)
}

// audited are the tables that carry the trigger, with a change to a row and what the log says of it.
var audited = []struct {
	model              any
	update, older, new string
}{
	{&knowledge.Base{}, `title = 'New', content = content`, `{"title": "Old"}`, `{"title": "New"}`},
	{&tools.Tool{}, `category = null`, `{"category": "c"}`, `{"category": null}`},
	{&agents.Configuration{}, ``, ``, ``}, // Never changes.
	{&agents.KnowledgeBase{}, `config = '{"b": 2}'`, `{"config": {"key": "value 0"}}`, `{"config": {"b": 2}}`},
	{&agents.Model{}, `override = '[]'`, `{"override": {"key": "value 0"}}`, `{"override": []}`},
	{&agents.Tool{}, `config = 'null'`, `{"config": {"key": "value 0"}}`, `{"config": null}`},
	{&agents.Trigger{}, `active = true, last_run_at = null, event_name = 'e'`, ``, ``},
}

// everyRow creates a row of every model and returns it by its type.
func everyRow(t *testing.T, tx *gorm.DB) map[reflect.Type]any {
	t.Helper()
	byTable, created := map[string]any{}, map[reflect.Type]any{}
	for _, model := range synapscale.Models() {
		row, err := schema.Sample(tx, model)
		require.NoError(t, err)
		refer(t, row, byTable)
		require.NoError(t, tx.Create(row).Error, "%T", row)
		created[reflect.TypeOf(row)] = row
	}
	return created
}

func TestAuditOfTheSevenTables(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	rows := everyRow(t, tx)
	execute(t, tx, "set local time zone 'UTC'") // The log's.
	require.EqualValues(t, len(audited), query[int](t, tx, "select count(*) from pg_trigger where tgfoid = 'synapscale_db.fn_audit'::regproc"))
	execute(t, tx, "update synapscale_db.knowledge_bases set title = 'Old'")
	execute(t, tx, "update synapscale_db.tools set category = 'c'")
	execute(t, tx, "delete from synapscale_db.audit_log where operation = 'UPDATE'")

	// Parts before what they belong to, so that each can be deleted by itself.
	for _, test := range slices.Backward(audited) {
		row := rows[reflect.TypeOf(test.model)]
		table := strings.TrimPrefix(parse(t, row).Table, "synapscale_db.")
		record := recordID(t, row)

		entries := history(t, tx, table, record)
		require.Len(t, entries, 1, table)
		require.Equal(t, audit.OperationInsert, entries[0].Operation)
		require.Nil(t, entries[0].ChangedBy)
		inserted := changes(t, tx, table, record)
		require.Nil(t, inserted.Old)
		require.Len(t, inserted.New, len(parse(t, row).DBNames), table)

		if test.update != "" {
			execute(t, tx, "update synapscale_db."+table+" set "+test.update)
			updated := changes(t, tx, table, record)
			if test.older != "" {
				delete(updated.Old, "updated_at")
				delete(updated.New, "updated_at")
				requireColumns(t, test.older, updated.Old)
				requireColumns(t, test.new, updated.New)
			}
		}
		whole := query[string](t, tx, "select synapscale_db.audit_redact(to_jsonb(r)) from synapscale_db."+table+" r")
		execute(t, tx, "delete from synapscale_db."+table)
		deleted := changes(t, tx, table, record)
		require.Nil(t, deleted.New)
		requireColumns(t, whole, deleted.Old)
		entries = history(t, tx, table, record)
		require.Equal(t, audit.OperationDelete, entries[len(entries)-1].Operation)
	}
}

func TestAuditLeavesOutWhatDoesNotChange(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	tool := tools.Tool{ID: uuid.New(), Name: "Tool", BaseConfig: map[string]any{"a": 1, "b": []any{1, 2}}}
	require.NoError(t, tx.Create(&tool).Error)
	for _, set := range []string{
		`name = name`,
		`updated_at = now() + interval '1 hour'`,
		`base_config = '{"b": [1, 2.0], "a": 1}'`,
		`category = null`,
		`name = 'Tool', tenant_id = null`,
	} {
		execute(t, tx, "update synapscale_db.tools set "+set+" where tool_id = ?", tool.ID)
		require.Len(t, history(t, tx, "tools", tool.ID), 1, set)
	}
	execute(t, tx, `update synapscale_db.tools set base_config = '{"b": [2, 1], "a": 1}' where tool_id = ?`, tool.ID)
	require.Len(t, history(t, tx, "tools", tool.ID), 2, "the order within an array counts")
}

// One of several rows changes, and of an upsert only what became of it is recorded.
func TestAuditGoesByRow(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	one, two := uuid.New(), uuid.New()
	execute(t, tx, "insert into synapscale_db.tools (tool_id, name) values (?, 'one'), (?, 'two')", one, two)
	execute(t, tx, "update synapscale_db.tools set name = 'two' where tool_id in (?, ?)", one, two)
	require.Len(t, history(t, tx, "tools", one), 2)
	require.Len(t, history(t, tx, "tools", two), 1)

	for _, action := range []string{"nothing", "update set name = 'two'"} {
		execute(t, tx, "insert into synapscale_db.tools (tool_id, name) values (?, 'three') on conflict (tool_id) do "+action, two)
		require.Len(t, history(t, tx, "tools", two), 1, action)
	}
	execute(t, tx, "insert into synapscale_db.tools (tool_id, name) values (?, 'three') on conflict (tool_id) do update set name = excluded.name", two)
	entries := history(t, tx, "tools", two)
	require.Equal(t, audit.OperationUpdate, entries[len(entries)-1].Operation)
}

func TestAuditOfAChangedKeyIsUnderTheOldOne(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	old, other := uuid.New(), uuid.New()
	execute(t, tx, "insert into synapscale_db.tools (tool_id, name) values (?, 'one')", old)
	execute(t, tx, "update synapscale_db.tools set tool_id = ?", other)
	updated := changes(t, tx, "tools", old)
	delete(updated.Old, "updated_at")
	requireColumns(t, fmt.Sprintf(`{"tool_id": %q}`, old), updated.Old)
	require.Empty(t, history(t, tx, "tools", other))
}

func TestAuditActor(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	user := newCustomer(t, tx).user
	for _, test := range []struct {
		setting string
		actor   *uuid.UUID
	}{
		{"", nil},
		{user.String(), &user},
		{strings.ToUpper(user.String()), &user},
		{uuid.NewString(), nil},
		{"{" + user.String() + "}", nil},
		{strings.ReplaceAll(user.String(), "-", ""), nil},
		{user.String() + " ", nil},
		{"somebody", nil},
		{"'; drop table synapscale_db.audit_log; --", nil},
		{"", nil},
	} {
		execute(t, tx, "select set_config('app.current_user', ?, true)", test.setting)
		tool := tools.Tool{ID: uuid.New(), Name: "Tool"}
		require.NoError(t, tx.Create(&tool).Error, test.setting)
		require.Equal(t, test.actor, history(t, tx, "tools", tool.ID)[0].ChangedBy, "%q", test.setting)
	}
}

// The setting that was never made is NULL, and the one that a transaction made and ended is the empty text.
func TestAuditActorIsForgottenWithTheTransaction(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	user := newCustomer(t, db).user

	first, second, third := uuid.New(), uuid.New(), uuid.New()
	insert := "insert into synapscale_db.tools (tool_id, name) values (?, 't')"
	execute(t, db, insert, first)
	require.NoError(t, db.Transaction(func(tx *gorm.DB) error {
		execute(t, tx, "select set_config('app.current_user', ?, true)", user.String())
		return tx.Exec(insert, second).Error
	}))
	execute(t, db, insert, third)
	require.Nil(t, history(t, db, "tools", first)[0].ChangedBy)
	require.Equal(t, &user, history(t, db, "tools", second)[0].ChangedBy)
	require.Nil(t, history(t, db, "tools", third)[0].ChangedBy)
}

// newAgent has a configuration of its user, a tool, a knowledge base, a model and a trigger.
func (c customer) newAgent(tb testing.TB) agents.Agent {
	tb.Helper()
	agent := agents.Agent{ID: uuid.New(), Name: "Agent", UserID: c.user, TenantID: c.tenant}
	configuration := agents.Configuration{ID: uuid.New(), AgentID: agent.ID, Version: 1, Params: []byte(`{}`), CreatedBy: &c.user}
	tool := tools.Tool{ID: uuid.New(), Name: "Tool", TenantID: &c.tenant}
	base := knowledge.Base{ID: uuid.New(), Title: "Base", Content: []byte(`{}`), TenantID: &c.tenant}
	model := llms.LLM{ID: uuid.New(), Name: "Model", Provider: "provider", TenantID: &c.tenant}
	for _, row := range []any{
		&agent, &configuration, &tool, &base, &model,
		&agents.Tool{AgentID: agent.ID, ToolID: tool.ID},
		&agents.KnowledgeBase{AgentID: agent.ID, KnowledgeBaseID: base.ID},
		&agents.Model{AgentID: agent.ID, LLMID: model.ID},
		&agents.Trigger{ID: uuid.New(), AgentID: agent.ID, Type: agents.TriggerTypeEvent, EventName: new("created")},
	} {
		require.NoError(tb, c.db.Create(row).Error, "%T", row)
	}
	execute(tb, c.db, "update synapscale_db.agents set current_config = ? where id = ?", configuration.ID, agent.ID)
	return agent
}

// Deleting an owner records what goes with it, in the name of whoever did it, or of nobody if that is who goes.
func TestAuditOfCascades(t *testing.T) {
	t.Parallel()
	parts := []string{"agent_configurations", "agent_kbs", "agent_models", "agent_tools", "agent_triggers"}
	for _, test := range []struct {
		owner   string
		deleted []string
	}{
		{"agents", parts},
		{"users", parts},
		{"tenants", append([]string{"knowledge_bases", "tools"}, parts...)},
	} {
		for _, self := range []bool{false, true} {
			t.Run(fmt.Sprint(test.owner, self), func(t *testing.T) {
				t.Parallel()
				tx := pgtest.Tx(t)
				c := newCustomer(t, tx)
				agent := c.newAgent(t)
				actor := newCustomer(t, tx).user
				if self {
					actor = c.user
				}
				execute(t, tx, "select set_config('app.current_user', ?, true)", actor.String())
				id := map[string]uuid.UUID{"agents": agent.ID, "users": c.user, "tenants": c.tenant}[test.owner]
				execute(t, tx, "delete from synapscale_db."+test.owner+" where id = ?", id)

				var entries []audit.Log
				require.NoError(t, tx.Where("operation = 'DELETE'").Order("table_name").Find(&entries).Error)
				var deleted []string
				for _, entry := range entries {
					deleted = append(deleted, entry.Table)
					if self && test.owner == "users" {
						require.Nil(t, entry.ChangedBy)
					} else {
						require.Equal(t, &actor, entry.ChangedBy)
					}
				}
				require.ElementsMatch(t, test.deleted, deleted)
			})
		}
	}
}

// The author of a version is forgotten in the version and in the log, and the log says so.
func TestAuditOfADeletedAuthor(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	agent, author := c.newAgent(t), c.newUser(t)
	execute(t, tx, "select set_config('app.current_user', ?, true)", author.String())
	configuration := agents.Configuration{ID: uuid.New(), AgentID: agent.ID, Version: 2, Params: []byte(`{}`), CreatedBy: &author}
	require.NoError(t, tx.Create(&configuration).Error)
	execute(t, tx, "delete from synapscale_db.users where id = ?", author)

	entries := history(t, tx, "agent_configurations", configuration.ID)
	require.Len(t, entries, 2)
	require.Nil(t, entries[0].ChangedBy)
	require.Nil(t, entries[1].ChangedBy)
	require.JSONEq(t, fmt.Sprintf(`{"old": {"created_by": %q}, "new": {"created_by": null}}`, author), string(entries[1].Diffs))
}

// Whoever may change a tool needs no right on the log, and cannot write it by hand.
func TestAuditNeedsNoRightOnTheLog(t *testing.T) {
	t.Parallel()
	tx := pgtest.Clone(t).Begin()
	require.NoError(t, tx.Error)
	defer tx.Rollback()
	user := newCustomer(t, tx).user
	role := fmt.Sprintf("synapscale_test_%016x", rand.Uint64())
	execute(t, tx, "create role "+role+" bypassrls") // Row security is not what this is about.
	execute(t, tx, "grant usage on schema synapscale_db to "+role)
	execute(t, tx, "grant insert, update, delete, select on synapscale_db.tools to "+role)
	execute(t, tx, "select set_config('app.current_user', ?, true)", user.String())
	id := uuid.New()
	execute(t, tx, "set local role "+role)
	execute(t, tx, "insert into synapscale_db.tools (tool_id, name) values (?, 'one')", id)
	execute(t, tx, "update synapscale_db.tools set name = 'two'")
	execute(t, tx, "delete from synapscale_db.tools")
	for _, statement := range []string{
		"insert into synapscale_db.audit_log (table_name, record_id, operation) values ('tools', gen_random_uuid(), 'INSERT')",
		"select from synapscale_db.audit_log",
		"select from synapscale_db.users",
	} {
		require.Equal(t, "42501", sqlState(t, attempt(tx, statement)), statement)
	}
	execute(t, tx, "reset role")
	require.Len(t, history(t, tx, "tools", id), 3)
	require.Equal(t, &user, history(t, tx, "tools", id)[2].ChangedBy)
}
