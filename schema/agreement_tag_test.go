package schema_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func TestTagsOfColumns(t *testing.T) {
	t.Parallel()
	requireStatements(t, []statement{
		{"", `gorm:"not null;defaul:none"`, "", "tag-unknown"},
		{"", `gorm:"not null;frobnicate:none"`, "", "tag-unknown"},
		{"", `gorm:"not nul"`, "", "nullable-pointer tag-unknown"},
		{"", `gorm:"not null;Unique_Index"`, "", "tag-unknown"},
		{"", `gorm:"not null;onDelete:CASCADE"`, "", "tag-ignored"},
		{"", `gorm:"not null;index;where:@ <> ''"`, "", "tag-ignored"},
		{"", `gorm:"not null;size:32,index"`, "", "tag-ignored"},
		{"", `gorm:"not null,index"`, "", "nullable-pointer tag-ignored"},
		{"", `gorm:"not null;size:big"`, "", "tag-ignored"},
		{"", `gorm:"not null;type:varchar;size:32"`, "", "tag-ignored"},
		{"", `gorm:"not null;type:varchar(32);size:32"`, "", ""},
		{"", `gorm:"not null;type:varchar(30);size:32"`, "", "tag-ignored"},
		{"", `gorm:"not null;type:string;size:32"`, "", ""},
		{1.5, `gorm:"not null;type:numeric(10,2);precision:10;scale:2"`, "", ""},
		{1.5, `gorm:"not null;precision:10;scale:2"`, "", ""},
		{1.5, `gorm:"not null;type:decimal;precision:10"`, "", "tag-ignored"},
		{time.Time{}, `gorm:"not null;type:time;precision:3"`, "", ""},
		{time.Time{}, `gorm:"not null;type:timestamptz;precision:3"`, "", "tag-ignored"},
		{1, `gorm:"not null;autoIncrementIncrement:two"`, "", "tag-ignored"},
		{"", `gorm:"not null;index:@_a,where:@ <> 'x'"`, "", ""},
		{"", `gorm:"not null;index:@_a,where:@ in ('x'\\,'y')"`, "", ""},
		{"", `gorm:"not null;index:@_a,priority:first"`, "", "tag-ignored"},
		{"", `gorm:"not null;index:@_a,priority:1,sort:desc,type:btree,option:,class:,length:3,comment:x"`, "", ""},
		{"", `gorm:"not null;index:@_a;index:@_b,unique;uniqueIndex:@_c"`, "", ""},
		{"", `gorm:"not null;index:,composite:@_d"`, "", ""},
		{"", `gorm:"not null;index:@_a,uniq"`, "", "tag-ignored"},
		{"", `gorm:"not null;check:@_a,@ <> 'a';check:@_b,@ <> 'b'"`, "", "tag-ignored"},
		{"", `gorm:"not null;unique:pair"`, "", "tag-ignored"},
		{"", `gorm:"not null;unique:true"`, "", ""},
		{"", `gorm:"not null;unique"`, "", ""},
		{"", `gorm:"not null;unique;unique"`, "", ""},
		{"", `gorm:"not null;embeddedPrefix:a_"`, "", "tag-ignored"},
		{"", `gorm:"not null;foreignKey:ID"`, "", "tag-ignored"},
		{"", `gorm:"not null;<-:insert"`, "", "tag-ignored"},
		{"", `gorm:"not null;<-:create,update"`, "", ""},
		{"", `gorm:"not null;<-:create"`, "", ""},
		{"", `gorm:"not null;<-"`, "", ""},
		{"", `gorm:"not null;->:false;<-"`, "", ""},
		{"", `gorm:"NOTNULL;Comment:x; default : ;null;"`, "", ""},
		{"", `gorm:"not null;default:'a\\;b'"`, "", ""},
		{"", `json:"a" gorm:"not null"`, "", ""},
		{"", `gorm: "not null"`, "", "nullable-pointer tag-ignored"},
		{"", `json:"a", gorm:"not null"`, "", "nullable-pointer tag-ignored"},
		{"", `json:"gorm"`, "", "nullable-pointer"},
		{"", `gorm:"not null:true,index"`, "", "tag-ignored"},
	})
}

