package expected_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func tables(t *testing.T, db *gorm.DB, models ...any) []*structure.Table {
	t.Helper()
	tables, err := expected.Tables(db, "public", models)
	require.NoError(t, err)
	return tables
}

func names(tables []*structure.Table) (names []string) {
	for _, table := range tables {
		names = append(names, table.Name.String())
	}
	return names
}

type qualified struct{ ID int64 }

func (qualified) TableName() string { return `"App".qualified` }

func TestTablesInTheOrderOfTheModels(t *testing.T) {
	t.Parallel()
	db := open(t, &gorm.Config{})
	require.Empty(t, tables(t, db))
	var none *shelf
	require.Equal(t, []string{"public.genres", "app.keys", "public.shelves", "App.qualified", "public.authors", "public.author_genres", "public.friendships"},
		names(tables(t, db, genre{}, &keys{}, none, []qualified{}, &[]*author{})))
	require.Equal(t, []string{"public.shelves"}, names(tables(t, db, &shelf{}, &shelf{})))
	for _, table := range tables(t, db, &author{}, &genre{}) {
		require.Equal(t, table.Name.Name == "author_genres" || table.Name.Name == "friendships", table.Join, table.Name)
	}
}

// A model that is not among those read has no table, so nobody asks for its foreign
// keys, but those to it are asked for.
func TestOneModelOfARelation(t *testing.T) {
	t.Parallel()
	db := open(t, &gorm.Config{})
	keys := tables(t, db, &profile{})[0].ForeignKeys
	require.Empty(t, keys)
	for range 2 { // What GORM has cached changes nothing.
		keys = tables(t, db, &book{})[0].ForeignKeys
		reference := func(name, columns, table, referenced, onDelete, onUpdate string) structure.ForeignKey {
			return structure.ForeignKey{
				Name: name, Columns: strings.Fields(columns), References: structure.Name{Schema: "public", Name: table},
				ReferencedColumns: strings.Fields(referenced), OnDelete: onDelete, OnUpdate: onUpdate,
			}
		}
		edition := reference("fk_books_edition", "edition_id", "books", "id", "SET NULL", "NO ACTION")
		edition.Deferrable = structure.InitiallyDeferred
		require.Equal(t, []structure.ForeignKey{
			edition,
			reference("fk_books_genre", "genre_name", "genres", "name", "NO ACTION", "NO ACTION"),
			reference("fk_books_series", "series_year series_code", "series", "year code", "SET DEFAULT", "NO ACTION"),
			reference("author_wrote", "author_id", "authors", "id", "RESTRICT", "CASCADE"),
		}, keys)
	}
}

type comment struct {
	ID        int64
	OwnerID   int64
	OwnerType string
	Replies   []comment `gorm:"polymorphic:Owner"`
}

// AutoMigrate makes a foreign key of this one, with which every comment on something
// else is refused.
func TestPolymorphicReferenceToItself(t *testing.T) {
	t.Parallel()
	require.Empty(t, tables(t, open(t, &gorm.Config{}), &comment{})[0].ForeignKeys)
}

func TestDefaultLeftToTheDatabase(t *testing.T) {
	t.Parallel()
	table := tables(t, open(t, &gorm.Config{}), &defaults{})[0]
	for _, column := range table.Columns {
		require.Equal(t, column.Name == "database", column.AnyDefault, column.Name)
	}
}

// PostgreSQL refuses the tag, so it asks for nothing.
func TestReferenceToNothing(t *testing.T) {
	t.Parallel()
	type astray struct {
		ID    int64
		Other int64 `gorm:"type:bigint references (id)"`
	}
	require.Empty(t, tables(t, open(t, &gorm.Config{}), &astray{})[0].ForeignKeys)
}

// Two models of one table.
type (
	account struct {
		ID       int64
		Email    string `gorm:"size:100;not null;uniqueIndex:accounts_email;check:accounts_email,email <> ''"`
		OwnerID  *int64
		Owner    *account
		Password string `gorm:"unique"`
	}
	accountView struct {
		ID      int64
		Email   string `gorm:"size:100;not null;uniqueIndex:accounts_email;check:accounts_email,email <> ''"`
		OwnerID *int64
		Owner   *account
		Seen    bool `gorm:"index"`
	}
)

func (account) TableName() string     { return "app.accounts" }
func (accountView) TableName() string { return "app.accounts" }

func TestTwoModelsOfOneTable(t *testing.T) {
	t.Parallel()
	db := open(t, &gorm.Config{})
	require.NoError(t, db.AutoMigrate(&account{}))
	require.NoError(t, db.AutoMigrate(&accountView{}))
	requireAgreement(t, db, []any{&account{}, &accountView{}})
}

