package schema_test

import (
	"context"
	"fmt"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

// A State says of its columns what it says to the validator, and twice something else.
type State struct {
	Code    string `gorm:"type:char(2);primaryKey" validate:"required,iso3166_1_alpha2"`
	Name    string `gorm:"type:varchar(60);not null" validate:"required,max=100"`
	Landing bool   `gorm:"not null" validate:"required"`
	Motto   string `gorm:"not nul"`
}

func (State) TableName() string { return "countries" }

// Models and database agree, and yet a name of 80 characters passes the validator and
// is refused by the database, no state can be created that has no coast, and a word in
// a tag means nothing.
func ExampleCheck_threeStatements() {
	database, err := schematest.Open(&State{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := schema.Check(context.Background(), database.DB, &State{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f.Severity, f)
		fmt.Println("   ", f.Reason)
	}
	// Output:
	// warning public.countries motto tag-unknown: expected gorm:"not nul", found a part that GORM passes over
	//     not nul: did you mean not null?
	// difference public.countries name validate-length: expected validate:"required,max=100", found character varying(60)
	//     the tag lets 1 to 100 characters pass, the database at most 60 characters
	// warning public.countries landing required-zero: expected validate:"required", found boolean not null
	//     required refuses false, which is a value like any other
}
