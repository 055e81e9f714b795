package agents

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Quota is how many calls and tokens an agent may use in a period. An agent may have several. The database stores the
// quota and enforces nothing of it. It is deleted with its agent or its tenant.
//
// Table synapscale_db.agent_quotas.
type Quota struct {
	ID      uuid.UUID `gorm:"column:quota_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	AgentID uuid.UUID `gorm:"column:agent_id;type:uuid;not null;index:idx_agent_quotas_agent_id" validate:"required"`
	// TenantID repeats the tenant of the agent. The database does not hold the two together.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_agent_quotas_tenant_id" validate:"required"`
	// MaxCalls and MaxTokens may be -1, which is no limit wherever else one is kept: [tenancy.Unlimited].
	MaxCalls  int64 `gorm:"column:max_calls;type:bigint;not null" validate:"gte=-1"`
	MaxTokens int64 `gorm:"column:max_tokens;type:bigint;not null" validate:"gte=-1"`
	// Period has months, days and microseconds, which PostgreSQL does not convert into each other. Valid has to be
	// true.
	Period    pgtype.Interval `gorm:"column:period;type:interval;not null" validate:"required"`
	CreatedAt time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`

	Agent  *Agent          `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:agent_quotas_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Quota) TableName() string { return "synapscale_db.agent_quotas" }

// A UsageMetric is what an agent used from PeriodStart to PeriodEnd. There is at most one per agent and start, whatever
// the length of the period. It is deleted with its agent.
//
// Table synapscale_db.agent_usage_metrics.
type UsageMetric struct {
	ID          uuid.UUID `gorm:"column:metric_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	AgentID     uuid.UUID `gorm:"column:agent_id;type:uuid;not null;uniqueIndex:agent_usage_metrics_agent_id_period_start_key,priority:1" validate:"required"`
	PeriodStart time.Time `gorm:"column:period_start;type:timestamptz;not null;uniqueIndex:agent_usage_metrics_agent_id_period_start_key,priority:2" validate:"required"`
	PeriodEnd   time.Time `gorm:"column:period_end;type:timestamptz;not null" validate:"required"`
	CallsCount  int64     `gorm:"column:calls_count;type:bigint;not null" validate:"gte=0"`
	TokensUsed  int64     `gorm:"column:tokens_used;type:bigint;not null" validate:"gte=0"`
	// EstimatedCost keeps four decimals. Rounded call by call, cheap calls add up to nothing: add first, round last.
	EstimatedCost decimal.Decimal `gorm:"column:cost_est;type:numeric(12,4);not null"`
	CreatedAt     time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`

	Agent *Agent `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UsageMetric) TableName() string { return "synapscale_db.agent_usage_metrics" }
