package synapscale_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/validation"
)

// A version of a configuration takes no change, not even one that changes nothing; only its author may be forgotten, and
// only because the account is gone.
func TestConfigurationsNeverChange(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	agent, author := c.newAgent(t), c.newUser(t)
	configuration := agents.Configuration{ID: uuid.New(), AgentID: agent.ID, Version: 2, Params: []byte(`{"a": 1}`), CreatedBy: &author}
	require.NoError(t, tx.Create(&configuration).Error)

	refusals := []string{
		`params = '{}'`, `version_num = 3`, `created_at = now() + interval '1 hour'`, `config_id = gen_random_uuid()`,
		`agent_id = agent_id`, `params = params`, `created_by = created_by`,
	}
	update := func(set string) error {
		return attempt(tx, "update synapscale_db.agent_configurations set "+set+" where config_id = ?", configuration.ID)
	}
	for _, set := range append(refusals, `created_by = null`, `created_by = '`+c.user.String()+`'`, `created_by = null, params = '{}'`) {
		refused := pgError(t, update(set))
		require.Equal(t, "SYI01", refused.Code, set)
		require.Equal(t, "version 2 of the configuration of agent "+agent.ID.String()+" cannot be changed", refused.Message)
		require.Equal(t, "agent_configurations", refused.TableName)
		require.NotEmpty(t, refused.Hint)
	}

	execute(t, tx, "delete from synapscale_db.users where id = ?", author)
	var found agents.Configuration
	require.NoError(t, tx.Take(&found, "config_id = ?", configuration.ID).Error)
	require.Nil(t, found.CreatedBy)
	require.JSONEq(t, `{"a": 1}`, string(found.Params))
	for _, set := range append(refusals, `created_by = '`+c.user.String()+`'`, `created_by = null`) {
		require.Equal(t, "SYI01", sqlState(t, update(set)), "%s, the author being gone", set)
	}

	require.NoError(t, tx.Delete(&configuration).Error, "what never changes may go")
	require.ErrorIs(t, tx.Take(&found, "config_id = ?", configuration.ID).Error, gorm.ErrRecordNotFound)
}

// GORM knows by the model that no column of a configuration is ever updated. An update through the model is therefore
// no statement at all, and a save is an insert that does nothing if the row is there: no error, and no row affected.
// What does reach the database as an update is refused there.
func TestConfigurationsNeverChangeThroughGORM(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	agent := c.newAgent(t)
	written := agents.Configuration{ID: uuid.New(), AgentID: agent.ID, Version: 2, Params: []byte(`{"a": 1}`), CreatedBy: &c.user}
	require.NoError(t, tx.Create(&written).Error)
	changed := written
	changed.Params = []byte(`{"a": 2}`)

	for _, test := range []struct {
		name    string
		write   func(tx *gorm.DB) *gorm.DB
		refused bool
	}{
		{"Updates of a struct", func(tx *gorm.DB) *gorm.DB { return tx.Updates(&changed) }, false},
		{"Updates of a map", func(tx *gorm.DB) *gorm.DB {
			return tx.Model(&written).Updates(map[string]any{"params": []byte(`{}`), "Version": 3})
		}, false},
		{"Update", func(tx *gorm.DB) *gorm.DB { return tx.Model(&written).Update("Params", []byte(`{}`)) }, false},
		{"Select and Updates", func(tx *gorm.DB) *gorm.DB { return tx.Select("*").Updates(&changed) }, false},
		{"Save", func(tx *gorm.DB) *gorm.DB { return tx.Save(&changed) }, false},
		{"insert or update", func(tx *gorm.DB) *gorm.DB {
			return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "config_id"}}, DoUpdates: clause.AssignmentColumns([]string{"params"})}).Create(&changed)
		}, true},
		{"a map without the model", func(tx *gorm.DB) *gorm.DB {
			return tx.Table("synapscale_db.agent_configurations").Where("config_id = ?", written.ID).Updates(map[string]any{"version_num": 3})
		}, true},
	} {
		var result *gorm.DB
		err := tx.Transaction(func(tx *gorm.DB) error {
			result = test.write(tx)
			return result.Error
		})
		if test.refused {
			require.Equal(t, "SYI01", sqlState(t, err), test.name)
			require.ErrorIs(t, agents.TranslateError(err), agents.ErrConfigurationImmutable)
		} else {
			require.NoError(t, err, test.name)
			require.Zero(t, result.RowsAffected, test.name)
		}
		var found agents.Configuration
		require.NoError(t, tx.Take(&found, "config_id = ?", written.ID).Error)
		require.JSONEq(t, `{"a": 1}`, string(found.Params), test.name)
		require.EqualValues(t, 2, found.Version, test.name)
	}
}

// The check of the table and the tags of the model agree, but that only the model knows whether an expression of cron
// means anything, and that an empty text is none.
func TestTriggersOfAgents(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	agent := newCustomer(t, tx).newAgent(t)
	const schedule, event = agents.TriggerTypeSchedule, agents.TriggerTypeEvent
	for _, test := range []struct {
		kind         agents.TriggerType
		cron, event  *string
		table, model bool
	}{
		{schedule, new("0 9 * * *"), nil, true, true},
		{schedule, new("*/5 * * * *"), nil, true, true},
		{schedule, new("30 9 * * MON-FRI"), nil, true, true},
		{schedule, new("0 9 * * *"), new("created"), true, true},
		{schedule, nil, nil, false, false},
		{schedule, new(""), nil, false, false},
		{schedule, nil, new("created"), false, false},
		{schedule, new("59 59 59 59 59"), nil, true, false},
		{schedule, new("whenever"), nil, true, false},
		{schedule, new(" "), nil, true, false},
		{event, nil, new("created"), true, true},
		{event, new("0 9 * * *"), new("created"), true, true},
		{event, nil, nil, false, false},
		{event, nil, new(""), false, false},
		{event, new("0 9 * * *"), nil, false, false},
		{event, new("whenever"), new("created"), true, false},
		{"", nil, nil, false, false},
		{"webhook", nil, new("created"), false, false},
	} {
		trigger := agents.Trigger{ID: uuid.New(), AgentID: agent.ID, Type: test.kind, CronExpr: test.cron, EventName: test.event}
		err := create(tx, &trigger)
		if test.table {
			require.NoError(t, err, "%+v", test)
		} else {
			require.Contains(t, []string{"23514", "22P02"}, sqlState(t, err), "%+v", test)
		}
		err = validation.Struct(t.Context(), trigger)
		require.Equal(t, test.model, err == nil, "%+v: %v", test, err)
		require.False(t, test.model && !test.table, "what the model accepts the table does")
		require.True(t, err == nil || errors.Is(err, validation.ErrInvalid))
	}

	trigger := agents.Trigger{ID: uuid.New(), AgentID: agent.ID, Type: event, EventName: new("created")}
	require.NoError(t, tx.Create(&trigger).Error)
	for set, state := range map[string]string{
		"event_name = null":                                       "23514",
		"trigger_type = 'schedule'":                               "23514",
		"trigger_type = 'schedule', cron_expr = '0 9 * * *'":      "",
		"trigger_type = 'event', event_name = ''":                 "23514",
		"trigger_type = 'event', event_name = 'e', active = true": "",
	} {
		require.Equal(t, state, sqlState(t, tx.Transaction(func(tx *gorm.DB) error {
			return tx.Exec("update synapscale_db.agent_triggers set "+set+" where trigger_id = ?", trigger.ID).Error
		})), set)
	}
}
