package tenancy_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

type mover = func(ctx context.Context, db *gorm.DB, tenant uuid.UUID, reason string) error

// Every status with every way out of it, also those that nobody here writes.
func TestTransitions(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, bystander := newAccount(t, tx), newAccount(t, tx)
	asSystem(t, tx)
	movers := map[string]mover{
		tenancy.TenantStatusSuspended: tenancy.Suspend, tenancy.TenantStatusActive: tenancy.Resume, tenancy.TenantStatusClosed: tenancy.Close,
	}
	legal := map[string][]string{
		tenancy.TenantStatusActive:    {tenancy.TenantStatusActive, tenancy.TenantStatusSuspended, tenancy.TenantStatusClosed},
		tenancy.TenantStatusSuspended: {tenancy.TenantStatusActive, tenancy.TenantStatusSuspended, tenancy.TenantStatusClosed},
		tenancy.TenantStatusClosed:    {tenancy.TenantStatusClosed},
	}
	for _, from := range []string{tenancy.TenantStatusActive, tenancy.TenantStatusSuspended, tenancy.TenantStatusClosed, "trial", "Active", ""} {
		for to, move := range movers {
			execute(t, tx, "update synapscale_db.tenants set status = ?, updated_at = '2001-01-01' where id = ?", from, c.tenant)
			before := query[int](t, tx, "select count(*) from synapscale_db.audit_log")
			err := move(t.Context(), tx, c.tenant, "because")
			status := query[string](t, tx, "select status from synapscale_db.tenants where id = ?", c.tenant)
			written := query[time.Time](t, tx, "select updated_at from synapscale_db.tenants where id = ?", c.tenant).Year() > 2001
			entries := query[int](t, tx, "select count(*) from synapscale_db.audit_log") - before
			switch {
			case from == to:
				require.NoError(t, err, "%s to %s", from, to)
				require.False(t, written, "%s to %s", from, to)
				require.Zero(t, entries, "%s to %s", from, to)
			case slices.Contains(legal[from], to):
				require.NoError(t, err, "%s to %s", from, to)
				require.Equal(t, to, status)
				require.True(t, written, "%s to %s", from, to)
				require.Equal(t, 1, entries, "%s to %s", from, to)
			default:
				var refused *tenancy.TransitionError
				require.ErrorAs(t, err, &refused, "%s to %s", from, to)
				require.ErrorIs(t, err, tenancy.ErrTransition)
				require.Equal(t, tenancy.TransitionError{TenantID: c.tenant, From: from, To: to}, *refused)
				require.Equal(t, from, status)
				require.Zero(t, entries, "%s to %s", from, to)
			}
		}
	}
	require.NoError(t, tenancy.RequireActive(t.Context(), tx, bystander.tenant))
}

func TestRequireActive(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	for status, expected := range map[string][]error{
		"active":    nil,
		"suspended": {tenancy.ErrSuspended, tenancy.ErrInactive},
		"closed":    {tenancy.ErrClosed, tenancy.ErrInactive},
		"trial":     {tenancy.ErrInactive},
		"ACTIVE":    {tenancy.ErrInactive},
		"":          {tenancy.ErrInactive},
	} {
		execute(t, tx, "update synapscale_db.tenants set status = ?", status)
		require.NoError(t, tx.Transaction(func(tx *gorm.DB) error {
			execute(t, tx, "select set_config('role', 'synapscale_app', true), set_config('app.current_tenant', ?, true)", c.tenant)
			err := tenancy.RequireActive(t.Context(), tx, c.tenant)
			if expected == nil {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.tenant.String())
			}
			for _, is := range []error{tenancy.ErrSuspended, tenancy.ErrClosed, tenancy.ErrInactive} {
				require.Equal(t, slices.Contains(expected, is), errors.Is(err, is), "%s: %v", status, is)
			}
			execute(t, tx, "reset role")
			return nil
		}))
	}
	require.ErrorIs(t, tenancy.RequireActive(t.Context(), tx, uuid.New()), gorm.ErrRecordNotFound)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, tenancy.RequireActive(stopped, tx, c.tenant), context.Canceled)
}

// The audit log says what became of a tenant, by whom and why.
func TestLifecycleIsAudited(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	asSystem(t, tx)
	entries := func() []audit.Log {
		var found []audit.Log
		require.NoError(t, tx.Find(&found, "table_name = 'tenants' and record_id = ?", audit.RecordID("tenants", c.tenant)).Error)
		return found
	}
	for _, test := range []struct {
		actor string
		by    *uuid.UUID
	}{
		{"", nil},
		{"nobody", nil},
		{uuid.NewString(), nil},
		{c.user.String(), &c.user},
	} {
		execute(t, tx, "select set_config('app.current_user', ?, true)", test.actor)
		require.NoError(t, tenancy.Suspend(t.Context(), tx, c.tenant, `"unpaid" since May`))
		found := entries()
		require.Len(t, found, 1)
		require.Equal(t, test.by, found[0].ChangedBy)
		require.Equal(t, audit.OperationUpdate, found[0].Operation)
		var changes audit.Changes
		require.NoError(t, json.Unmarshal(found[0].Diffs, &changes))
		require.JSONEq(t, `{"status": "active"}`, text(t, changes.Old))
		require.JSONEq(t, `{"status": "suspended", "reason": "\"unpaid\" since May"}`, text(t, changes.New))
		require.NoError(t, tenancy.Resume(t.Context(), tx, c.tenant, ""))
		require.Len(t, entries(), 2)
		execute(t, tx, "delete from synapscale_db.audit_log")
	}
}

