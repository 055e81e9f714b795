package provisioning_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/provisioning"
	"github.com/synapscale/synapscale-go/validation"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A catalogue is what has to be there before the first customer.
type catalogue struct {
	plan tenancy.Plan
	role rbac.Role
}

func newCatalogue(tb testing.TB, db *gorm.DB) catalogue {
	tb.Helper()
	c := catalogue{
		plan: tenancy.Plan{ID: uuid.New(), Name: "Team", Slug: "team", MaxWorkspaces: new(int32(3)), MaxMembersPerWorkspace: new(int32(4)), MaxStorageMB: new(int32(5))},
		role: rbac.Role{ID: uuid.New(), Name: provisioning.OwnerRole, IsSystem: new(true)},
	}
	require.NoError(tb, db.Create(&c.plan).Error)
	require.NoError(tb, db.Create(&c.role).Error)
	return c
}

// user is one who is not in the database.
func user(name string) *auth.User {
	return &auth.User{Email: name + "@example.com", Username: name, FullName: name, HashedPassword: "$2b$"}
}

func newUser(tb testing.TB, db *gorm.DB, u auth.User) auth.User {
	tb.Helper()
	require.NoError(tb, db.Create(&u).Error)
	return u
}

func (c catalogue) order(name string) provisioning.Order {
	return provisioning.Order{Tenant: tenancy.Tenant{Name: name, PlanID: c.plan.ID}, Owner: user(provisioning.Slug(name))}
}

// asSystem runs fn as a service runs it.
func asSystem(tb testing.TB, db *gorm.DB, fn func(ctx context.Context, tx *gorm.DB) error) error {
	tb.Helper()
	return tenancy.AsSystem(tb.Context(), db, "a new customer signed up", fn)
}

// create makes a customer as a service does.
func create(tb testing.TB, db *gorm.DB, order provisioning.Order) (made provisioning.Customer, err error) {
	tb.Helper()
	err = asSystem(tb, db, func(ctx context.Context, tx *gorm.DB) error {
		made, err = provisioning.Create(ctx, tx, order)
		return err
	})
	return made, err
}

func query[T any](tb testing.TB, db *gorm.DB, statement string, arguments ...any) (value T) {
	tb.Helper()
	require.NoError(tb, db.Raw(statement, arguments...).Row().Scan(&value), statement)
	return value
}

func execute(tb testing.TB, db *gorm.DB, statement string, arguments ...any) {
	tb.Helper()
	require.NoError(tb, db.Exec(statement, arguments...).Error, statement)
}

// written are the tables that provisioning writes.
var written = []string{"tenants", "users", "user_tenant_roles", "workspaces", "workspace_members"}

// state is everything in the tables that provisioning writes.
func state(tb testing.TB, db *gorm.DB) (all []string) {
	tb.Helper()
	for _, table := range written {
		all = append(all, query[string](tb, db, "select coalesce(string_agg(t::text, ' ' order by id), '') from synapscale_db."+table+" t"))
	}
	return all
}

