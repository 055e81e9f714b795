package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// The models of a small shop, which AutoMigrate turns into tables.

type customer struct {
	ID         int64
	Email      string         `gorm:"type:varchar(255);not null;uniqueIndex:customers_email"`
	Name       string         `gorm:"size:100;not null;index:customers_name,sort:desc"`
	Country    string         `gorm:"type:char(2);not null;default:US"`
	TaxNumber  *string        `gorm:"size:20;unique"`
	Kind       string         `gorm:"type:varchar(20);not null;check:customers_kind,kind IN ('person','company')"`
	Discount   float64        `gorm:"type:numeric(4,2);not null;default:0;check:customers_discount,discount BETWEEN 0 AND 50"`
	ReferrerID *int64         `gorm:"index"`
	DeletedAt  gorm.DeletedAt `gorm:"index"`

	Referrer *customer `gorm:"constraint:customers_referrer,OnDelete:SET NULL"`
	Orders   []order   `gorm:"constraint:orders_customer_fkey,OnDelete:CASCADE,OnUpdate:CASCADE"`
	Labels   []label   `gorm:"many2many:shop.customer_labels"`
}

func (customer) TableName() string { return "shop.customers" }

type order struct {
	ID          int64
	CustomerID  int64      `gorm:"not null;index:orders_customer,priority:1"`
	Number      string     `gorm:"type:varchar(20);not null;uniqueIndex:orders_number,where:cancelled_at IS NULL"`
	Status      string     `gorm:"type:varchar(20);not null;default:'open';index:orders_open,where:status IN ('open'\\,'paid')"`
	Note        *string    `gorm:"index:orders_note,expression:lower(note)"`
	Data        string     `gorm:"type:jsonb;not null;default:'{}';index:orders_data,type:gin"`
	PlacedAt    time.Time  `gorm:"type:timestamptz;not null;default:now();index:orders_customer,priority:2,sort:desc"`
	CancelledAt *time.Time `gorm:"type:timestamptz"`

	Customer *customer
	Lines    []orderLine `gorm:"constraint:order_lines_order_fkey,OnDelete:CASCADE"`
}

func (order) TableName() string { return "shop.orders" }

type orderLine struct {
	OrderID  int64   `gorm:"primaryKey;autoIncrement:false"`
	Position int16   `gorm:"primaryKey;autoIncrement:false"`
	Quantity int32   `gorm:"not null;default:1;check:order_lines_quantity,quantity > 0"`
	Price    float64 `gorm:"type:numeric(10,2);not null"`
	Amount   float64 `gorm:"->;type:numeric(12,2) GENERATED ALWAYS AS (quantity * price) STORED"`

	Order *order
}

func (orderLine) TableName() string { return "shop.order_lines" }

type label struct {
	ID   int64
	Name string `gorm:"type:text;not null;default:(-)"`
}

func (label) TableName() string { return "shop.labels" }

// A ticket has what the others lack: all that a tag can say besides.
type ticket struct {
	ID          int64  `gorm:"primaryKey;generated:identity"`
	Code        string `gorm:"type:varchar(20) COLLATE \"C\";not null;index:tickets_code,option:INCLUDE (subject);index:tickets_like,sort:text_pattern_ops"`
	Subject     string `gorm:"type:text;index:tickets_subject,collate:\"C\";index:tickets_lower,expression:lower(subject) text_ops"`
	Number      int64  `gorm:"type:bigint unique deferrable initially deferred"`
	CustomerID  *int64
	LineOrderID *int64
	LineAt      *int16

	Customer *customer  `gorm:"constraint:tickets_customer,OnUpdate:NO ACTION DEFERRABLE INITIALLY DEFERRED"`
	Line     *orderLine `gorm:"foreignKey:LineOrderID,LineAt;references:OrderID,Position;constraint:tickets_line,OnDelete:CASCADE"`
}

func (ticket) TableName() string { return "shop.tickets" }

func allModels() []any { return append(models(), &ticket{}) }

func models() []any { return []any{&customer{}, &order{}, &orderLine{}, &label{}} }

// shop is a database with the tables that GORM makes of the models.
func shop(tb testing.TB) *gorm.DB {
	tb.Helper()
	db := pgtest.Empty(tb)
	openShop(tb, db)
	return db
}

func openShop(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	run(tb, db, "create schema shop")
	require.NoError(tb, db.AutoMigrate(models()...))
}

func run(tb testing.TB, db *gorm.DB, statements string) {
	tb.Helper()
	require.NoError(tb, db.Exec(statements).Error, statements)
}

func check(tb testing.TB, db *gorm.DB, models ...any) *schema.Report {
	tb.Helper()
	report, err := schema.Check(tb.Context(), db, models...)
	require.NoError(tb, err)
	return report
}

// found are the findings of a report as "code table object", the schema shop left out.
func found(report *schema.Report) []string { return summary(report.Findings) }

func summary(findings []schema.Finding) []string {
	names := []string{}
	for _, f := range findings {
		name := fmt.Sprintf("%s %s %s", f.Code, strings.TrimPrefix(f.Table, "shop."), f.Object)
		names = append(names, strings.TrimSpace(name))
	}
	return names
}
