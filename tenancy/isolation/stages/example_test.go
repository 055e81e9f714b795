package stages_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

// First what the owner of the tables would be denied is counted. It is bound when nothing was.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://owner@localhost/synapscale")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	_, err = stages.Move(ctx, db, isolation.StageReport, stages.Options{})
	if never, ok := errors.AsType[*stages.OwnerError](err); ok {
		log.Fatal(never.Owner, " ", never.Reason, ": ", never.Remedy)
	}
	if err != nil {
		log.Fatal(err)
	}

	// Some days later:
	status, err := stages.Inspect(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, count := range status.Denied {
		fmt.Println(count.Table, count.Transactions)
	}
	if len(status.Denied) == 0 {
		_, err = stages.Move(ctx, db, isolation.StageForced, stages.Options{})
	}
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleOwnerError() {
	var err error = &stages.OwnerError{Owner: "app", Reason: "has BYPASSRLS", Remedy: `take it away with alter role "app" nobypassrls`}
	fmt.Println(err)
	fmt.Println(errors.Is(err, stages.ErrOwnerNotBound))
	// Output:
	// row security never binds app, the owner of the tables, which has BYPASSRLS: take it away with alter role "app" nobypassrls
	// true
}

func ExampleNamed() {
	stage, err := stages.Named("forced")
	fmt.Println(stage, err)
	_, err = stages.Named("further")
	fmt.Println(err)
	// Output:
	// forced <nil>
	// stage unknown to this release: it is policies, report or forced
}