// A parent uses GORM's words for relations, embedded structs and fields that are none.
type parent struct {
	gorm.Model
	Children  []child  `gorm:"foreignKey:ParentID;references:ID;constraint:parent_children,OnUpdate:CASCADE,OnDelete:SET NULL"`
	Toys      []toy    `gorm:"polymorphic:Owner;polymorphicValue:parents"`
	Pets      []toy    `gorm:"polymorphicType:OwnerType;polymorphicId:OwnerID;polymorphicValue:pets;constraint:-"`
	Languages []spoken `gorm:"many2many:parent_spoken;joinForeignKey:Parent;joinReferences:Spoken;comment:what they speak"`
	Address   address  `gorm:"embedded;embeddedPrefix:address_"`
	Cached    string   `gorm:"-"`
	Skipped   string   `gorm:"-:all"`
	Kept      *string  `gorm:"-:migration"`
	internal  string   //nolint:unused // GORM does not see it.
}

type child struct {
	ID       int64
	ParentID *int64  `gorm:"index"`
	Parent   *parent `gorm:"belongsTo;constraint:OnDelete:SET NULL;<-:false"`
}

type spoken struct{ ID int64 }

// A careless says the same in words that GORM does not read.
type careless struct {
	ID       int64
	Children []grandchild `gorm:"foreignKey:ParentID;constraint:parent_children;size:10"`
	Other    []grandchild `gorm:"foreignKey:OtherID;constraint:OnDelet:CASCADE"`
	Third    []grandchild `gorm:"foreignKey:ThirdID;constraint:OnUpdate:CASCADE;OnDelete:CASCADE"`
	Address  struct {
		Street string `gorm:"not null;defaul:none"`
	} `gorm:"embedded;embeddedPrefix:address_"`
	hidden string `gorm:"not null"` //nolint:unused // GORM does not see it.
	Left   string `gorm:"-:create"`
}

type grandchild struct {
	ID                         int64
	ParentID, OtherID, ThirdID *int64
}

func TestTagsOfRelations(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&parent{}, &child{}, &spoken{}, &toy{}))
	require.Empty(t, check(t, db, &parent{}, &child{}, &spoken{}, &toy{}).Findings)

	require.Contains(t, found(check(t, db, &careless{})), "tag-ignored public.carelesses Children", "before the table exists")
	require.NoError(t, db.AutoMigrate(&careless{}, &grandchild{}))
	findings := map[string]string{}
	for _, f := range check(t, db, &careless{}, &grandchild{}).Findings {
		if f.Code != schema.CodeTableExtra {
			require.Equal(t, "github.com/synapscale/synapscale-go/schema_test.careless", f.Model)
			require.Equal(t, "public.carelesses", f.Table)
			require.Equal(t, schema.SeverityWarning, f.Severity)
			findings[f.Field+" "+f.Object+" "+string(f.Code)] = f.Reason
		}
	}
	require.Equal(t, map[string]string{
		"Children Children tag-ignored":             "constraint:parent_children: GORM takes a name only with a comma behind it; size:10 is for columns, and the field is a relation",
		"Other Other tag-ignored":                   "constraint:OnDelet:CASCADE: a constraint has no option OnDelet:CASCADE",
		"Third Third tag-ignored":                   "OnDelete:CASCADE belongs behind constraint:, after a comma",
		"Address.Street address_street tag-unknown": "defaul: did you mean default?",
		"hidden hidden tag-ignored":                 "the field is not exported, so GORM does not see it",
		"Left left tag-ignored":                     "-:create: GORM knows -, -:all and -:migration",
	}, findings)
}

// A misspelt key is recognised by the one that it is nearest to.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	for tag, reason := range map[string]string{
		"defaul:1":       "defaul: did you mean default?",
		"notnul":         "notnul: did you mean not null?",
		"auto_increment": "auto_increment: did you mean autoIncrement?",
		"foriegnkey:A":   "foriegnkey: did you mean foreignKey?",
		"inde":           "inde: did you mean index?",
		"encrypt":        "encrypt is no key of GORM's",
		"x":              "x is no key of GORM's",
		"ünïqüë":         "ünïqüë is no key of GORM's",
	} {
		require.Equal(t, reason, schema.Suggestion(strings.ToUpper(strings.Split(tag, ":")[0])), tag)
	}
}

// The settings are those that GORM reads.
func FuzzSettings(f *testing.F) {
	for _, tag := range []string{"not null;default:1", `a\;b;c`, `where:a\,b`, ";;", `\`, ` Size : 3 ;<-`} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		require.Equal(t, schema.GORMSettings(tag), schema.Settings(tag))
	})
}