func TestCreate(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	feature := tenancy.Feature{ID: uuid.New(), Key: "sso", Name: "SSO"}
	require.NoError(t, tx.Create(&feature).Error)
	require.NoError(t, tx.Create(&tenancy.PlanFeature{PlanID: c.plan.ID, FeatureID: feature.ID}).Error)
	order := c.order("Ação & Cia.")
	order.Tenant.Timezone = new("America/Sao_Paulo")
	ordered := *order.Owner

	made, err := create(t, tx, order)
	require.NoError(t, err)
	require.Equal(t, ordered, *order.Owner, "the caller's is left as it was")
	require.Equal(t, "acao-cia", made.Tenant.Slug)
	require.Equal(t, c.plan.ID, made.Tenant.PlanID)
	require.Equal(t, tenancy.TenantStatusActive, *made.Tenant.Status)
	require.Equal(t, "America/Sao_Paulo", *made.Tenant.Timezone)
	require.Equal(t, "Ação & Cia.", made.Workspace.Name)
	require.Equal(t, "acao-cia", made.Workspace.Slug)
	require.EqualValues(t, 1, made.Workspace.MemberCount)

	// What is returned is what is in the database.
	var tenant tenancy.Tenant
	var owner auth.User
	var grant rbac.UserTenantRole
	var workspace workspaces.Workspace
	var member workspaces.Member
	for _, row := range []any{&tenant, &owner, &grant, &workspace, &member} {
		require.NoError(t, tx.Take(row).Error)
	}
	require.Equal(t, provisioning.Customer{Tenant: tenant, Owner: owner, Grant: grant, Workspace: workspace, Member: member}, made)
	require.Equal(t, tenant.ID, *owner.TenantID)
	require.Equal(t, []uuid.UUID{owner.ID, tenant.ID, c.role.ID}, []uuid.UUID{grant.UserID, grant.TenantID, grant.RoleID})
	require.Equal(t, []uuid.UUID{owner.ID, tenant.ID}, []uuid.UUID{workspace.OwnerID, workspace.TenantID})
	require.Equal(t, []uuid.UUID{owner.ID, tenant.ID, workspace.ID}, []uuid.UUID{member.UserID, member.TenantID, member.WorkspaceID})
	require.Equal(t, workspaces.MemberRoleOwner, *member.Role)

	// The plan holds.
	require.Equal(t, []*int32{c.plan.MaxWorkspaces, c.plan.MaxMembersPerWorkspace, c.plan.MaxStorageMB}, []*int32{tenant.MaxWorkspaces, tenant.MaxMembersPerWorkspace, tenant.MaxStorageMB})
	require.Equal(t, []string{"sso"}, []string(tenant.EnabledFeatures))

	// The tenant sees all of it, and the other customers see nothing.
	other, err := create(t, tx, c.order("Other"))
	require.NoError(t, err)
	for id, expected := range map[uuid.UUID]int{tenant.ID: 5, other.Tenant.ID: 0} {
		require.NoError(t, tenancy.Within(t.Context(), tx, id, func(_ context.Context, tx *gorm.DB) error {
			seen := 0
			for table, key := range map[string]any{
				"tenants": tenant.ID, "users": owner.ID, "user_tenant_roles": grant.ID, "workspaces": workspace.ID, "workspace_members": member.ID,
			} {
				seen += query[int](t, tx, "select count(*) from synapscale_db."+table+" where id = ?", key)
			}
			require.Equal(t, expected, seen)
			return nil
		}))
	}
}

func TestCreateAsOrdered(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	founder := rbac.Role{ID: uuid.New(), Name: "founder"}
	require.NoError(t, tx.Create(&founder).Error)
	order := c.order("Acme")
	order.Tenant.ID, order.Tenant.Slug = uuid.New(), "acme-inc"
	order.Owner.ID = uuid.New()
	order.RoleID = founder.ID
	order.Workspace = workspaces.Workspace{ID: uuid.New(), Name: "Research", Type: new(workspaces.TypeCollaborative), EnableComments: true, MaxMembers: new(int32(2))}
	made, err := create(t, tx, order)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{order.Tenant.ID, order.Owner.ID, founder.ID, order.Workspace.ID}, []uuid.UUID{made.Tenant.ID, made.Owner.ID, made.Grant.RoleID, made.Workspace.ID})
	require.Equal(t, []string{"acme-inc", "acme-inc-research", "Research"}, []string{made.Tenant.Slug, made.Workspace.Slug, made.Workspace.Name})
	require.Equal(t, workspaces.TypeCollaborative, *made.Workspace.Type)
	require.True(t, made.Workspace.EnableComments)

	order = c.order("Long")
	order.Tenant.Slug = strings.Repeat("l", 100)
	order.Workspace.Name = strings.Repeat("w", 18) + " " + strings.Repeat("w", 100)
	made, err = create(t, tx, order)
	require.NoError(t, err)
	require.Equal(t, order.Tenant.Slug+"-"+strings.Repeat("w", 18), made.Workspace.Slug)

	order = c.order("Nippon")
	order.Workspace.Name, order.Workspace.Slug = "日本", "hon"
	made, err = create(t, tx, order)
	require.NoError(t, err)
	require.Equal(t, []string{"日本", "hon"}, []string{made.Workspace.Name, made.Workspace.Slug})
	order = c.order("Nippon Two")
	order.Workspace.Name = "日本"
	made, err = create(t, tx, order)
	require.NoError(t, err)
	require.Equal(t, "nippon-two", made.Workspace.Slug)
}

