package schema_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// What is said of a Go type and a column is what happens when GORM reads a value of the
// column and writes it back: it fails where a finding says so, and only there.
func TestGoTypesAreWhatGORMReads(t *testing.T) {
	t.Parallel()
	types := []any{
		false, int8(0), int64(0), uint32(0), 0.5, float32(0), "",
		[]byte{},
		time.Time{},
		time.Duration(0),
		json.RawMessage{},
		shade(""),
		map[string]any{},
		[]string{},
		address{},
		uuid.UUID{},
		uuid.NullUUID{},
		decimal.Decimal{},
		sql.NullString{},
		sql.NullInt64{},
		sql.NullBool{},
		sql.NullFloat64{},
		sql.NullTime{},
		new(int32(0)), new(uuid.UUID{}), new(time.Time{}),
	}
	fields := []reflect.StructField{{Name: "ID", Type: reflect.TypeFor[int64](), Tag: `gorm:"primaryKey"`}}
	for i, of := range types {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("V%03d", i), Type: reflect.TypeOf(of)})
	}
	for of, sample := range map[string]string{
		"smallint": "7", "integer": "7", "bigint": "7", "real": "1.5", "double precision": "1.5", "numeric": "7", "numeric(8,2)": "7",
		"boolean": "true", "uuid": "5ac0a9e3-2b1d-4c5e-8f60-9d7b3a1e2c4f", "date": "2024-02-01", "timestamptz": "2024-02-01 10:00:00+00",
		"timestamp": "2024-02-01 10:00:00", "jsonb": `{"a": 1}`, "json": `{"a": 1}`, "text[]": "{a}", "bytea": "a", "text": "1",
	} {
		t.Run(of, func(t *testing.T) {
			t.Parallel()
			db := pgtest.Empty(t)
			db.NamingStrategy = gormschema.NamingStrategy{TablePrefix: "cells"}
			definitions, columns := []string{"id bigint primary key"}, []string{"1"}
			modelled := slices.Clone(fields)
			for i := range types {
				definitions = append(definitions, fmt.Sprintf("v%03d %s", i, of))
				columns = append(columns, "'"+sample+"'")
				modelled[i+1].Tag = reflect.StructTag(fmt.Sprintf(`gorm:"type:%s"`, of))
			}
			run(t, db, "create table cells ("+strings.Join(definitions, ", ")+")")
			run(t, db, "insert into cells values ("+strings.Join(columns, ", ")+")")
			report := check(t, db, reflect.New(reflect.StructOf(modelled)).Interface())
			var wrong []string
			for i, goType := range types {
				row := reflect.New(reflect.StructOf([]reflect.StructField{fields[0], modelled[i+1]})).Interface()
				readErr := db.Table("cells").Take(row, "id = 1").Error
				err := readErr
				if err == nil {
					reflect.ValueOf(row).Elem().Field(0).SetInt(int64(i + 2))
					err = db.Table("cells").Create(row).Error
				}
				at := slices.IndexFunc(report.Findings, func(f schema.Finding) bool {
					return f.Code == schema.CodeGoType && f.Object == fmt.Sprintf("v%03d", i)
				})
				scanned := reflect.TypeOf(goType)
				if scanned.Kind() == reflect.Pointer {
					scanned = scanned.Elem()
				}
				scans := reflect.PointerTo(scanned).Implements(reflect.TypeFor[sql.Scanner]())
				if _, isDuration := goType.(time.Duration); isDuration && of == "text" {
					continue // The driver writes 1ns, which nothing reads as a number.
				}
				// A type with a method Scan may read some values only.
				if err == nil && at >= 0 || err != nil && at < 0 && !scans {
					wrong = append(wrong, fmt.Sprintf("%T: found %t, %v", goType, at >= 0, err))
				}
				if at >= 0 {
					require.Equal(t, readErr != nil, slices.Contains(report.Findings[at].Breaks, schema.StatementSelect), "%T: %v", goType, err)
					require.True(t, readErr != nil || slices.Contains(report.Findings[at].Breaks, schema.StatementInsert), "%T: %v", goType, err)
				}
			}
			require.Empty(t, wrong)
		})
	}
}

func TestGoRange(t *testing.T) {
	t.Parallel()
	requireStatements(t, []statement{
		{int32(0), `gorm:"not null;type:bigint"`, "", "go-range"},
		{int64(0), `gorm:"not null;type:integer"`, "", ""},
		{int16(0), `gorm:"not null;type:integer"`, "", "go-range"},
		{int8(0), `gorm:"not null;type:smallint"`, "", ""},
		{uint8(0), `gorm:"not null;type:smallint"`, "", ""},
		{uint8(0), `gorm:"not null;type:integer"`, "", "go-range"},
		{uint32(0), `gorm:"not null;type:bigint"`, "", ""},
		{uint16(0), `gorm:"not null;type:bigint"`, "", "go-range"},
		{new(int32(0)), `gorm:"not null;type:bigint"`, "", "go-range"},
		{int32(0), `gorm:"not null;type:bigint;check:@_small,@ between 0 and 100"`, "", ""},
		{int32(0), `gorm:"not null;type:bigint;check:@_small,@ between 0 and 3000000000"`, "", "go-range"},
		{int32(0), `gorm:"not null;type:text;serializer:json"`, "", ""},
		{int32(0), `gorm:"not null;type:xid"`, "", ""},
		{int32(0), `gorm:"not null;type:integer"`, "alter @ type bigint", "column-type"},
		{int64(0), `gorm:"not null;type:bigint"`, "alter @ type uuid using null", "column-type"},
	})
}

// Of types with a method Scan, those are found that read none of a column's values.
func TestScanners(t *testing.T) {
	t.Parallel()
	requireStatements(t, []statement{
		{uuid.UUID{}, `gorm:"not null;type:bigint"`, "", "go-type"},
		{uuid.UUID{}, `gorm:"not null;type:timestamptz"`, "", "go-type"},
		{uuid.UUID{}, `gorm:"not null;type:varchar(36)"`, "", ""},
		{uuid.UUID{}, `gorm:"not null;type:bytea"`, "", ""},
		{uuid.UUID{}, `gorm:"not null;type:jsonb"`, "", "go-type"},
		{new(uuid.UUID{}), `gorm:"type:boolean"`, "", "go-type"},
		{sql.NullInt64{}, `gorm:"type:uuid"`, "", "go-type"},
		{sql.NullTime{}, `gorm:"type:integer"`, "", "go-type"},
		{sql.NullTime{}, `gorm:"type:date"`, "", ""},
		{sql.NullBool{}, `gorm:"type:integer"`, "", ""},
		{decimal.Decimal{}, `gorm:"not null;type:integer"`, "", ""},
		{decimal.Decimal{}, `gorm:"not null;type:double precision"`, "", ""},
		{decimal.Decimal{}, `gorm:"not null;type:uuid"`, "", "go-type"},
		{gorm.DeletedAt{}, `gorm:"type:timestamptz"`, "", ""},
	})
}
