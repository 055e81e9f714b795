package auth

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A UserVariable is a value that a user keeps under a name, often a secret such as the key of an API. It belongs to its
// user and to a tenant, and is deleted with either.
//
// Table synapscale_db.user_variables.
type UserVariable struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Key is not unique: nothing keeps a user from having two variables of one name.
	Key string `gorm:"column:key;type:varchar(255);not null" validate:"required,max=255"`
	// Value is never marshalled, whether IsSecret or not. With IsEncrypted it is a ciphertext.
	Value string `gorm:"column:value;type:text;not null" json:"-" validate:"required"`
	// IsSecret asks that the value is not shown again. It does not encrypt.
	IsSecret    bool      `gorm:"column:is_secret;type:boolean;not null;default:false"`
	UserID      uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:idx_user_variables_user_id" validate:"required"`
	CreatedAt   time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt   time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	Category    *string   `gorm:"column:category;type:varchar(100)" validate:"omitempty,max=100"`
	Description *string   `gorm:"column:description;type:text"`
	IsEncrypted bool      `gorm:"column:is_encrypted;type:boolean;not null;default:false"`
	IsActive    *bool     `gorm:"column:is_active;type:boolean;not null;default:true"`
	TenantID    uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_user_variables_tenant_id" validate:"required"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:user_variables_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *User           `gorm:"foreignKey:UserID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UserVariable) TableName() string { return "synapscale_db.user_variables" }