// A user without a home is at home from now on; one who has a home is a guest.
func TestCreateForAUserWhoIsThere(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	elsewhere, err := create(t, tx, c.order("Elsewhere"))
	require.NoError(t, err)
	homeless := newUser(t, tx, *user("homeless"))
	for i, test := range []struct {
		owner uuid.UUID
		home  func(tenant uuid.UUID) uuid.UUID
	}{
		{homeless.ID, func(tenant uuid.UUID) uuid.UUID { return tenant }},
		{elsewhere.Owner.ID, func(uuid.UUID) uuid.UUID { return elsewhere.Tenant.ID }},
	} {
		order := c.order([]string{"First", "Second"}[i])
		order.Owner, order.OwnerID = nil, test.owner
		made, err := create(t, tx, order)
		require.NoError(t, err)
		require.Equal(t, test.owner, made.Owner.ID)
		require.Equal(t, test.home(made.Tenant.ID), *made.Owner.TenantID)
		require.Equal(t, *made.Owner.TenantID, query[uuid.UUID](t, tx, "select tenant_id from synapscale_db.users where id = ?", test.owner))
		require.Equal(t, test.owner, made.Member.UserID)
		require.NoError(t, tenancy.Within(t.Context(), tx, made.Tenant.ID, func(_ context.Context, tx *gorm.DB) error {
			require.Equal(t, 1, query[int](t, tx, "select count(*) from synapscale_db.users where id = ?", test.owner))
			return nil
		}))
	}
}

// A refusal is an order that is refused, with its reason.
type refusal struct {
	name   string
	change func(o *provisioning.Order)
	err    error
	text   string
}

// requireRefused asks that nothing of the orders stays, and that the transaction of the caller goes on.
func (c catalogue) requireRefused(tb testing.TB, tx *gorm.DB, refusals []refusal) {
	tb.Helper()
	for _, test := range refusals {
		order := c.order("New")
		test.change(&order)
		before := state(tb, tx)
		made, err := create(tb, tx, order)
		require.Error(tb, err, test.name)
		if test.err != nil {
			require.ErrorIs(tb, err, test.err, test.name)
		}
		require.ErrorContains(tb, err, test.text, test.name)
		require.Zero(tb, made, test.name)
		require.Equal(tb, before, state(tb, tx), test.name)
	}
}

func TestCreateRefusesWhatIsNotValid(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	taken, err := create(t, tx, c.order("Taken"))
	require.NoError(t, err)
	c.requireRefused(t, tx, []refusal{
		{"no name", func(o *provisioning.Order) { o.Tenant.Name = "" }, validation.ErrInvalid, "Order.Tenant.Name is required"},
		{"no slug to be made", func(o *provisioning.Order) { o.Tenant.Name = "日本" }, validation.ErrInvalid, "Order.Tenant.Slug is required"},
		{"a slug that is none", func(o *provisioning.Order) { o.Tenant.Slug = "No Slug" }, validation.ErrInvalid, "Order.Tenant.Slug must be lower-case"},
		{"no plan", func(o *provisioning.Order) { o.Tenant.PlanID = uuid.Nil }, validation.ErrInvalid, "Order.Tenant.PlanID is required"},
		{"no owner", func(o *provisioning.Order) { o.Owner = nil }, validation.ErrInvalid, "Order.OwnerID"},
		{"two owners", func(o *provisioning.Order) { o.OwnerID = taken.Owner.ID }, validation.ErrInvalid, "Order.OwnerID"},
		{"an owner without an address", func(o *provisioning.Order) { o.Owner.Email = "" }, validation.ErrInvalid, "Order.Owner.Email is required"},
		{"a workspace that is none", func(o *provisioning.Order) { o.Workspace.Color = new("red") }, validation.ErrInvalid, "Order.Workspace.Color"},
	})
}

