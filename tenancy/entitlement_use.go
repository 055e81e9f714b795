package tenancy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/array"
)

// Why [Consume] and its like refuse.
var (
	// ErrNotEntitled says that the feature is not enabled for the holder.
	ErrNotEntitled = errors.New("tenancy: not entitled")
	// ErrUnknownFeature says that the catalogue has no feature with the key.
	ErrUnknownFeature = errors.New("tenancy: unknown feature")
	// ErrNegativeAmount says that less than nothing was to be used or given back.
	ErrNegativeAmount = errors.New("tenancy: negative amount")
	// ErrUsageOverflow says that a feature without a limit was used more often than its column can count.
	ErrUsageOverflow = errors.New("tenancy: usage count overflows")
)

// UsageError is [ErrLimitExceeded] with the feature and what was left of it.
type UsageError struct {
	Feature string
	Source  Source // whose limit it is
	Limit   int64
	Used    int64
	Asked   int64
}

// Left is how much could have been used.
func (e *UsageError) Left() int64 { return max(e.Limit-e.Used, 0) }

func (e *UsageError) Error() string {
	return fmt.Sprintf("%v: feature %q: %d asked for, %d left of the %d that the %s allows",
		ErrLimitExceeded, e.Feature, e.Asked, e.Left(), e.Limit, e.Source)
}

// Unwrap returns [ErrLimitExceeded].
func (e *UsageError) Unwrap() error { return ErrLimitExceeded }

// Consume counts n more uses of a feature, or none of them: never does the count pass the limit, however many consume at
// once. It returns the entitlement as it is afterwards.
//
// What is used counts where the limit stands that holds. A limit of the workspace's own is for that workspace alone, and
// what is used there takes nothing from the tenant; all other use counts for the tenant, whether its limit is its own or
// the plan's, and goes on counting in the same place when that of the tenant expires. The count is what
// [TenantFeature] and its like of a workspace keep; a row that is missing is made. A feature without a limit is counted
// too.
//
// It fails with a [*UsageError], [ErrNotEntitled], [ErrUnknownFeature], [ErrNegativeAmount] or [ErrUsageOverflow], after
// none of which the transaction has to be rolled back. It does not ask whether the tenant is suspended: [RequireActive]
// does. In REPEATABLE READ and above, PostgreSQL answers who came second with the SQLSTATE 40001, for the whole
// transaction to be tried again.
//
// The row stays locked until the transaction ends. Who consumes several features in one transaction does so with one
// [ConsumeAll], so that two who do cannot wait for each other.
func Consume(ctx context.Context, db *gorm.DB, holder Holder, feature string, n int64) (Entitlement, error) {
	for range attempts {
		row, err := resolveOne(ctx, db, holder, feature, n)
		if err != nil {
			return Entitlement{}, err
		}
		found := row.entitlement()
		if err := found.refuse(n); err != nil || n == 0 {
			return found, err
		}
		used, counted, err := row.count(db.WithContext(ctx), holder, n)
		if err != nil {
			return Entitlement{}, fmt.Errorf("tenancy: consume feature %q of tenant %s: %w", feature, holder.TenantID, err)
		}
		if counted {
			found.Used = used
			return found, nil
		}
		// Since it was resolved, others have used the feature or changed the exception.
	}
	return Entitlement{}, fmt.Errorf("tenancy: consume feature %q of tenant %s: the count stays as it is: a trigger or a policy passes the write over", feature, holder.TenantID)
}

// attempts are many more than others can spoil by changing an exception, and an end where something else does.
const attempts = 100

