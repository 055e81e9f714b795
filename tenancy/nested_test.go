package tenancy_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy"
)

// The nested call joins, whichever way it is told of the transaction, and its error undoes its own part.
func TestNestedJoinsTheSameTenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for name, prepare := range map[string]bool{"plain": false, "prepared": true} {
		db := c.service(t).Session(&gorm.Session{PrepareStmt: prepare})
		for how, inner := range map[string]func(ctx context.Context, tx *gorm.DB) (context.Context, *gorm.DB){
			"both":           func(ctx context.Context, tx *gorm.DB) (context.Context, *gorm.DB) { return ctx, tx },
			"by transaction": func(_ context.Context, tx *gorm.DB) (context.Context, *gorm.DB) { return t.Context(), tx },
			"by context":     func(ctx context.Context, _ *gorm.DB) (context.Context, *gorm.DB) { return ctx, db },
			"a savepoint": func(ctx context.Context, tx *gorm.DB) (context.Context, *gorm.DB) {
				return ctx, tx.Session(&gorm.Session{PrepareStmt: true})
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				before := count(t, c.admin)
				require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
					require.NoError(t, tx.Create(newAgent(c.a)).Error)
					outer := count(t, tx)
					ctx, given := inner(ctx, tx)
					require.NoError(t, tenancy.Within(ctx, given, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
						require.Equal(t, outer, count(t, tx))
						return tx.Create(newAgent(c.a)).Error
					}))
					require.ErrorIs(t, tenancy.Within(ctx, given, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
						require.NoError(t, tx.Create(newAgent(c.a)).Error)
						return errGivenUp
					}), errGivenUp)
					// Also one that the database has refused, and one that was hidden.
					for _, hidden := range []bool{false, true} {
						require.Error(t, tenancy.Within(ctx, given, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
							if err := tx.Exec("select 1/0").Error; !hidden {
								return err
							}
							return nil
						}))
					}
					require.Panics(t, func() {
						_ = tenancy.Within(ctx, given, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
							require.NoError(t, tx.Create(newAgent(c.a)).Error)
							panic("nested")
						})
					})
					require.Equal(t, outer+1, count(t, tx))
					return nil
				}))
				require.Equal(t, before+2, count(t, c.admin))
			})
		}
	}
}

func TestNestedRefusesAnotherTenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	never := func(context.Context, *gorm.DB) error { panic("called") }
	require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
		for _, err := range []error{
			tenancy.Within(ctx, tx, c.b.tenant, never),
			tenancy.Within(ctx, db, c.b.tenant, never),
			tenancy.Within(t.Context(), tx, c.b.tenant, never),
			tenancy.Within(tenancy.WithTenant(ctx, c.b.tenant), tx, c.b.tenant, never),
			tenancy.WithinContext(tenancy.WithTenant(ctx, c.b.tenant), tx, never),
			tx.Transaction(func(tx *gorm.DB) error { return tenancy.Within(t.Context(), tx, c.b.tenant, never) }),
		} {
			require.ErrorIs(t, err, tenancy.ErrOtherTenant)
			require.ErrorContains(t, err, c.a.tenant.String())
			require.ErrorContains(t, err, c.b.tenant.String())
		}
		require.EqualValues(t, 1, count(t, tx))
		return nil
	}))
}

// A nested call may have another actor, for as long as it lasts.
func TestNestedActor(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	outer, inner := acting{"synapscale_app", c.a.tenant.String(), c.a.user.String()}, acting{"synapscale_app", c.a.tenant.String(), c.b.user.String()}
	require.NoError(t, tenancy.Within(tenancy.WithActor(t.Context(), c.a.user), c.service(t), c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
		for _, result := range []error{nil, errGivenUp} {
			require.ErrorIs(t, tenancy.Within(tenancy.WithActor(ctx, c.b.user), tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
				require.Equal(t, inner, actingOf(t, tx))
				return result
			}), result)
			require.Equal(t, outer, actingOf(t, tx))
		}
		return nil
	}))
}

// In a transaction of the caller's everything is as it was afterwards, and the end of it is the caller's.
func TestWithinACallersTransaction(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for name, db := range map[string]*gorm.DB{
		"superuser": c.admin, "prepared": c.admin.Session(&gorm.Session{PrepareStmt: true}),
	} {
		t.Run(name, func(t *testing.T) {
			for _, own := range []acting{nobody, {Role: "synapscale_checker", Tenant: c.b.tenant.String(), Actor: uuid.NewString()}} {
				before := count(t, c.admin)
				tx := db.Begin()
				require.NoError(t, tx.Error)
				require.NoError(t, tx.Exec("select set_config('role', ?, true), set_config('app.current_tenant', ?, true), set_config('app.current_user', ?, true)",
					own.Role, own.Tenant, own.Actor).Error)
				require.NoError(t, tenancy.Within(t.Context(), tx, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
					require.EqualValues(t, 1, count(t, tx))
					require.NoError(t, tenancy.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
						return tx.Create(newAgent(c.a)).Error
					}))
					require.EqualValues(t, 2, count(t, tx))
					return nil
				}))
				require.Equal(t, own, actingOf(t, tx))
				require.ErrorIs(t, tenancy.Within(t.Context(), tx, c.a.tenant, func(context.Context, *gorm.DB) error { return errGivenUp }), errGivenUp)
				require.Equal(t, own, actingOf(t, tx))
				require.Panics(t, func() {
					_ = tenancy.Within(t.Context(), tx, c.a.tenant, func(context.Context, *gorm.DB) error { panic("nested") })
				})
				require.Equal(t, own, actingOf(t, tx))
				// One tenant after another, as a job over all of them has it.
				require.NoError(t, tenancy.Within(t.Context(), tx, c.b.tenant, func(_ context.Context, tx *gorm.DB) error {
					require.EqualValues(t, 1, count(t, tx))
					return nil
				}))
				require.NoError(t, tx.Rollback().Error)
				require.Equal(t, before, count(t, c.admin))
			}
		})
	}
}

// A context that has ended leaves the caller's transaction as it was, too.
func TestContextEndsInACallersTransaction(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	tx := c.admin.Begin()
	require.NoError(t, tx.Error)
	defer tx.Rollback()
	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, tenancy.Within(ctx, tx, c.a.tenant, func(context.Context, *gorm.DB) error {
		cancel()
		return nil
	}), context.Canceled)
	require.Equal(t, nobody, actingOf(t, tx))
	require.EqualValues(t, 2, count(t, tx))
}
