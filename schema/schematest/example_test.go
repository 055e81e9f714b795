package schematest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/DATA-DOG/go-sqlmock"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

// A Member is the one model of a service.
type Member struct {
	ID   int64
	Name string `gorm:"type:varchar(50);not null"`
}

// start is how the service starts: it asserts its schema, and then counts its members.
func start(ctx context.Context, db *gorm.DB) (members int64, err error) {
	if err := schema.Assert(ctx, db, &Member{}); err != nil {
		return 0, err
	}
	return members, db.WithContext(ctx).Model(&Member{}).Count(&members).Error
}

// The start of a service on a database that agrees with its models, and on one that lost a column. A test calls New,
// which needs no error handling.
func Example() {
	database, err := schematest.Open(&Member{})
	if err != nil {
		fmt.Println(err)
		return
	}
	database.Mock.ExpectQuery("SELECT count").WillReturnRows(sqlmock.NewRows([]string{"count"}).AddRow(3))
	fmt.Println(start(context.Background(), database.DB))

	database.Without("members", "name")
	_, err = start(context.Background(), database.DB)
	fmt.Println(errors.Is(err, schema.ErrDrift))
	// Output:
	// 3 <nil>
	// true
}