// What is valid, and refused by what is in the database already.
func TestCreateRefusesWhatTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	taken, err := create(t, tx, c.order("Taken"))
	require.NoError(t, err)
	own := rbac.Role{ID: uuid.New(), Name: "their own", TenantID: &taken.Tenant.ID}
	require.NoError(t, tx.Create(&own).Error)
	planned := func(change func(plan *tenancy.Plan)) uuid.UUID {
		plan := tenancy.Plan{ID: uuid.New(), Name: "Plan", Slug: uuid.NewString()}
		change(&plan)
		require.NoError(t, tx.Create(&plan).Error)
		return plan.ID
	}
	existing := func(name string, change func(u *auth.User)) func(o *provisioning.Order) {
		u := user(name)
		change(u)
		id := newUser(t, tx, *u).ID
		return func(o *provisioning.Order) { o.Owner, o.OwnerID = nil, id }
	}
	c.requireRefused(t, tx, []refusal{
		{"a plan that is not there", func(o *provisioning.Order) { o.Tenant.PlanID = uuid.New() }, gorm.ErrRecordNotFound, "plan"},
		{"a plan that is over", func(o *provisioning.Order) {
			o.Tenant.PlanID = planned(func(plan *tenancy.Plan) { plan.Status = new(tenancy.PlanStatusDeprecated) })
		}, tenancy.ErrPlanUnavailable, "is deprecated"},
		{"a plan without workspaces", func(o *provisioning.Order) {
			o.Tenant.PlanID = planned(func(plan *tenancy.Plan) { plan.MaxWorkspaces = new(int32(0)) })
		}, tenancy.ErrLimitExceeded, "create the workspace"},
		{"a plan without members", func(o *provisioning.Order) {
			o.Tenant.PlanID = planned(func(plan *tenancy.Plan) { plan.MaxMembersPerWorkspace = new(int32(0)) })
		}, tenancy.ErrLimitExceeded, "make the owner a member"},
		{"a workspace above the plan", func(o *provisioning.Order) { o.Workspace.MaxMembers = new(int32(5)) }, tenancy.ErrLimitExceeded, "limits that the workspace may set"},

		{"a slug that another tenant has", func(o *provisioning.Order) { o.Tenant.Slug = "taken" }, provisioning.ErrSlugTaken, `slug taken: Tenant.Slug "taken": choose another`},
		{"a name whose slug another tenant has", func(o *provisioning.Order) { o.Tenant.Name = "Tåken!" }, provisioning.ErrSlugTaken, `Tenant.Slug "taken"`},
		{"a slug that another workspace has", func(o *provisioning.Order) { o.Workspace.Slug = "taken" }, provisioning.ErrSlugTaken, `Workspace.Slug "taken"`},
		{"an address that another user has", func(o *provisioning.Order) { o.Owner.Email = "taken@example.com" }, provisioning.ErrUserTaken, `Owner.Email "taken@example.com"`},
		{"a name that another user has", func(o *provisioning.Order) { o.Owner.Username = "taken" }, provisioning.ErrUserTaken, `Owner.Username "taken"`},
		{"a key that another tenant has", func(o *provisioning.Order) { o.Tenant.ID = taken.Tenant.ID }, nil, "tenants_pkey"},

		{"a user who is not there", func(o *provisioning.Order) { o.Owner, o.OwnerID = nil, uuid.New() }, gorm.ErrRecordNotFound, "user"},
		{"a user who is deleted", existing("deleted", func(u *auth.User) { u.Status = new(auth.UserStatusDeleted) }), provisioning.ErrOwnerUnavailable, "is deleted"},
		{"a user who is suspended", existing("suspended", func(u *auth.User) { u.Status = new(auth.UserStatusSuspended) }), provisioning.ErrOwnerUnavailable, "is suspended"},
		{"a user who is not active", existing("inactive", func(u *auth.User) { u.IsActive = new(false) }), provisioning.ErrOwnerUnavailable, "is not active"},
		{"a role that is not there", func(o *provisioning.Order) { o.RoleID = uuid.New() }, provisioning.ErrRoleUnavailable, "no role"},
		{"a role that is a tenant's", func(o *provisioning.Order) { o.RoleID = own.ID }, provisioning.ErrRoleUnavailable, own.ID.String()},
	})
}

// Somebody whose address is still to be verified, or whose row does not say, may own.
func TestCreateForAUserWhoMaySignIn(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	for name, set := range map[string]string{"waiting": "status = 'pending_verification'", "unsaid": "status = null, is_active = null"} {
		owner := newUser(t, tx, *user(name))
		execute(t, tx, "update synapscale_db.users set "+set+" where id = ?", owner.ID)
		order := c.order(name)
		order.Owner, order.OwnerID = nil, owner.ID
		_, err := create(t, tx, order)
		require.NoError(t, err, name)
	}
}

// A tenant's own role called owner is not the one that all share.
func TestCreateWithoutASharedOwnerRole(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	first, err := create(t, tx, c.order("First"))
	require.NoError(t, err)
	execute(t, tx, "update synapscale_db.rbac_roles set tenant_id = ?", first.Tenant.ID)
	_, err = create(t, tx, c.order("Second"))
	require.ErrorIs(t, err, provisioning.ErrRoleUnavailable)
	require.ErrorContains(t, err, `no role called "owner" is shared by all tenants`)
}

