package tenancy

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// AsSystem calls fn in a transaction that sees and writes the rows of all tenants, for the few that may: whoever
// provisions tenants, jobs over all of them, support. It is like [Within] otherwise, and takes on the role
// [isolation.SystemRole].
//
// The reason is for those who read the audit log later, and must not be empty. It is recorded in synapscale_db.audit_log,
// in the same transaction and so only if that commits: as an INSERT into the table "tenancy.AsSystem", which does not
// exist, of a record with an ID of its own and the one column "reason", changed by the actor of [WithActor] if that is a
// user.
//
// Inside the transaction of a tenant it is [ErrInsideTenant]: leave that first. Inside AsSystem, Within narrows to a
// tenant, and the system acts again afterwards.
func AsSystem(ctx context.Context, db *gorm.DB, reason string, fn func(ctx context.Context, tx *gorm.DB) error) error {
	return Options{}.AsSystem(ctx, db, reason, fn)
}

// AsSystem is the function [AsSystem] with these options. A transaction that is ReadOnly cannot record the reason, which
// is why the database begins to refuse writes once that is done.
func (o Options) AsSystem(ctx context.Context, db *gorm.DB, reason string, fn func(ctx context.Context, tx *gorm.DB) error) error {
	if strings.TrimSpace(reason) == "" {
		return ErrNoReason
	}
	if s := heldBy(ctx).scope; s != nil && !s.ended.Load() && s.tenant() != noTenant {
		return &InsideTenantError{Tenant: s.tenant()}
	}
	readOnly := o.ReadOnly
	o.ReadOnly = false
	actor, _ := Actor(ctx)
	return o.run(ctx, db, acting{role: isolation.SystemRole, actor: actor}, func(ctx context.Context, tx *gorm.DB) error {
		if err := tx.Exec(recordReason, reason, acting{actor: actor}.settings().actor).Error; err != nil {
			return fmt.Errorf("tenancy: record why the system acts: %w", err)
		}
		if readOnly {
			if err := tx.Exec("set transaction read only").Error; err != nil {
				return fmt.Errorf("tenancy: read only: %w", err)
			}
		}
		return fn(ctx, tx)
	})
}

// recordReason writes what package audit reads, which stands above this one.
const recordReason = `insert into synapscale_db.audit_log (table_name, record_id, operation, diffs, changed_by)
	values ('tenancy.AsSystem', gen_random_uuid(), 'INSERT', jsonb_build_object('new', jsonb_build_object('reason', ?::text)),
		(select id from synapscale_db.users where id = nullif(?, '')::uuid))`
