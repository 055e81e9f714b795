package synapscale_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/workspaces"
)

var errNoWorkspace = errors.New("no such workspace")

// rename is code of a service. It takes a *gorm.DB, which in its unit test is a mocked one.
func rename(ctx context.Context, db *gorm.DB, id uuid.UUID, name string) error {
	changed, err := gorm.G[workspaces.Workspace](db).Where("id = ?", id).Update(ctx, "name", name)
	if err == nil && changed == 0 {
		err = errNoWorkspace
	}
	return err
}

// A service's unit test needs no database: it says which statements it expects and what they answer.
func Example_unitTest() {
	conn, mock, err := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: conn}), &gorm.Config{SkipDefaultTransaction: true})
	if err != nil {
		panic(err)
	}

	const update = `UPDATE "synapscale_db"."workspaces" SET "name"=$1,"updated_at"=$2 WHERE id = $3`
	known, unknown := uuid.New(), uuid.New()
	mock.ExpectExec(update).WithArgs("Sales", sqlmock.AnyArg(), known).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectExec(update).WithArgs("Sales", sqlmock.AnyArg(), unknown).WillReturnResult(sqlmock.NewResult(0, 0))

	fmt.Println(rename(context.Background(), db, known, "Sales"))
	fmt.Println(rename(context.Background(), db, unknown, "Sales"))
	fmt.Println(mock.ExpectationsWereMet())
	// Output:
	// <nil>
	// no such workspace
	// <nil>
}

func ExampleModels() {
	fmt.Printf("%d models, from %T to %T", len(synapscale.Models()), synapscale.Models()[0], synapscale.Models()[100])
	// Output: 101 models, from *tenancy.Feature to *tags.Tag
}
