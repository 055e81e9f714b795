package tenancy_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tools"
)

// within calls fn as tenant a in a database with the plugin, in a savepoint, so that it may leave the transaction broken.
func within(tb testing.TB, db *gorm.DB, tenant uuid.UUID, fn func(ctx context.Context, tx *gorm.DB)) {
	tb.Helper()
	require.ErrorIs(tb, tenancy.Within(tb.Context(), db, tenant, func(ctx context.Context, tx *gorm.DB) error {
		fn(ctx, tx)
		return errGivenUp
	}), errGivenUp)
}

// agentOf is an agent of whom it is not said whose it is.
func agentOf(c customer) agents.Agent {
	return agents.Agent{ID: uuid.New(), Name: "new", UserID: c.user}
}

func agentMap(c customer) map[string]any {
	return map[string]any{"id": uuid.New(), "name": "new", "user_id": c.user}
}

// hooked is an agent whose hook sets a tenant.
type hooked struct {
	ID, UserID, TenantID uuid.UUID
	Name                 string
	wanted               uuid.UUID
}

func (hooked) TableName() string { return "synapscale_db.agents" }

func (h *hooked) BeforeCreate(*gorm.DB) error {
	if h.wanted != uuid.Nil {
		h.TenantID = h.wanted
	}
	return nil
}

// textual has its tenant as a text, and others as what database/sql has for NULL.
type textual struct {
	ID, UserID uuid.UUID
	TenantID   string
	Name       string
}

func (textual) TableName() string { return "synapscale_db.agents" }

type nullable struct {
	ID, UserID uuid.UUID
	TenantID   sql.Null[uuid.UUID]
	Name       string
}

func (nullable) TableName() string { return "synapscale_db.agents" }

func TestCreateFillsTheTenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := guarded(t, c.dsn, gorm.Config{})
	for name, create := range map[string]func(ctx context.Context, tx *gorm.DB) (created int64, err error){
		"struct": func(_ context.Context, tx *gorm.DB) (int64, error) {
			agent := agentOf(c.a)
			err := tx.Create(&agent).Error
			require.Equal(t, c.a.tenant, agent.TenantID)
			return 1, err
		},
		"slice": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Create([]agents.Agent{agentOf(c.a), agentOf(c.a)}).Error
		},
		"slice of pointers": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Create(&[]*agents.Agent{new(agentOf(c.a)), new(agentOf(c.a))}).Error
		},
		"array": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Create(&[2]agents.Agent{agentOf(c.a), agentOf(c.a)}).Error
		},
		"batches": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 3, tx.CreateInBatches([]agents.Agent{agentOf(c.a), agentOf(c.a), agentOf(c.a)}, 2).Error
		},
		"map": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Model(&agents.Agent{}).Create(agentMap(c.a)).Error
		},
		"pointer to a map": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Model(&agents.Agent{}).Create(new(agentMap(c.a))).Error
		},
		"maps": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Table("synapscale_db.agents").Create([]map[string]any{agentMap(c.a), agentMap(c.a)}).Error
		},
		"pointer to maps": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Model(&agents.Agent{}).Create(&[]map[string]any{agentMap(c.a), agentMap(c.a)}).Error
		},
		"map into a table": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Table("synapscale_db.agents").Create(agentMap(c.a)).Error
		},
		"selected columns": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Select("id", "name", "user_id").Create(new(agentOf(c.a))).Error
		},
		"first or create": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Where("name = 'first'").FirstOrCreate(new(agentOf(c.a))).Error
		},
		"save": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Save(new(agentOf(c.a))).Error
		},
		"save several": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Save(&[]agents.Agent{agentOf(c.a), agentOf(c.a)}).Error
		},
		"a hook that sets it": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 1, tx.Create(&hooked{ID: uuid.New(), UserID: c.a.user, Name: "new", wanted: c.a.tenant}).Error
		},
		"text": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Create([]textual{{ID: uuid.New(), UserID: c.a.user}, {ID: uuid.New(), UserID: c.a.user, TenantID: c.a.tenant.String()}}).Error
		},
		"null": func(_ context.Context, tx *gorm.DB) (int64, error) {
			return 2, tx.Create([]nullable{{ID: uuid.New(), UserID: c.a.user}, {ID: uuid.New(), UserID: c.a.user, TenantID: sql.Null[uuid.UUID]{V: c.a.tenant, Valid: true}}}).Error
		},
		"generic": func(ctx context.Context, tx *gorm.DB) (int64, error) {
			return 1, gorm.G[agents.Agent](tx).Create(ctx, new(agentOf(c.a)))
		},
		"generic batches": func(ctx context.Context, tx *gorm.DB) (int64, error) {
			return 2, gorm.G[agents.Agent](tx).CreateInBatches(ctx, &[]agents.Agent{agentOf(c.a), agentOf(c.a)}, 1)
		},
		"generic set": func(ctx context.Context, tx *gorm.DB) (int64, error) {
			return 1, gorm.G[agents.Agent](tx).Set(clause.Assignment{Column: clause.Column{Name: "name"}, Value: "new"},
				clause.Assignment{Column: clause.Column{Name: "user_id"}, Value: c.a.user}).Create(ctx)
		},
	} {
		within(t, db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) {
			before := count(t, tx)
			created, err := create(ctx, tx)
			require.NoError(t, err, name)
			require.Equal(t, created, count(t, tx)-before, name)
		})
	}

	// A table that may be shared, one that is written only as one's own, and a part, which has no column for it.
	within(t, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) {
		tool := tools.Tool{ID: uuid.New(), Name: "new"}
		require.NoError(t, tx.Create(&tool).Error)
		require.Equal(t, c.a.tenant, *tool.TenantID)
		user := auth.User{ID: uuid.New(), Email: "new@example.com", Username: "new", HashedPassword: "$2b$", FullName: "User"}
		require.NoError(t, tx.Create(&user).Error)
		require.Equal(t, c.a.tenant, *user.TenantID)
		require.NoError(t, tx.Create(&agents.Tool{AgentID: c.a.agent, ToolID: c.shared}).Error)
	})
	require.ErrorIs(t, tenancy.AsSystem(t.Context(), db, "test", func(_ context.Context, tx *gorm.DB) error {
		tool := tools.Tool{ID: uuid.New(), Name: "shared, too"}
		require.NoError(t, tx.Create(&tool).Error)
		require.Nil(t, tool.TenantID)
		require.NoError(t, tx.Create([]*agents.Agent{newAgent(c.a), newAgent(c.b)}).Error)
		require.NoError(t, tx.Model(&tools.Tool{}).Where("tool_id = ?", c.a.tool).Update("tenant_id", nil).Error)
		return errGivenUp
	}), errGivenUp)
}

