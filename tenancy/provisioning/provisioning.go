package provisioning

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/validation"
	"github.com/synapscale/synapscale-go/workspaces"
)

// OwnerRole is the name of the role, shared by all tenants, that an owner gets unless the [Order] names another.
const OwnerRole = "owner"

// An Order says what to make. Of its rows, the keys, and what one says of another, are filled in.
type Order struct {
	// Tenant has a Name and a PlanID at least. Without a Slug it gets that of [Slug].
	Tenant tenancy.Tenant
	// OwnerID is a user who is there already. One who has no home in a tenant gets it in this one; any other is its guest.
	OwnerID uuid.UUID `validate:"required_without=Owner,excluded_with=Owner"`
	// Owner is a new user, in the place of OwnerID.
	Owner *auth.User
	// RoleID is the role that the owner gets, one that all tenants share; without it, it is the one called [OwnerRole].
	RoleID uuid.UUID
	// Workspace may be empty: without a Name it is called like the tenant, and without a Slug it gets the tenant's with
	// its own name added.
	Workspace workspaces.Workspace
}

// A Customer is what was made, as it is in the database.
type Customer struct {
	Tenant    tenancy.Tenant
	Owner     auth.User // also if the user was there before
	Grant     rbac.UserTenantRole
	Workspace workspaces.Workspace
	Member    workspaces.Member
}

// Create makes a customer, or nothing at all: in a transaction of its own or, if db is one, in a savepoint of that. It
// runs within [tenancy.AsSystem], which alone may write tenants.
//
// An order that is not valid is a [*validation.Error], from before anything is written. Nobody may be put on a plan that
// cannot be chosen ([tenancy.ErrPlanUnavailable]); a plan that allows no workspace, or no member in it, allows no customer
// either ([tenancy.LimitError]). A slug, an address or a user name that somebody has is a [*TakenError]. A plan or user
// that is not there is [gorm.ErrRecordNotFound].
func Create(ctx context.Context, db *gorm.DB, order Order) (Customer, error) {
	order.complete(db.NowFunc().Truncate(time.Microsecond)) // As exact as the database.
	if err := validation.Struct(ctx, order); err != nil {
		return Customer{}, err
	}
	var made Customer
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		for _, step := range []struct {
			name string
			do   func(tx *gorm.DB, made *Customer) error
		}{
			{"create the tenant", order.createTenant},
			{"create the owner", order.createOwner},
			{"give the owner a role", order.grantRole},
			{"create the workspace", order.createWorkspace},
			{"make the owner a member of the workspace", order.createMember},
		} {
			if err := step.do(tx, &made); err != nil {
				return order.refused(step.name, err)
			}
		}
		// Triggers have written to it since.
		return tx.Take(&made.Workspace).Error
	})
	if err != nil {
		return Customer{}, err
	}
	return made, nil
}

// complete fills in what an order leaves open. It works on a copy of the caller's owner.
func (o *Order) complete(now time.Time) {
	fill(&o.Tenant.ID)
	if o.Tenant.Slug == "" {
		o.Tenant.Slug = Slug(o.Tenant.Name)
	}
	owner := o.OwnerID
	if o.Owner != nil {
		user := *o.Owner
		fill(&user.ID)
		user.TenantID = &o.Tenant.ID
		o.Owner, owner = &user, user.ID
	}
	w := &o.Workspace
	fill(&w.ID)
	w.TenantID, w.OwnerID, w.LastActivityAt = o.Tenant.ID, owner, now
	own := Slug(w.Name)
	if w.Name == "" {
		w.Name = o.Tenant.Name
	}
	if w.Slug == "" {
		w.Slug = shorten(o.Tenant.Slug+"-"+own, longestWorkspaceSlug)
	}
}

func fill(id *uuid.UUID) {
	if *id == uuid.Nil {
		*id = uuid.New()
	}
}

// createTenant puts the tenant on its plan, which cannot change until the transaction ends.
func (o *Order) createTenant(tx *gorm.DB, made *Customer) error {
	if err := tenancy.RequireChoosable(tx.Statement.Context, tx, o.Tenant.PlanID); err != nil {
		return err
	}
	made.Tenant = o.Tenant
	if err := tx.Create(&made.Tenant).Error; err != nil {
		return err
	}
	if err := tx.Exec("select synapscale_db.copy_plan_to_tenants(array[?::uuid])", made.Tenant.ID).Error; err != nil {
		return err
	}
	made.Tenant = tenancy.Tenant{ID: made.Tenant.ID}
	return tx.Take(&made.Tenant).Error
}

func (o *Order) createOwner(tx *gorm.DB, made *Customer) error {
	if o.Owner != nil {
		made.Owner = *o.Owner
		return tx.Create(&made.Owner).Error
	}
	locked := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
	if err := locked.Take(&made.Owner, "id = ?", o.OwnerID).Error; err != nil {
		return fmt.Errorf("user %s: %w", o.OwnerID, err)
	}
	if err := requireSignIn(made.Owner); err != nil {
		return err
	}
	if made.Owner.TenantID != nil {
		return nil
	}
	return tx.Model(&made.Owner).Update("TenantID", &made.Tenant.ID).Error
}

// requireSignIn refuses an owner who could not sign in. Somebody whose address is still to be verified can.
func requireSignIn(user auth.User) error {
	status := auth.UserStatusActive
	if user.Status != nil {
		status = *user.Status
	}
	switch {
	case status != auth.UserStatusActive && status != auth.UserStatusPendingVerification:
		return fmt.Errorf("%w: user %s is %s", ErrOwnerUnavailable, user.ID, status)
	case user.IsActive != nil && !*user.IsActive:
		return fmt.Errorf("%w: user %s is not active", ErrOwnerUnavailable, user.ID)
	}
	return nil
}

func (o *Order) grantRole(tx *gorm.DB, made *Customer) error {
	// A role that is a tenant's own is not this tenant's, which is new.
	shared, missing := tx.Where("tenant_id is null"), fmt.Sprintf("no role %s is shared by all tenants", o.RoleID)
	if o.RoleID == uuid.Nil {
		shared, missing = shared.Where("name = ?", OwnerRole), fmt.Sprintf("no role called %q is shared by all tenants: make one, or set RoleID", OwnerRole)
	} else {
		shared = shared.Where("id = ?", o.RoleID)
	}
	var role rbac.Role
	err := shared.Take(&role).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("%w: %s", ErrRoleUnavailable, missing)
	}
	if err != nil {
		return err
	}
	made.Grant = rbac.UserTenantRole{UserID: made.Owner.ID, TenantID: made.Tenant.ID, RoleID: role.ID}
	return tx.Create(&made.Grant).Error
}

func (o *Order) createWorkspace(tx *gorm.DB, made *Customer) error {
	made.Workspace = o.Workspace
	return tx.Create(&made.Workspace).Error
}

func (o *Order) createMember(tx *gorm.DB, made *Customer) error {
	now := made.Workspace.LastActivityAt
	made.Member = workspaces.Member{
		WorkspaceID: made.Workspace.ID, UserID: made.Owner.ID, TenantID: made.Tenant.ID,
		Role: new(workspaces.MemberRoleOwner), JoinedAt: now, LastSeenAt: now,
	}
	return tx.Create(&made.Member).Error
}
