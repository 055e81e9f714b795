package files

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Status says what became of a file. The check files_status_check enforces the set.
type Status string

// The statuses of a file.
const (
	StatusActive     Status = "active"
	StatusProcessing Status = "processing"
	StatusCompleted  Status = "completed" // processed
	StatusFailed     Status = "failed"    // could not be processed
	StatusArchived   Status = "archived"
	StatusDeleted    Status = "deleted" // its row stays
)

// Valid reports whether the database accepts s.
func (s Status) Valid() bool {
	switch s {
	case StatusActive, StatusProcessing, StatusCompleted, StatusFailed, StatusArchived, StatusDeleted:
		return true
	}
	return false
}

// A ScanStatus says what a scan for malware found. The check files_scan_status_check enforces the set.
type ScanStatus string

// The scan statuses of a file.
const (
	ScanStatusPending     ScanStatus = "pending" // not scanned yet
	ScanStatusScanning    ScanStatus = "scanning"
	ScanStatusClean       ScanStatus = "clean"
	ScanStatusInfected    ScanStatus = "infected"
	ScanStatusQuarantined ScanStatus = "quarantined"
)

// Valid reports whether the database accepts s.
func (s ScanStatus) Valid() bool {
	switch s {
	case ScanStatusPending, ScanStatusScanning, ScanStatusClean, ScanStatusInfected, ScanStatusQuarantined:
		return true
	}
	return false
}

// A File describes a file that a user uploaded; the content lies elsewhere, under its path. It belongs to its user and
// to a tenant, and is deleted with either; the content is not.
//
// Table synapscale_db.files.
type File struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Filename is the name in storage, OriginalName the one that the file had where it came from.
	Filename     string `gorm:"column:filename;type:varchar(255);not null;index:idx_file_filename" validate:"required,max=255"`
	OriginalName string `gorm:"column:original_name;type:varchar(255);not null" validate:"required,max=255"`
	Path         string `gorm:"column:file_path;type:varchar(500);not null" validate:"required,max=500"`
	// Size is in bytes. The column is an integer: a file of 2 GiB or more does not fit.
	Size      int32     `gorm:"column:file_size;type:integer;not null;index:idx_files_tenant_id_file_size,priority:2" validate:"gte=0"`
	MIMEType  string    `gorm:"column:mime_type;type:varchar(100);not null" validate:"required,max=100"`
	Category  string    `gorm:"column:category;type:varchar(50);not null" validate:"required,max=50"`
	IsPublic  bool      `gorm:"column:is_public;type:boolean;not null;default:false"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:idx_files_tenant_user,priority:2;index:idx_files_user_id" validate:"required"`
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now();index:idx_file_created_at"`
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	// Tags is separate from the rows of package tags; the database does not hold the two together.
	Tags        json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	Description *string         `gorm:"column:description;type:text"`
	TenantID    uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_files_tenant_user,priority:1;index:idx_files_tenant_id_file_size,priority:1" validate:"required"`
	Status      *Status         `gorm:"column:status;type:varchar(20);default:'active';index:idx_files_status;check:files_status_check,status IN ('active', 'processing', 'completed', 'failed', 'archived', 'deleted')" validate:"omitempty,oneof=active processing completed failed archived deleted"`
	// ScanStatus nil is possible, and not clean.
	ScanStatus     *ScanStatus `gorm:"column:scan_status;type:varchar(20);default:'pending';index:idx_files_scan_status,where:scan_status <> 'clean';check:files_scan_status_check,scan_status IN ('pending', 'scanning', 'clean', 'infected', 'quarantined')" validate:"omitempty,oneof=pending scanning clean infected quarantined"`
	AccessCount    *int32      `gorm:"column:access_count;type:integer;default:0" validate:"omitempty,gte=0"`
	LastAccessedAt *time.Time  `gorm:"column:last_accessed_at;type:timestamptz"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:files_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:files_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (File) TableName() string { return "synapscale_db.files" }