func TestForeignTenantIsRefused(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := guarded(t, c.dsn, gorm.Config{})
	theirs := func() *agents.Agent { return newAgent(customer{user: c.a.user, tenant: c.b.tenant}) }
	mine := func(tx *gorm.DB) *gorm.DB { return tx.Model(&agents.Agent{ID: c.a.agent}) }
	assign := func(value any) clause.Assignment {
		return clause.Assignment{Column: clause.Column{Name: "tenant_id"}, Value: value}
	}
	onConflict := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.Set{assign(c.b.tenant)}}
	for name, write := range map[string]func(ctx context.Context, tx *gorm.DB) error{
		"create": func(_ context.Context, tx *gorm.DB) error { return tx.Create(theirs()).Error },
		"one of several": func(_ context.Context, tx *gorm.DB) error {
			return tx.Create([]*agents.Agent{newAgent(c.a), theirs()}).Error
		},
		"map": func(_ context.Context, tx *gorm.DB) error {
			return tx.Model(&agents.Agent{}).Create(map[string]any{"name": "x", "user_id": c.a.user, "tenant_id": c.b.tenant}).Error
		},
		"map by the field": func(_ context.Context, tx *gorm.DB) error {
			return tx.Model(&agents.Agent{}).Create(map[string]any{"name": "x", "user_id": c.a.user, "TenantID": c.b.tenant.String()}).Error
		},
		"map with an expression": func(_ context.Context, tx *gorm.DB) error {
			return tx.Model(&agents.Agent{}).Create(map[string]any{"name": "x", "user_id": c.a.user, "tenant_id": gorm.Expr("?", c.b.tenant)}).Error
		},
		"a hook": func(_ context.Context, tx *gorm.DB) error {
			return tx.Create(&hooked{ID: uuid.New(), UserID: c.a.user, wanted: c.b.tenant}).Error
		},
		"text": func(_ context.Context, tx *gorm.DB) error {
			return tx.Create(&textual{TenantID: c.b.tenant.String()}).Error
		},
		"no uuid": func(_ context.Context, tx *gorm.DB) error { return tx.Create(&textual{TenantID: "theirs"}).Error },
		"null": func(_ context.Context, tx *gorm.DB) error {
			return tx.Create(&nullable{TenantID: sql.Null[uuid.UUID]{V: c.b.tenant, Valid: true}}).Error
		},
		"pointer": func(_ context.Context, tx *gorm.DB) error {
			return tx.Create(&tools.Tool{Name: "x", TenantID: &c.b.tenant}).Error
		},
		"generic": func(ctx context.Context, tx *gorm.DB) error { return gorm.G[agents.Agent](tx).Create(ctx, theirs()) },
		"update":  func(_ context.Context, tx *gorm.DB) error { return mine(tx).Update("tenant_id", c.b.tenant).Error },
		"update by the field": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Update("TenantID", c.b.tenant).Error
		},
		"update to none": func(_ context.Context, tx *gorm.DB) error { return mine(tx).Update("tenant_id", nil).Error },
		"update to a null pointer": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Update("tenant_id", (*uuid.UUID)(nil)).Error
		},
		"update to an expression": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Update("tenant_id", gorm.Expr("user_id")).Error
		},
		"updates": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Updates(agents.Agent{TenantID: c.b.tenant}).Error
		},
		"updates with a map": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Updates(map[string]any{"name": "x", "tenant_id": c.b.tenant}).Error
		},
		"updates with another type": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Updates(textual{TenantID: c.b.tenant.String()}).Error
		},
		"selected update to none": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Select("name", "tenant_id").Updates(agents.Agent{Name: "x"}).Error
		},
		"update column": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).UpdateColumn("tenant_id", c.b.tenant).Error
		},
		"update columns": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).UpdateColumns(agents.Agent{TenantID: c.b.tenant}).Error
		},
		"save": func(_ context.Context, tx *gorm.DB) error {
			return tx.Save(&agents.Agent{ID: c.a.agent, Name: "x", UserID: c.a.user, TenantID: c.b.tenant}).Error
		},
		"conflict": func(_ context.Context, tx *gorm.DB) error { return tx.Clauses(onConflict).Create(newAgent(c.a)).Error },
		"conflict, generic": func(ctx context.Context, tx *gorm.DB) error {
			return gorm.G[agents.Agent](tx, onConflict).Create(ctx, newAgent(c.a))
		},
		"set": func(_ context.Context, tx *gorm.DB) error {
			return mine(tx).Clauses(clause.Set{assign(c.b.tenant)}).Updates(map[string]any{}).Error
		},
		"set, generic": func(ctx context.Context, tx *gorm.DB) error {
			_, err := gorm.G[agents.Agent](tx).Where("id = ?", c.a.agent).Set(assign(c.b.tenant)).Update(ctx)
			return err
		},
		"update, generic": func(ctx context.Context, tx *gorm.DB) error {
			_, err := gorm.G[agents.Agent](tx).Where("id = ?", c.a.agent).Update(ctx, "tenant_id", c.b.tenant)
			return err
		},
		"updates, generic": func(ctx context.Context, tx *gorm.DB) error {
			_, err := gorm.G[agents.Agent](tx).Where("id = ?", c.a.agent).Updates(ctx, agents.Agent{TenantID: c.b.tenant})
			return err
		},
	} {
		within(t, db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) {
			err := write(ctx, tx)
			require.ErrorIs(t, err, tenancy.ErrForeignTenant, name)
			var refused *tenancy.ForeignTenantError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.a.tenant, refused.Tenant)
			require.Contains(t, []string{"synapscale_db.agents", "synapscale_db.tools"}, refused.Table)
			require.NoError(t, tx.Exec("select 1").Error, "%s: it did not reach the database", name)
		})
	}
}

