package tenancy_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

// What a level says about a feature in a combination. The zero value has no row.
type said struct {
	row     bool
	enabled *bool
	limit   *int32
	expired bool
}

func (s said) expiresAt() *time.Time {
	if s.expired {
		return new(time.Now().Add(-time.Hour))
	}
	return nil
}

// exceptions are all that a tenant or a workspace can say.
func exceptions() []said {
	all := []said{{}}
	for _, enabled := range []*bool{nil, new(true), new(false)} {
		for _, limit := range []*int32{nil, new(int32(0)), new(int32(7)), new(int32(-1)), new(int32(-9))} {
			for _, expired := range []bool{false, true} {
				all = append(all, said{row: true, enabled: enabled, limit: limit, expired: expired})
			}
		}
	}
	return all
}

// An amount is a row of plan_entitlements, or none.
type amount struct {
	row       bool
	limit     *int32
	unlimited *bool
}

// A combination is one feature, and what each level says about it.
type combination struct {
	key               string
	active, included  *bool
	planned           bool // there is a row of plan_features
	amount            amount
	tenant, workspace said
}

// Each level with all that it can say: those of the plan with those of the tenant, and those with those of the
// workspace, are thousands of features.
func combinations() []combination {
	var all []combination
	add := func(c combination) {
		c.key = fmt.Sprintf("f%05d", len(all))
		all = append(all, c)
	}
	amounts := []amount{
		{},
		{true, nil, nil},
		{true, nil, new(false)},
		{true, nil, new(true)},
		{true, new(int32(5)), nil},
		{true, new(int32(5)), new(false)},
		{true, new(int32(5)), new(true)},
		{true, new(int32(0)), new(false)},
		{true, new(int32(-1)), new(false)},
		{true, new(int32(-3)), nil},
	}
	for _, amount := range amounts {
		for _, tenant := range exceptions() {
			add(combination{active: new(true), amount: amount, tenant: tenant})
			for _, included := range []*bool{nil, new(true), new(false)} {
				add(combination{active: new(true), planned: true, included: included, amount: amount, tenant: tenant})
			}
		}
	}
	for _, included := range []*bool{new(true), new(false)} {
		for _, amount := range []amount{{}, {true, new(int32(5)), nil}} {
			for _, tenant := range exceptions() {
				for _, workspace := range exceptions() {
					add(combination{active: new(true), planned: true, included: included, amount: amount, tenant: tenant, workspace: workspace})
				}
			}
		}
	}
	for _, active := range []*bool{nil, new(false)} {
		on := said{row: true, enabled: new(true)}
		add(combination{active: active, planned: true, included: new(true), tenant: on, workspace: on})
	}
	return all
}

// The counts that the rows of tenant and workspace begin with.
const usedByTenant, usedByWorkspace = 3, 2

// expected is told from the workspace down: the first level that says something decides.
func (c combination) expected(inside bool) tenancy.Entitlement {
	e := tenancy.Entitlement{Key: c.key, Source: tenancy.SourcePlan, LimitSource: tenancy.SourcePlan, Config: map[string]any{}}
	says := func(s said) bool { return s.row && !s.expired }
	byWorkspace := inside && says(c.workspace)
	switch {
	case byWorkspace && c.workspace.enabled != nil:
		e.Enabled, e.Source = *c.workspace.enabled, tenancy.SourceWorkspace
	case says(c.tenant) && c.tenant.enabled != nil:
		e.Enabled, e.Source = *c.tenant.enabled, tenancy.SourceTenant
	default:
		e.Enabled = c.planned && c.included != nil && *c.included
	}
	e.Enabled = e.Enabled && c.active != nil && *c.active

	if c.tenant.row {
		e.Used = usedByTenant
	}
	var limit *int32
	switch {
	case byWorkspace && c.workspace.limit != nil:
		limit, e.LimitSource, e.Used = c.workspace.limit, tenancy.SourceWorkspace, usedByWorkspace
	case says(c.tenant) && c.tenant.limit != nil:
		limit, e.LimitSource = c.tenant.limit, tenancy.SourceTenant
	case c.amount.row && (c.amount.unlimited == nil || !*c.amount.unlimited):
		limit = c.amount.limit
	}
	if limit == nil || *limit < 0 {
		e.Unlimited = true
	} else {
		e.Limit = int64(*limit)
	}
	return e
}

