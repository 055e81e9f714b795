package tenancy

import (
	"math"
	"time"

	"github.com/google/uuid"
)

// A Holder is who has entitlements: a tenant, or one of its workspaces. With WorkspaceID zero it is the tenant itself.
type Holder struct {
	TenantID    uuid.UUID
	WorkspaceID uuid.UUID
}

// A Source is the level that decided something about a feature.
type Source string

// The sources. Of those that say something, the last one here decides.
const (
	SourcePlan      Source = "plan"      // the plan, also by saying nothing
	SourceTenant    Source = "tenant"    // a [TenantFeature] that has not expired
	SourceWorkspace Source = "workspace" // a row of workspace_features that has not expired
)

// An Entitlement is what a [Holder] has of one feature once plan, tenant and workspace are taken together. The zero
// value is nothing at all.
type Entitlement struct {
	Key     string
	Enabled bool
	// Unlimited true means that Limit says nothing.
	Unlimited bool
	Limit     int64
	// Used is what was counted against Limit, where Limit stands: in the workspace if LimitSource is [SourceWorkspace],
	// otherwise in the tenant, for all of its workspaces together.
	Used int64
	// Source decided Enabled, and LimitSource the limit.
	Source, LimitSource Source
	// ExpiresAt is when the first of the exceptions behind this ends and the answer may become another.
	ExpiresAt *time.Time
	// Config is that of the plan, in which each key that the tenant, and then the workspace, has too is replaced.
	Config map[string]any
}

// Left is how much of the feature may still be used. Without a limit it is as much as still can be counted.
func (e Entitlement) Left() int64 {
	if !e.Enabled {
		return 0
	}
	return max(e.ceiling()-e.Used, 0)
}

// Allows reports whether n more of the feature may be used. A feature that is only on or off allows any n. It says what
// was so when it was read: only [Consume] is exact.
func (e Entitlement) Allows(n int64) bool {
	return e.Enabled && n >= 0 && n <= e.Left()
}

// ceiling is the largest count that the limit and the column of the count allow.
func (e Entitlement) ceiling() int64 {
	if e.Unlimited {
		return math.MaxInt32
	}
	return e.Limit
}

// An EntitlementSet is all that a [Holder] is entitled to.
type EntitlementSet struct {
	Holder Holder
	// PlanID is the plan that counts: that of the live subscription, else the tenant's own.
	PlanID uuid.UUID
	// Features holds every feature of the catalogue by its key, also those that are not enabled.
	Features map[string]Entitlement
	Limits   Limits
	Allowed  Allowed
}

// Get returns the entitlement to a feature. One that the catalogue does not have is not enabled.
func (s *EntitlementSet) Get(key string) Entitlement {
	if found, ok := s.Features[key]; ok {
		return found
	}
	return Entitlement{Key: key}
}

// Limits are those that have a column of their own in plans, tenants and workspaces, as they hold for a [Holder]: nil is
// no limit, and there is no negative one. The database enforces the first four.
type Limits struct {
	Workspaces *int32 `gorm:"column:limit_workspaces"`
	// MembersPerWorkspace is that of the holder's workspace, if it has one.
	MembersPerWorkspace *int32 `gorm:"column:limit_members"`
	// ProjectsPerWorkspace is so too. Without a live subscription only the workspace itself has one.
	ProjectsPerWorkspace *int32 `gorm:"column:limit_projects"`
	StorageMB            *int32 `gorm:"column:limit_storage_mb"`
	// ExecutionsPerMonth and APICallsPerDay are for services to count.
	ExecutionsPerMonth *int32 `gorm:"column:limit_executions"`
	APICallsPerDay     *int32 `gorm:"column:limit_api_calls"`
}

// Allowed is what has a column of its own in plans, and is on or off.
type Allowed struct {
	CollaborativeWorkspaces bool `gorm:"column:allow_collaborative_workspaces"`
	CustomDomains           bool `gorm:"column:allow_custom_domains"`
	APIAccess               bool `gorm:"column:allow_api_access"`
	AdvancedAnalytics       bool `gorm:"column:allow_advanced_analytics"`
	PrioritySupport         bool `gorm:"column:allow_priority_support"`
}
