package migrations_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log"

	"github.com/synapscale/synapscale-go/migrations"
)

// A service migrates its database before it serves. Any number of instances may start at once.
func ExampleUp() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://synapscale@localhost/synapscale")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	applied, err := migrations.Up(ctx, db, migrations.Options{})
	switch {
	case errors.Is(err, migrations.ErrVersionUnknown):
		log.Fatal("this release is older than the database: ", err)
	case err != nil:
		log.Fatal(err)
	}
	for _, m := range applied {
		fmt.Println(m.Name, m.Duration)
	}
}

// A database that grew under another tool is taken over once; after that it is migrated like any other.
func ExampleAdopt() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://synapscale@localhost/production")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	_, err = migrations.Adopt(ctx, db)
	var refused *migrations.DifferenceError
	if errors.As(err, &refused) {
		for _, d := range refused.Differences {
			fmt.Println(d.Object)
		}
	}
}

// Before a migration of a system in use: what it would run, which tables it would stop for a moment, and which rows are in
// its way.
func ExampleDryRun() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://checker@localhost/production")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	plan, err := migrations.DryRun(ctx, db, migrations.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, migration := range plan.Pending {
		for _, statement := range migration.Statements {
			for _, lock := range statement.Locks {
				if lock.Mode == "AccessExclusiveLock" {
					fmt.Println(migration.Name, "stops", lock.Table)
				}
			}
		}
	}
	for _, count := range plan.Counts {
		fmt.Println(count.Rows, count.Table, count.Rule, count.Clears)
	}
}

func ExampleObstacleError() {
	var err error = &migrations.ObstacleError{Counts: []migrations.Count{{
		Version: 8, Table: "node_ratings", Rule: "a user rates a node once", Rows: 2,
		Query: "select node_id, user_id, count(*) from synapscale_db.node_ratings group by node_id, user_id having count(*) > 1",
	}}}
	fmt.Println(err)
	fmt.Println(errors.Is(err, migrations.ErrRowsInTheWay))
	// Output:
	// rows are in the way of a migration, and nothing was applied: decide about them and try again
	//   version 8, node_ratings: 2 × a user rates a node once; they are found by
	//     select node_id, user_id, count(*) from synapscale_db.node_ratings group by node_id, user_id having count(*) > 1;
	// true
}

func ExampleFiles() {
	names, err := fs.Glob(migrations.Files(), "*.sql")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names[0])
	// Output: 0001_production_structure.sql
}

func ExampleDifference() {
	fmt.Println(migrations.Difference{Object: "column users.email", Expected: "character varying(255) not null", Actual: "text not null"})
	fmt.Println(migrations.Difference{Object: "index users.by_email", Actual: "CREATE INDEX by_email ON synapscale_db.users USING btree (email)"})
	// Output:
	// different column users.email: expected character varying(255) not null, found text not null
	// unexpected index users.by_email: CREATE INDEX by_email ON synapscale_db.users USING btree (email)
}