// A join table with a model of its own, which names its foreign keys itself.
type (
	Student struct {
		ID      int64
		Courses []Course `gorm:"many2many:enrolments"`
	}
	Course    struct{ ID int64 }
	Enrolment struct {
		StudentID int64    `gorm:"primaryKey;autoIncrement:false"`
		CourseID  int64    `gorm:"primaryKey;autoIncrement:false"`
		Grade     *int16   `gorm:"check:enrolments_grade,grade > 0"`
		Student   *Student `gorm:"constraint:enrolments_student,OnDelete:CASCADE"`
		Course    *Course
	}
)

func TestJoinTableWithAModel(t *testing.T) {
	t.Parallel()
	for name, setup := range map[string]func(*gorm.DB) error{
		"known to GORM":   func(db *gorm.DB) error { return db.SetupJoinTable(&Student{}, "Courses", &Enrolment{}) },
		"unknown to GORM": func(*gorm.DB) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, &gorm.Config{})
			require.NoError(t, setup(db))
			require.NoError(t, db.AutoMigrate(&Student{}, &Course{}))
			require.NoError(t, db.Migrator().DropTable("enrolments"))
			require.NoError(t, db.Migrator().CreateTable(&Enrolment{}))
			models := []any{&Student{}, &Course{}, &Enrolment{}}
			requireAgreement(t, db, models)
			for _, table := range tables(t, db, models...) {
				require.False(t, table.Join, "its model says all of %v", table.Name)
			}
		})
	}
}

// Several checks may begin at once, before GORM has read anything.
func TestTheSameEveryTime(t *testing.T) {
	t.Parallel()
	db := open(t, &gorm.Config{})
	models := []any{&author{}, &profile{}, &book{}, &series{}, &genre{}, &note{}, &keys{}, &checks{}, &defaults{}}
	results := make([][]*structure.Table, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() {
			var err error
			if results[i], err = expected.Tables(db, "public", models); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for range 50 {
		results = append(results, tables(t, db, models...))
	}
	for _, result := range results {
		require.Equal(t, results[0], result)
	}
}

// Models that GORM cannot read. None of them may panic, and all are named, the
// second time as well, when GORM has them half in its cache.
type (
	badJoin struct {
		ID      int64
		Shelves []shelf `gorm:"many2many:x;joinForeignKey:not a name"`
	}
	keyless struct {
		Name    string
		Shelves []shelf `gorm:"many2many:x"`
	}
	strayKey struct {
		ID      int64
		Shelves []shelf `gorm:"foreignKey:Nowhere"`
	}
	channel struct{ Channel chan int }
	pretend struct {
		ID      int64
		Shelves []shelf `gorm:"polymorphic:Owner"`
	}
	badComposite struct {
		ID   int64
		Name string `gorm:"index:,composite:"`
	}
	badDefault struct {
		ID int64
		On bool `gorm:"default:maybe"`
	}
	badSerializer struct {
		ID   int64
		Data string `gorm:"serializer:nowhere"`
	}
	panicking   struct{ ID int64 }
	unspeakable struct{ Kind untyped }
	untyped     string
)

func (panicking) TableName() string { panic("no name for it") }

func (untyped) GormDataType() string { return "text" }

func (untyped) GormDBDataType(*gorm.DB, *schema.Field) string { panic("no type for it") }

func TestModelsThatGORMCannotRead(t *testing.T) {
	t.Parallel()
	db := open(t, &gorm.Config{})
	for _, c := range []struct {
		model   any
		message string
	}{
		{nil, "model <nil>: unsupported data type"},
		{42, "model int: unsupported data type"},
		{"authors", "model string: unsupported data type"},
		{&badJoin{}, "model *expected_test.badJoin: GORM cannot read it"},
		{&keyless{}, "model *expected_test.keyless: GORM cannot read it"},
		{&strayKey{}, "model *expected_test.strayKey: invalid field found"},
		{&channel{}, "model *expected_test.channel: failed to parse field: Channel"},
		{&pretend{}, "model *expected_test.pretend: invalid polymorphic type"},
		{&badComposite{}, "model *expected_test.badComposite: the composite tag of badComposite.Name cannot be empty"},
		{&badDefault{}, "model *expected_test.badDefault: failed to parse maybe as default value for bool"},
		{&badSerializer{}, "model *expected_test.badSerializer: invalid serializer type nowhere"},
		{&panicking{}, "model *expected_test.panicking: GORM cannot read it: no name for it"},
		{&unspeakable{}, "model *expected_test.unspeakable: GORM cannot read it: no type for it"},
	} {
		for range 2 {
			tables, err := expected.Tables(db, "public", []any{&shelf{}, c.model})
			require.ErrorContains(t, err, c.message)
			require.Nil(t, tables)
		}
	}
	_, err := expected.Parse(db, &badJoin{})
	require.EqualError(t, err, "model *expected_test.badJoin: GORM cannot read its field Shelves")
}