func (c account) insert(tb testing.TB, all []combination) {
	tb.Helper()
	var features []map[string]any
	var planned, amounts, tenants, inside []map[string]any
	for _, f := range all {
		id := uuid.New()
		features = append(features, map[string]any{"id": id, "key": f.key, "name": f.key, "is_active": f.active})
		if f.planned {
			planned = append(planned, map[string]any{"plan_id": c.plan, "feature_id": id, "is_enabled": f.included})
		}
		if f.amount.row {
			amounts = append(amounts, map[string]any{"plan_id": c.plan, "feature_id": id, "limit_value": f.amount.limit, "is_unlimited": f.amount.unlimited})
		}
		exception := func(s said, owner map[string]any, used int) map[string]any {
			row := map[string]any{
				"tenant_id": c.tenant, "feature_id": id, "is_enabled": s.enabled, "limit_value": s.limit,
				"expires_at": s.expiresAt(), "usage_count": used,
			}
			maps.Copy(row, owner)
			return row
		}
		if f.tenant.row {
			tenants = append(tenants, exception(f.tenant, nil, usedByTenant))
		}
		if f.workspace.row {
			inside = append(inside, exception(f.workspace, map[string]any{"workspace_id": c.workspace}, usedByWorkspace))
		}
	}
	// Written as maps: a model leaves NULL to the default. The features come first, to which the others refer.
	for _, to := range []struct {
		table string
		rows  []map[string]any
	}{{"features", features}, {"plan_features", planned}, {"plan_entitlements", amounts}, {"tenant_features", tenants}, {"workspace_features", inside}} {
		for batch := range slices.Chunk(to.rows, 500) {
			require.NoError(tb, c.db.Table("synapscale_db."+to.table).Create(batch).Error)
		}
	}
}

func TestEntitlementsOfEveryCombination(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, all := newAccount(t, tx), combinations()
	c.insert(t, all)
	// Somebody else's exceptions count for nothing.
	newAccount(t, tx).grant(t, all[0].key, said{row: true, enabled: new(true)})

	require.Greater(t, len(all), 5000)
	requireAll := func() {
		t.Helper()
		for _, inside := range []bool{false, true} {
			holder := c.holder()
			if inside {
				holder = c.inside()
			}
			set, err := tenancy.Entitlements(t.Context(), tx, holder)
			require.NoError(t, err)
			require.Equal(t, holder, set.Holder)
			require.Equal(t, c.plan, set.PlanID)
			require.Len(t, set.Features, len(all))
			for _, combination := range all {
				require.Equal(t, combination.expected(inside), set.Get(combination.key), "%+v", combination)
			}
		}
	}
	requireAll()
	c.asTenant(t)
	requireAll()
}

// grant writes what the tenant says about a feature.
func (c account) grant(tb testing.TB, key string, s said) {
	tb.Helper()
	execute(tb, c.db, "insert into synapscale_db.tenant_features (tenant_id, feature_id, is_enabled, limit_value, expires_at)"+
		" select ?, id, ?::boolean, ?::integer, ? from synapscale_db.features where key = ?", c.tenant, s.enabled, s.limit, s.expiresAt(), key)
}

// grantInside writes what the workspace says about a feature.
func (c account) grantInside(tb testing.TB, key string, s said) {
	tb.Helper()
	execute(tb, c.db, "insert into synapscale_db.workspace_features (workspace_id, tenant_id, feature_id, is_enabled, limit_value, expires_at)"+
		" select ?, ?, id, ?::boolean, ?::integer, ? from synapscale_db.features where key = ?", c.workspace, c.tenant, s.enabled, s.limit, s.expiresAt(), key)
}

