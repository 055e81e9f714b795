package projects

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Project is a workflow that people of a workspace edit together. It belongs to its workspace within a tenant and is
// deleted with the workspace, the workflow or the tenant. Its versions, collaborators and comments go with it. Analytics
// events stay without the reference.
//
// Table synapscale_db.workspace_projects.
type Project struct {
	ID                     uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkspaceID            uuid.UUID `gorm:"column:workspace_id;type:uuid;not null;index:ix_public_workspace_projects_workspace_id" validate:"required"`
	WorkflowID             uuid.UUID `gorm:"column:workflow_id;type:uuid;not null;index:ix_public_workspace_projects_workflow_id" validate:"required"`
	Name                   string    `gorm:"column:name;type:varchar(100);not null" validate:"required,max=100"`
	Description            *string   `gorm:"column:description;type:text"`
	Color                  *string   `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	AllowConcurrentEditing bool      `gorm:"column:allow_concurrent_editing;type:boolean;not null"`
	// AutoSaveInterval names no unit.
	AutoSaveInterval      *int32 `gorm:"column:auto_save_interval;type:integer" validate:"omitempty,gte=0"`
	VersionControlEnabled bool   `gorm:"column:version_control_enabled;type:boolean;not null"`
	Status                string `gorm:"column:status;type:varchar(20);not null;index:idx_workspace_projects_status" validate:"required,max=20"`
	IsTemplate            bool   `gorm:"column:is_template;type:boolean;not null"`
	IsPublic              bool   `gorm:"column:is_public;type:boolean;not null"`
	// Nothing in the database keeps the three counters up to date.
	CollaboratorCount int32     `gorm:"column:collaborator_count;type:integer;not null" validate:"gte=0"`
	EditCount         int32     `gorm:"column:edit_count;type:integer;not null" validate:"gte=0"`
	CommentCount      int32     `gorm:"column:comment_count;type:integer;not null" validate:"gte=0"`
	CreatedAt         time.Time `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt         time.Time `gorm:"column:updated_at;type:timestamptz;not null"`
	LastEditedAt      time.Time `gorm:"column:last_edited_at;type:timestamptz;not null" validate:"required"`
	TenantID          uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_projects_tenant_id" validate:"required"`

	Tenant        *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_projects_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workflow      *workflows.Workflow   `gorm:"foreignKey:WorkflowID;references:ID;constraint:workspace_projects_workflow_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace     *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workspace_projects_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Versions      []Version             `gorm:"foreignKey:ProjectID;references:ID;constraint:project_versions_project_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Collaborators []Collaborator        `gorm:"foreignKey:ProjectID;references:ID;constraint:project_collaborators_project_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Comments      []Comment             `gorm:"foreignKey:ProjectID;references:ID;constraint:project_comments_project_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Project) TableName() string { return "synapscale_db.workspace_projects" }

// A Version is a [Project] as it was when a user saved it. It belongs to that user and is deleted with them, with its
// project or with its tenant: deleting a user takes their versions out of the history of every project.
//
// Table synapscale_db.project_versions.
type Version struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ProjectID uuid.UUID `gorm:"column:project_id;type:uuid;not null;index:ix_public_project_versions_project_id" validate:"required"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_project_versions_user_id" validate:"required"`
	// VersionNumber counts within the project. Nothing makes it unique there.
	VersionNumber  int32           `gorm:"column:version_number;type:integer;not null" validate:"gte=0"`
	VersionName    *string         `gorm:"column:version_name;type:varchar(100)" validate:"omitempty,max=100"`
	Description    *string         `gorm:"column:description;type:text"`
	WorkflowData   json.RawMessage `gorm:"column:workflow_data;type:jsonb;not null;serializer:json" validate:"required"`
	ChangesSummary json.RawMessage `gorm:"column:changes_summary;type:jsonb;serializer:json"`
	FileSize       *int32          `gorm:"column:file_size;type:integer" validate:"omitempty,gte=0"`
	Checksum       *string         `gorm:"column:checksum;type:varchar(64)" validate:"omitempty,max=64"`
	IsMajor        bool            `gorm:"column:is_major;type:boolean;not null"`
	// IsAutoSave tells a version that the editor saved by itself from one that the user asked for.
	IsAutoSave bool       `gorm:"column:is_auto_save;type:boolean;not null"`
	CreatedAt  time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	TenantID   uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_project_versions_tenant_id" validate:"required"`
	UpdatedAt  *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Project *Project        `gorm:"foreignKey:ProjectID;references:ID;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:project_versions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:project_versions_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Version) TableName() string { return "synapscale_db.project_versions" }