// What changes nothing about the tenant is no change.
func TestOwnTenantMayBeWritten(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := guarded(t, c.dsn, gorm.Config{})
	mine := func(tx *gorm.DB) *gorm.DB { return tx.Model(&agents.Agent{ID: c.a.agent}) }
	for name, write := range map[string]func(tx *gorm.DB) error{
		"update": func(tx *gorm.DB) error { return mine(tx).Update("tenant_id", c.a.tenant).Error },
		"save": func(tx *gorm.DB) error {
			var agent agents.Agent
			require.NoError(t, tx.First(&agent).Error)
			agent.Name = "changed"
			return tx.Save(&agent).Error
		},
		"save without it": func(tx *gorm.DB) error {
			var agent agents.Agent
			require.NoError(t, tx.First(&agent).Error)
			agent.Name, agent.TenantID = "changed", uuid.Nil
			err := tx.Save(&agent).Error
			require.Equal(t, c.a.tenant, agent.TenantID)
			return err
		},
		"updates": func(tx *gorm.DB) error { return mine(tx).Updates(agents.Agent{Name: "changed"}).Error },
		"another type without it": func(tx *gorm.DB) error {
			return mine(tx).Updates(struct{ Name string }{"changed"}).Error
		},
		"omitted": func(tx *gorm.DB) error {
			return mine(tx).Omit("tenant_id").Updates(agents.Agent{Name: "changed", TenantID: c.b.tenant}).Error
		},
		"not selected": func(tx *gorm.DB) error {
			return mine(tx).Select("name").Updates(agents.Agent{Name: "changed", TenantID: c.b.tenant}).Error
		},
		"conflict, all": func(tx *gorm.DB) error {
			return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&agents.Agent{ID: c.a.agent, Name: "changed", UserID: c.a.user}).Error
		},
		"conflict, some": func(tx *gorm.DB) error {
			return tx.Clauses(clause.OnConflict{
				Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"name", "tenant_id"}),
			}).Create(&agents.Agent{ID: c.a.agent, Name: "changed", UserID: c.a.user}).Error
		},
	} {
		within(t, db, c.a.tenant, func(_ context.Context, tx *gorm.DB) {
			require.NoError(t, write(tx), name)
			var agent agents.Agent
			require.NoError(t, tx.First(&agent, "id = ?", c.a.agent).Error)
			require.Equal(t, c.a.tenant, agent.TenantID, name)
			if name != "update" {
				require.Equal(t, "changed", agent.Name, name)
			}
		})
	}
}