// The plan is that of the live subscription, else the tenant's own.
func TestEntitlementsFollowTheSubscription(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "seats", new(int32(5)))
	subscribed := newPlan(t, tx, 4)
	subscription := tenancy.PlanEntitlement{PlanID: subscribed.ID, FeatureID: query[uuid.UUID](t, tx, "select id from synapscale_db.features where key = 'seats'"), LimitValue: new(int32(50))}
	require.NoError(t, tx.Create(&subscription).Error)

	set, err := tenancy.Entitlements(t.Context(), tx, c.holder())
	require.NoError(t, err)
	require.Equal(t, int64(5), set.Get("seats").Limit)
	require.True(t, set.Get("seats").Enabled)
	c.subscribe(t, subscribed.ID)
	set, err = tenancy.Entitlements(t.Context(), tx, c.holder())
	require.NoError(t, err)
	require.Equal(t, subscribed.ID, set.PlanID)
	require.Equal(t, int64(50), set.Get("seats").Limit)
	require.False(t, set.Get("seats").Enabled, "an amount alone includes nothing")
}

// The limits that have columns are those that the triggers hold.
func TestEntitlementsHaveTheLimitsOfColumns(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	read := func(holder tenancy.Holder) tenancy.Limits {
		set, err := tenancy.Entitlements(t.Context(), tx, holder)
		require.NoError(t, err)
		return set.Limits
	}
	require.Equal(t, tenancy.Limits{}, read(c.inside()))

	execute(t, tx, "update synapscale_db.tenants set max_workspaces = 8, max_members_per_workspace = -3, max_storage_mb = 0, max_api_calls_per_day = 9")
	execute(t, tx, "update synapscale_db.workspaces set max_members = 2, max_projects = 3")
	execute(t, tx, "update synapscale_db.plans set max_executions_per_month = 70, allow_api_access = true, allow_priority_support = true")
	require.Equal(t, tenancy.Limits{
		Workspaces: new(int32(8)), StorageMB: new(int32(0)), ExecutionsPerMonth: new(int32(70)), APICallsPerDay: new(int32(9)),
	}, read(c.holder()))
	require.Equal(t, tenancy.Limits{
		Workspaces: new(int32(8)), MembersPerWorkspace: new(int32(2)), ProjectsPerWorkspace: new(int32(3)), StorageMB: new(int32(0)),
		ExecutionsPerMonth: new(int32(70)), APICallsPerDay: new(int32(9)),
	}, read(c.inside()))
	set, err := tenancy.Entitlements(t.Context(), tx, c.holder())
	require.NoError(t, err)
	require.Equal(t, tenancy.Allowed{APIAccess: true, PrioritySupport: true}, set.Allowed)

	c.subscribe(t, newPlan(t, tx, 1).ID)
	require.Equal(t, tenancy.Limits{
		Workspaces: new(int32(1)), MembersPerWorkspace: new(int32(1)), ProjectsPerWorkspace: new(int32(1)), StorageMB: new(int32(1)),
		ExecutionsPerMonth: new(int32(1)), APICallsPerDay: new(int32(9)),
	}, read(c.inside()))
}

// Each flag of a plan has its own column.
func TestEntitlementsHaveEachFlagOfThePlan(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	for column, expected := range map[string]tenancy.Allowed{
		"allow_collaborative_workspaces": {CollaborativeWorkspaces: true},
		"allow_custom_domains":           {CustomDomains: true},
		"allow_api_access":               {APIAccess: true},
		"allow_advanced_analytics":       {AdvancedAnalytics: true},
		"allow_priority_support":         {PrioritySupport: true},
	} {
		execute(t, tx, "update synapscale_db.plans set "+column+" = true where id = ?", c.plan)
		set, err := tenancy.Entitlements(t.Context(), tx, c.holder())
		require.NoError(t, err)
		require.Equal(t, expected, set.Allowed, column)
		execute(t, tx, "update synapscale_db.plans set "+column+" = false where id = ?", c.plan)
	}
}