func text(tb testing.TB, value any) string {
	tb.Helper()
	written, err := json.Marshal(value)
	require.NoError(tb, err)
	return string(written)
}

// Who may not write tenants is told who may.
func TestLifecycleIsTheSystems(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	other := newPlan(t, tx, 1)
	c.asTenant(t)
	for name, try := range lifecycle(t, c.tenant, other.ID) {
		err := tx.Transaction(func(tx *gorm.DB) error { return try(tx) })
		requireState(t, "42501", err)
		require.ErrorContains(t, err, "needs AsSystem", name)
	}
}

// lifecycle is all that changes a tenant.
func lifecycle(tb testing.TB, tenant, plan uuid.UUID) map[string]func(tx *gorm.DB) error {
	tb.Helper()
	return map[string]func(tx *gorm.DB) error{
		"suspend": func(tx *gorm.DB) error { return tenancy.Suspend(tb.Context(), tx, tenant, "") },
		"close":   func(tx *gorm.DB) error { return tenancy.Close(tb.Context(), tx, tenant, "") },
		"plan": func(tx *gorm.DB) error {
			_, err := tenancy.ChangePlan(tb.Context(), tx, tenant, plan)
			return err
		},
	}
}

// What fails leaves nothing behind, and the transaction of the caller goes on.
func TestLifecycleIsAllOrNothing(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	other := newPlan(t, tx, 1)
	execute(t, tx, "create function pg_temp.refuse() returns trigger language plpgsql as $$begin raise 'refused'; end$$")
	state := func() string {
		return query[string](t, tx, "select string_agg(t::text, ' ' order by id) from synapscale_db.tenants t")
	}
	before := state()
	for _, table := range []string{"tenants", "audit_log"} {
		execute(t, tx, "create trigger refuse after insert or update on synapscale_db."+table+" execute function pg_temp.refuse()")
		for name, try := range lifecycle(t, c.tenant, other.ID) {
			err := try(tx)
			requireState(t, "P0001", err)
			require.ErrorContains(t, err, c.tenant.String(), name)
			require.Equal(t, before, state(), "%s, refused by %s", name, table)
		}
		execute(t, tx, "drop trigger refuse on synapscale_db."+table)
	}
	for name, try := range lifecycle(t, uuid.New(), other.ID) {
		require.ErrorIs(t, try(tx), gorm.ErrRecordNotFound, name)
	}
}

// Of those who close and suspend a tenant at once, each sees what the one before has done.
func TestTransitionsAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	first := db.Begin()
	require.NoError(t, first.Error)
	require.NoError(t, tenancy.Close(t.Context(), first, c.tenant, ""))
	second := make(chan error)
	go func() { second <- tenancy.Suspend(t.Context(), db, c.tenant, "") }()
	requireWaiting(t, db)
	require.NoError(t, first.Commit().Error)
	require.ErrorIs(t, <-second, tenancy.ErrTransition)
	require.ErrorIs(t, tenancy.RequireActive(t.Context(), db, c.tenant), tenancy.ErrClosed)
}

// Many who do the same do it once.
func TestSuspendAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	var finished sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		finished.Go(func() { errs[i] = tenancy.Suspend(t.Context(), db, c.tenant, "") })
	}
	finished.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 1, query[int](t, db, "select count(*) from synapscale_db.audit_log"))
}

// Who deletes the account that acts is waited for, and the entry is nobody's then.
func TestLifecycleOfAnActorWhoIsDeleted(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	actor := c.newUser(t)
	first := db.Begin()
	require.NoError(t, first.Error)
	execute(t, first, "delete from synapscale_db.users where id = ?", actor)
	second := make(chan error)
	go func() {
		second <- tenancy.AsSystem(tenancy.WithActor(t.Context(), c.user), db, "unpaid", func(ctx context.Context, tx *gorm.DB) error {
			if err := tx.Exec("select set_config('app.current_user', ?, true)", actor).Error; err != nil {
				return err
			}
			return tenancy.Suspend(ctx, tx, c.tenant, "unpaid")
		})
	}()
	requireWaiting(t, db)
	require.NoError(t, first.Commit().Error)
	require.NoError(t, <-second)
	require.True(t, query[bool](t, db, "select changed_by is null from synapscale_db.audit_log where table_name = 'tenants'"))
}
