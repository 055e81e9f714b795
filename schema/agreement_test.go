package schema_test

import (
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// Models that use all of what GORM can say; none has a schema in its name.

type audited struct {
	CreatedAt time.Time `gorm:"index"`
	UpdatedAt sql.NullTime
}

type address struct{ Street, City string }

type specimen struct {
	gorm.Model
	audited
	Audited audited  `gorm:"embedded;embeddedPrefix:audited_"`
	Address *address `gorm:"embedded;embeddedPrefix:address_"`

	Unsigned   uint8
	Tiny       int8
	Small      *int16   `gorm:"default:3"`
	Counter    int32    `gorm:"autoIncrement"`
	Real       *float32 `gorm:"default:1.5"`
	Exact      float64  `gorm:"precision:10;scale:2"`
	Decimal    string   `gorm:"type:decimal(8)"`
	Flag       *bool    `gorm:"default:true"`
	Off        bool     `gorm:"default:false"`
	MaybeFlag  sql.NullBool
	MaybeCount sql.NullInt64
	MaybeText  sql.NullString `gorm:"size:10"`

	Text      string
	Letter    string  `gorm:"size:1"`
	Greeting  string  `gorm:"default:hello world"`
	Quote     string  `gorm:"default:it's"`
	Quoted    string  `gorm:"default:'quoted'"`
	Empty     string  `gorm:"default:''"`
	Nothing   *string `gorm:"default:null"`
	Code      string  `gorm:"type:CHAR(3);default:abc"`
	Bits      string  `gorm:"type:bit varying(3)"`
	Commented string  `gorm:"comment:what it is"`

	At       time.Time `gorm:"default:CURRENT_TIMESTAMP"`
	Millis   time.Time `gorm:"precision:3"`
	Day      time.Time `gorm:"type:date;default:current_date"`
	Local    time.Time `gorm:"type:timestamp;default:'2020-01-01 00:00:00'"`
	Tomorrow time.Time `gorm:"type:timestamptz;default:now() + interval '1 day'"`
	Duration time.Duration
	Interval string `gorm:"type:interval;default:'1 day'"`

	Bytes      []byte
	Raw        json.RawMessage   `gorm:"type:jsonb;default:'{\"a\": 1}'"`
	UUID       uuid.UUID         `gorm:"type:uuid;default:gen_random_uuid()"`
	Serialised any               `gorm:"serializer:json"`
	Map        map[string]string `gorm:"serializer:json;type:jsonb"`
	Words      string            `gorm:"type:text[];default:'{}'"`
	Numbers    string            `gorm:"type:int[]"`
	Host       string            `gorm:"type:inet;default:'0.0.0.0'"`

	Ignored    string `gorm:"-"`
	Unmigrated string `gorm:"-:migration"`
	ReadOnly   string `gorm:"->"`
}

type indexed struct {
	ID        int
	Downward  string `gorm:"index:,sort:desc"`
	NullsLast string `gorm:"index:,sort:desc nulls last"`
	Partial   string `gorm:"index:,unique,where:partial <> ''"`
	Whole     string `gorm:"index:,where:(TRUE)"`
	Hashed    string `gorm:"index:,type:hash"`
	Collated  string `gorm:"index:,collate:\"C\""`
	Computed  string `gorm:"index:,expression:(computed || 'a')"`
	Like      string `gorm:"index:,expression:like_ text_pattern_ops;column:like_"`
	Written   string `gorm:"index:,expression:written DESC NULLS LAST"`
	Twice     string `gorm:"uniqueIndex;unique"`
	Including string `gorm:"index:,class:UNIQUE,option:INCLUDE (twice)"`
	First     string `gorm:"index:both,priority:2"`
	Second    string `gorm:"index:both,priority:1"`
}

type checked struct {
	ID      int
	Unnamed string `gorm:"check:unnamed <> 'x'"`
	Empty   string `gorm:"check:,length(empty) > 3"`
	Pattern string `gorm:"check:checked_pattern,pattern ~ '^a+$' or pattern is null"`
	Like    string `gorm:"check:checked_like,\"like\" LIKE 'a%'"`
	Even    int    `gorm:"check:checked_even,even % 2 = 0 AND even IN (2,4,6)"`
	NotIn   string `gorm:"check:checked_not_in,not_in NOT IN ('a','b')"`
}

type person struct {
	ID        int
	ManagerID *int
	Manager   *person
	Passport  *passport
	Friends   []*person  `gorm:"many2many:friendships"`
	Toys      []toy      `gorm:"polymorphic:Owner"`
	Spoken    []language `gorm:"many2many:spoken;joinForeignKey:Speaker;joinReferences:Tongue;references:Code"`
}

type passport struct {
	ID       int
	PersonID int
}

type language struct {
	ID       int
	Code     string   `gorm:"size:5;uniqueIndex"`
	Speakers []person `gorm:"many2many:spoken;joinForeignKey:Tongue;joinReferences:Speaker;foreignKey:Code"`
}

type toy struct {
	ID        int
	OwnerID   int
	OwnerType string
}

type composite struct {
	Year  int    `gorm:"primaryKey;autoIncrement:false"`
	Code  string `gorm:"primaryKey;size:4"`
	Parts []part `gorm:"foreignKey:WholeYear,WholeCode;references:Year,Code"`
}

type part struct {
	ID        int
	WholeYear int
	WholeCode string `gorm:"size:4"`
}

func TestWhatGORMCanSayAgrees(t *testing.T) {
	t.Parallel()
	for name, models := range map[string][]any{
		"columns":   {&specimen{}},
		"indexes":   {&indexed{}},
		"checks":    {&checked{}},
		"relations": {&person{}, &passport{}, &language{}, &toy{}},
		"reversed":  {&toy{}, &language{}, &passport{}, &person{}},
		"repeated":  {&checked{}, &indexed{}, &checked{}, &indexed{}},
		"composite": {&composite{}, &part{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.Empty(t)
			require.NoError(t, db.AutoMigrate(models...))
			require.Empty(t, check(t, db, models...).Findings)
		})
	}
}

// A foreign key lists pairs of columns, and their order means nothing.
func TestACompositeForeignKeyInAnotherOrder(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&composite{}, &part{}))
	for columns, findings := range map[string][]string{
		"(whole_code, whole_year) references composites (code, year)": {},
		"(whole_year, whole_code) references composites":              {},
		"(whole_year) references years":                               {"foreign-key-target public.parts fk_composites_parts", "table-extra public.years"},
	} {
		tx := db.Begin()
		run(t, tx, "create table years (year int primary key)")
		if len(findings) == 0 {
			run(t, tx, "drop table years")
		}
		run(t, tx, "alter table parts drop constraint fk_composites_parts, add constraint fk_composites_parts foreign key "+columns)
		require.Equal(t, findings, found(check(t, tx, &composite{}, &part{})), columns)
		tx.Rollback()
	}
}
