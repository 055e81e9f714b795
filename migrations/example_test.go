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