// Each key is that of the highest level that has it. What is no object, and what has expired, has no keys.
func TestEntitlementsMergeConfigs(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	feature := c.include(t, "sso", nil)
	c.grant(t, "sso", said{})
	c.grantInside(t, "sso", said{})
	set := func(table, config string) {
		execute(t, tx, "update synapscale_db."+table+" set config = ? where feature_id = ?", config, feature)
	}
	requireConfig := func(expected map[string]any) {
		t.Helper()
		entitlements, err := tenancy.Entitlements(t.Context(), tx, c.inside())
		require.NoError(t, err)
		require.Equal(t, expected, entitlements.Get("sso").Config)
	}
	set("plan_features", `{"provider": "any", "region": "eu", "nested": {"a": 1, "b": 2}}`)
	set("tenant_features", `{"provider": "saml", "nested": {"a": 3}}`)
	set("workspace_features", `{"region": null}`)
	requireConfig(map[string]any{"provider": "saml", "region": nil, "nested": map[string]any{"a": 3.0}})
	execute(t, tx, "update synapscale_db.workspace_features set expires_at = now()")
	requireConfig(map[string]any{"provider": "saml", "region": "eu", "nested": map[string]any{"a": 3.0}})
	for _, odd := range []string{"null", "[1]", `"text"`, "7"} {
		set("tenant_features", odd)
		requireConfig(map[string]any{"provider": "any", "region": "eu", "nested": map[string]any{"a": 1.0, "b": 2.0}})
	}
	for _, table := range []string{"plan_features", "tenant_features"} {
		execute(t, tx, "update synapscale_db."+table+" set config = null, is_enabled = true")
	}
	requireConfig(map[string]any{})
}

// ExpiresAt is when the answer may first become another.
func TestEntitlementsSayWhenTheyExpire(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "sso", nil)
	c.grant(t, "sso", said{enabled: new(true)})
	c.grantInside(t, "sso", said{enabled: new(true)})
	for _, test := range []struct {
		tenant, workspace, expected string
		enabled                     tenancy.Source
	}{
		{"null", "null", "", tenancy.SourceWorkspace},
		{"'2999-01-02 UTC'", "null", "2999-01-02", tenancy.SourceWorkspace},
		{"'2999-01-02 UTC'", "'2999-01-01 UTC'", "2999-01-01", tenancy.SourceWorkspace},
		{"'2999-01-02 UTC'", "'2999-01-03 UTC'", "2999-01-02", tenancy.SourceWorkspace},
		{"'1999-01-02 UTC'", "'2999-01-03 UTC'", "2999-01-03", tenancy.SourceWorkspace},
		{"'2999-01-02 UTC'", "now()", "2999-01-02", tenancy.SourceTenant},
		{"'1999-01-02 UTC'", "'-infinity'", "", tenancy.SourcePlan},
		{"'infinity'", "'-infinity'", "", tenancy.SourceTenant},
	} {
		execute(t, tx, "update synapscale_db.tenant_features set expires_at = "+test.tenant)
		execute(t, tx, "update synapscale_db.workspace_features set expires_at = "+test.workspace)
		set, err := tenancy.Entitlements(t.Context(), tx, c.inside())
		require.NoError(t, err)
		found := set.Get("sso")
		require.Equal(t, test.enabled, found.Source, "%+v", test)
		if test.expected == "" {
			require.Nil(t, found.ExpiresAt, "%+v", test)
		} else {
			require.Equal(t, test.expected, found.ExpiresAt.UTC().Format(time.DateOnly), "%+v", test)
		}
	}
}