// ConsumeAll is [Consume] for several features, by their keys: it counts all of them or none. However many holders do so
// at once, they do not wait for each other in a circle.
func ConsumeAll(ctx context.Context, db *gorm.DB, holder Holder, amounts map[string]int64) error {
	return db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// One row for each feature, and everybody takes them in the same order.
		for _, feature := range slices.Sorted(maps.Keys(amounts)) {
			if _, err := Consume(ctx, tx, holder, feature, amounts[feature]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Release gives n uses of a feature back, such as those of something that was deleted or that failed. They are taken from
// where [Consume] would count now, and the count does not fall below zero. It works without an entitlement as well, and
// returns what the holder has afterwards.
func Release(ctx context.Context, db *gorm.DB, holder Holder, feature string, n int64) (Entitlement, error) {
	row, err := resolveOne(ctx, db, holder, feature, n)
	if err != nil {
		return Entitlement{}, err
	}
	found := row.entitlement()
	table, key := row.place(holder)
	var left []int64
	err = db.WithContext(ctx).Raw(
		"update synapscale_db."+table+"_features set usage_count = greatest(greatest(usage_count, 0) - ?::bigint, 0), updated_at = now()"+
			" where "+table+"_id = ? and feature_id = ? returning usage_count", n, key, row.FeatureID,
	).Scan(&left).Error
	if err != nil {
		return Entitlement{}, fmt.Errorf("tenancy: release feature %q of tenant %s: %w", feature, holder.TenantID, err)
	}
	found.Used = 0
	if len(left) > 0 {
		found.Used = left[0]
	}
	return found, nil
}

// ResetUsage begins a new period for some features: their counts of the tenant and of all its workspaces become zero.
// Which features have periods, and when one ends, the caller knows.
func ResetUsage(ctx context.Context, db *gorm.DB, tenant uuid.UUID, features ...string) error {
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// In the order in which ConsumeAll takes the rows, and those of one feature in the order of their keys.
		for _, feature := range slices.Compact(slices.Sorted(slices.Values(features))) {
			for _, table := range []string{"tenant", "workspace"} {
				if err := tx.Exec("with counts as materialized (select c.id from synapscale_db."+table+"_features c"+
					" join synapscale_db.features f on f.id = c.feature_id"+
					" where c.tenant_id = ? and f.key = ? order by c.id for no key update of c)"+
					" update synapscale_db."+table+"_features c set usage_count = 0, updated_at = now() from counts where c.id = counts.id",
					tenant, feature).Error; err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tenancy: reset the usage of tenant %s: %w", tenant, err)
	}
	return nil
}

// resolveOne reads what all levels say about one feature of which n are to be used or given back.
func resolveOne(ctx context.Context, db *gorm.DB, holder Holder, feature string, n int64) (entitlementRow, error) {
	if n < 0 {
		return entitlementRow{}, fmt.Errorf("%w: %d of feature %q", ErrNegativeAmount, n, feature)
	}
	rows, err := resolve(ctx, db, holder, array.Text{feature})
	if err != nil {
		return entitlementRow{}, err
	}
	if rows[0].Key == nil {
		return entitlementRow{}, fmt.Errorf("%w: %q", ErrUnknownFeature, feature)
	}
	return rows[0], nil
}

// refuse says why n more may not be used, and is nil if they may.
func (e Entitlement) refuse(n int64) error {
	switch {
	case !e.Enabled:
		return fmt.Errorf("%w: feature %q", ErrNotEntitled, e.Key)
	case e.Allows(n):
		return nil
	case e.Unlimited:
		return fmt.Errorf("%w: feature %q was used %d times, and %d more are too many: begin a new period with ResetUsage", ErrUsageOverflow, e.Key, e.Used, n)
	}
	return &UsageError{Feature: e.Key, Source: e.LimitSource, Limit: e.Limit, Used: e.Used, Asked: n}
}

// place is the table, without its ending, and the key of its owner, where the uses of the feature are counted.
func (r entitlementRow) place(holder Holder) (table string, key uuid.UUID) {
	if r.entitlement().LimitSource == SourceWorkspace {
		return "workspace", holder.WorkspaceID
	}
	return "tenant", holder.TenantID
}

// count adds n to the count, unless the limit would be passed or the exception has become another than the one that r
// was resolved from. PostgreSQL judges the newest state of the row, which nobody else changes meanwhile.
func (r entitlementRow) count(db *gorm.DB, holder Holder, n int64) (used int64, counted bool, err error) {
	table, key := r.place(holder)
	of := r.Tenant
	if table == "workspace" {
		of = r.Workspace
	}
	var counts []int64
	if of.Exists {
		err = db.Raw("update synapscale_db."+table+"_features set usage_count = greatest(usage_count, 0) + ?, updated_at = now()"+
			" where "+table+"_id = ? and feature_id = ? and greatest(usage_count, 0) + ?::bigint <= ?"+
			" and (is_enabled, limit_value, coalesce(expires_at > now(), true)) is not distinct from (?::boolean, ?::integer, ?::boolean)"+
			" returning usage_count", n, key, r.FeatureID, n, r.entitlement().ceiling(), of.Enabled, of.Limit, of.Live).Scan(&counts).Error
	} else {
		// The new row is no exception: it leaves both the feature and its limit to the plan.
		err = db.Raw("insert into synapscale_db.tenant_features (tenant_id, feature_id, is_enabled, usage_count) values (?, ?, null, ?)"+
			" on conflict (tenant_id, feature_id) do nothing returning usage_count", key, r.FeatureID, n).Scan(&counts).Error
	}
	if err != nil || len(counts) == 0 {
		return 0, false, err
	}
	return counts[0], true, nil
}
