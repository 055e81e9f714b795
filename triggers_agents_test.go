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

// GORM knows by the model that no column of a configuration is ever updated, and by its hook that this is an error. What
// reaches the database as an update is refused there.
func TestConfigurationsNeverChangeThroughGORM(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	agent := c.newAgent(t)
	written := agents.Configuration{ID: uuid.New(), AgentID: agent.ID, Version: 2, Params: []byte(`{"a": 1}`), CreatedBy: &c.user}
	require.NoError(t, tx.Create(&written).Error)
	changed := written
	changed.Params = []byte(`{"a": 2}`)

	for name, write := range map[string]func(tx *gorm.DB) error{
		"Updates of a struct": func(tx *gorm.DB) error { return tx.Updates(&changed).Error },
		"Updates of a map": func(tx *gorm.DB) error {
			return tx.Model(&written).Updates(map[string]any{"params": []byte(`{}`), "Version": 3}).Error
		},
		"Update":             func(tx *gorm.DB) error { return tx.Model(&written).Update("Params", []byte(`{}`)).Error },
		"Select and Updates": func(tx *gorm.DB) error { return tx.Select("*").Updates(&changed).Error },
		"Save":               func(tx *gorm.DB) error { return tx.Save(&changed).Error },
		"the generic interface": func(tx *gorm.DB) error {
			_, err := gorm.G[agents.Configuration](tx).Where("config_id = ?", written.ID).Updates(t.Context(), changed)
			return err
		},
		"insert or update": func(tx *gorm.DB) error {
			return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "config_id"}}, DoUpdates: clause.AssignmentColumns([]string{"params"})}).Create(&changed).Error
		},
		"a map without the model": func(tx *gorm.DB) error {
			return tx.Table("synapscale_db.agent_configurations").Where("config_id = ?", written.ID).Updates(map[string]any{"version_num": 3}).Error
		},
	} {
		err := tx.Transaction(write)
		require.ErrorIs(t, agents.TranslateError(err), agents.ErrConfigurationImmutable, name)
		var found agents.Configuration
		require.NoError(t, tx.Take(&found, "config_id = ?", written.ID).Error)
		require.JSONEq(t, `{"a": 1}`, string(found.Params), name)
		require.EqualValues(t, 2, found.Version, name)
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
	for _, change := range []struct{ set, state string }{
		{"event_name = null", "23514"},
		{"trigger_type = 'schedule'", "23514"},
		{"trigger_type = 'schedule', cron_expr = '0 9 * * *'", ""},
		{"trigger_type = 'event', event_name = ''", "23514"},
		{"trigger_type = 'event', event_name = 'e', active = true", ""},
	} {
		require.Equal(t, change.state, sqlState(t, tx.Transaction(func(tx *gorm.DB) error {
			return tx.Exec("update synapscale_db.agent_triggers set "+change.set+" where trigger_id = ?", trigger.ID).Error
		})), change.set)
	}
}