// A row that says it is of another tenant than its workspace says nothing.
func TestEntitlementsPassOverARowOfAnotherTenant(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, other := newAccount(t, tx), newAccount(t, tx)
	c.include(t, "sso", nil)
	c.grantInside(t, "sso", said{enabled: new(false)})
	execute(t, tx, "update synapscale_db.workspace_features set tenant_id = ?", other.tenant)
	for _, holder := range []tenancy.Holder{c.inside(), other.inside()} {
		set, err := tenancy.Entitlements(t.Context(), tx, holder)
		require.NoError(t, err)
		require.Equal(t, holder == c.inside(), set.Get("sso").Enabled)
		require.Equal(t, tenancy.SourcePlan, set.Get("sso").Source)
	}
}

// A catalogue without features is no tenant without entitlements.
func TestEntitlementsWithoutFeatures(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	set, err := tenancy.Entitlements(t.Context(), tx, c.holder())
	require.NoError(t, err)
	require.Empty(t, set.Features)
	require.Equal(t, c.plan, set.PlanID)
	require.Equal(t, tenancy.Entitlement{Key: "sso"}, set.Get("sso"))
}

func TestEntitlementsOfNobody(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, other := newAccount(t, tx), newAccount(t, tx)
	for name, holder := range map[string]tenancy.Holder{
		"nothing":                       {},
		"a tenant that is not there":    {TenantID: uuid.New()},
		"a workspace that is not there": {TenantID: c.tenant, WorkspaceID: uuid.New()},
		"a workspace of another tenant": {TenantID: c.tenant, WorkspaceID: other.workspace},
	} {
		set, err := tenancy.Entitlements(t.Context(), tx, holder)
		require.ErrorIs(t, err, gorm.ErrRecordNotFound, name)
		require.Nil(t, set, name)
	}
	c.asTenant(t)
	_, err := tenancy.Entitlements(t.Context(), tx, other.holder())
	require.ErrorIs(t, err, gorm.ErrRecordNotFound)

	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = tenancy.Entitlements(stopped, tx, c.holder())
	require.ErrorIs(t, err, context.Canceled)
}

// statements counts those that GORM sends.
type statements struct {
	logger.Interface
	n atomic.Int64
}

func (s *statements) Trace(context.Context, time.Time, func() (string, int64), error) { s.n.Add(1) }

func TestEntitlementsAreOneStatement(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.insert(t, combinations()[:200])
	counted := &statements{Interface: logger.Discard}
	_, err := tenancy.Entitlements(t.Context(), tx.Session(&gorm.Session{Logger: counted}), c.inside())
	require.NoError(t, err)
	require.EqualValues(t, 1, counted.n.Load())
}

func TestEntitlementAllows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		of      tenancy.Entitlement
		left    int64
		allowed map[int64]bool
	}{
		{tenancy.Entitlement{}, 0, map[int64]bool{-1: false, 0: false, 1: false}},
		{tenancy.Entitlement{Unlimited: true}, 0, map[int64]bool{0: false, 1: false}},
		{tenancy.Entitlement{Enabled: true}, 0, map[int64]bool{-1: false, 0: true, 1: false}},
		{tenancy.Entitlement{Enabled: true, Limit: 5, Used: 3}, 2, map[int64]bool{-1: false, 0: true, 2: true, 3: false, math.MaxInt64: false, math.MinInt64: false}},
		{tenancy.Entitlement{Enabled: true, Limit: 5, Used: 9}, 0, map[int64]bool{0: true, 1: false}},
		{tenancy.Entitlement{Enabled: true, Unlimited: true, Used: 7}, math.MaxInt32 - 7, map[int64]bool{
			-1: false, 0: true, math.MaxInt32 - 7: true, math.MaxInt32 - 6: false, math.MaxInt64: false,
		}},
	} {
		require.Equal(t, test.left, test.of.Left(), "%+v", test.of)
		for n, expected := range test.allowed {
			require.Equal(t, expected, test.of.Allows(n), "%d of %+v", n, test.of)
		}
	}
}
