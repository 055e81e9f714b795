package audit

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// A Key is what a column of a primary key may be. The keys of a table are all of one kind, or else are given as the
// texts that PostgreSQL prints of them.
type Key interface {
	uuid.UUID | string | int | int16 | int32 | int64
}

var recordNamespace = uuid.MustParse("8b1f2c1e-6a5d-4f0b-9c3e-7d2a1b4c5d6e")

// RecordID returns what [Log.RecordID] holds for the row of a table, given its primary key in the order of the key's
// columns. A single UUID is its own record ID; any other key becomes the UUID of version 3 of table and key. The table
// may be qualified, as TableName of a model is: the schema counts for nothing.
//
// The function audit_record_id of the database gives the same.
func RecordID[K Key](table string, key K, further ...K) uuid.UUID {
	name := fmt.Sprint(key)
	if id, err := uuid.Parse(name); err == nil && len(further) == 0 && len(name) == 36 {
		return id
	}
	parts := []string{table[strings.LastIndex(table, ".")+1:], name}
	for _, key := range further {
		parts = append(parts, fmt.Sprint(key))
	}
	// No text of PostgreSQL holds a zero byte, so that no two keys join to the same.
	return uuid.NewMD5(recordNamespace, []byte(strings.Join(parts, "\x00")))
}