// Whichever step fails, and whether or not the transaction is the caller's, nothing stays.
func TestCreateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newCatalogue(t, db)
	execute(t, db, "create function public.refuse() returns trigger language plpgsql as $$begin raise 'refused' using errcode = 'XX001'; end$$")
	for _, table := range append([]string{"rbac_roles"}, written...) {
		if table == "rbac_roles" {
			execute(t, db, "revoke select on synapscale_db.rbac_roles from synapscale_system")
		} else {
			execute(t, db, "create trigger refuse before insert or update on synapscale_db."+table+" for each row execute function public.refuse()")
		}
		before := state(t, db)
		order := c.order("New")
		_, err := create(t, db, order)
		requireState(t, table, err)
		require.NoError(t, db.Transaction(func(tx *gorm.DB) error {
			execute(t, tx, "create table public.kept ()")
			_, err := create(t, tx, order)
			requireState(t, table, err)
			return nil
		}), "the transaction goes on")
		require.Equal(t, before, state(t, db), table)
		require.True(t, query[bool](t, db, "select to_regclass('public.kept') is not null"))
		execute(t, db, "drop table public.kept")
		if table == "rbac_roles" {
			execute(t, db, "grant select on synapscale_db.rbac_roles to synapscale_system")
		} else {
			execute(t, db, "drop trigger refuse on synapscale_db."+table)
		}
	}
	_, err := create(t, db, c.order("New"))
	require.NoError(t, err)
	require.Equal(t, 1, query[int](t, db, "select count(*) from synapscale_db.tenants"))
}

func requireState(tb testing.TB, table string, err error) {
	tb.Helper()
	var refused *pgconn.PgError
	require.ErrorAs(tb, err, &refused, table)
	if table == "rbac_roles" {
		require.Equal(tb, "42501", refused.Code)
		require.ErrorContains(tb, err, "needs tenancy.AsSystem")
		return
	}
	require.Equal(tb, "XX001", refused.Code, table)
	require.ErrorContains(tb, err, "provisioning: ")
}

// A tenant cannot make another.
func TestCreateIsTheSystems(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCatalogue(t, tx)
	first, err := create(t, tx, c.order("First"))
	require.NoError(t, err)
	err = tenancy.Within(t.Context(), tx, first.Tenant.ID, func(ctx context.Context, tx *gorm.DB) error {
		_, err := provisioning.Create(ctx, tx, c.order("Second"))
		return err
	})
	require.ErrorContains(t, err, "needs tenancy.AsSystem")
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = provisioning.Create(stopped, tx, c.order("Second"))
	require.ErrorIs(t, err, context.Canceled)
}

// Of many who want the same at once one gets it, and each of the others is told what is taken.
func TestCreateAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newCatalogue(t, db)
	orders := map[string]func(i int) provisioning.Order{
		"Tenant.Slug": func(i int) provisioning.Order {
			order := c.order("Same")
			order.Owner = user("same" + string(rune('a'+i)))
			return order
		},
		"Workspace.Slug": func(i int) provisioning.Order {
			order := c.order("Workspace " + string(rune('a'+i)))
			order.Workspace.Slug = "same-workspace"
			return order
		},
		"Owner.Email": func(i int) provisioning.Order {
			order := c.order("Email " + string(rune('a'+i)))
			order.Owner.Email = "same@example.com"
			return order
		},
	}
	for field, order := range orders {
		errs := make([]error, 12)
		var finished sync.WaitGroup
		for i := range errs {
			finished.Go(func() { _, errs[i] = create(t, db, order(i)) })
		}
		finished.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			var taken *provisioning.TakenError
			require.ErrorAs(t, err, &taken)
			require.Equal(t, field, taken.Field)
			require.True(t, errors.Is(err, provisioning.ErrSlugTaken) != errors.Is(err, provisioning.ErrUserTaken))
			var refused *pgconn.PgError
			require.ErrorAs(t, err, &refused)
		}
		require.Equal(t, 1, made, field)
	}
	for _, table := range written {
		require.Equal(t, len(orders), query[int](t, db, "select count(*) from synapscale_db."+table), table)
	}
}
