package migrations

import (
	"context"
	"database/sql"
)

// ProductionStructure is the committed structure of version 1.
var ProductionStructure = productionStructure

// Structure reads the structure of a database in the form of ProductionStructure.
func Structure(ctx context.Context, db *sql.DB) (string, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	facts, err := readStructure(ctx, conn)
	return formatFacts(facts), err
}

// LockInTest takes the migration lock on a connection of its own and returns what gives it back.
func LockInTest(ctx context.Context, db *sql.DB) (unlock func(), err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := (advisoryLock{}).SessionLock(ctx, conn); err != nil {
		conn.Close()
		return nil, err
	}
	return func() {
		_ = advisoryLock{}.SessionUnlock(context.WithoutCancel(ctx), conn)
		conn.Close()
	}, nil
}

// Script is an embedded migration, with the statements that apply it.
type Script struct {
	Version   int64
	Name, Why string
	Up        []string
}

// Scripts lists the embedded migrations in order.
func Scripts() (all []Script) {
	for _, s := range sources() {
		all = append(all, Script{Version: s.version, Name: s.name, Why: s.why(), Up: s.up()})
	}
	return all
}

// StatementLocks is the committed list of locks.
var StatementLocks = statementLocks
