package agents_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/validation"
)

// A trigger is judged before it is written, because the database takes any text for a cron expression.
func Example() {
	for _, expression := range []string{"30 9 * * MON-FRI", "59 59 59 59 59", "@every 1s"} {
		trigger := agents.Trigger{
			AgentID:  uuid.New(),
			Type:     agents.TriggerTypeSchedule,
			CronExpr: new(expression),
		}

		err := validation.Struct(context.Background(), trigger)

		var invalid *validation.Error
		if errors.As(err, &invalid) {
			fmt.Println(expression+":", invalid.Fields[0].Namespace, "is refused")
			continue
		}
		fmt.Println(expression+":", "accepted")
	}
	// Output:
	// 30 9 * * MON-FRI: accepted
	// 59 59 59 59 59: Trigger.CronExpr is refused
	// @every 1s: Trigger.CronExpr is refused
}

// The right to read is given by default, so that nil does not refuse it.
func ExampleACL() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	alice := uuid.MustParse("5f0c7a52-0f8e-4c55-9a3b-5f1f6f0f8c01")
	helpdesk := uuid.MustParse("8e3b1d0a-47d5-4f7c-8f7e-2c9a4b6d1e02")

	for _, entry := range []agents.ACL{
		{AgentID: helpdesk, UserID: alice},
		{AgentID: helpdesk, UserID: alice, CanRead: new(false)},
	} {
		sql := db.ToSQL(func(db *gorm.DB) *gorm.DB { return db.Create(&entry) })
		_, rights, _ := strings.Cut(sql, entry.UserID.String()+"',")
		fmt.Println("can read, can write:", strings.TrimSuffix(rights, ")"))
	}
	// Output:
	// can read, can write: true,false
	// can read, can write: false,false
}

func ExampleStatus_Valid() {
	fmt.Println(agents.StatusArchived.Valid(), agents.Status("deleted").Valid())
	// Output: true false
}

// refusal is an error of a driver, here without a database.
type refusal struct{ state, message string }

func (r refusal) Error() string    { return r.message }
func (r refusal) SQLState() string { return r.state }

// A configuration that was changed in place is refused by the database.
func ExampleTranslateError() {
	update := func() error { // As a statement would that goes past the model.
		return refusal{"SYI01", "version 3 of the configuration of agent 8e3b1d0a-47d5-4f7c-8f7e-2c9a4b6d1e02 cannot be changed"}
	}

	err := agents.TranslateError(update())

	fmt.Println(errors.Is(err, agents.ErrConfigurationImmutable))
	fmt.Println(err)
	// Output:
	// true
	// agents: a version of a configuration cannot be changed, insert a new one: version 3 of the configuration of agent 8e3b1d0a-47d5-4f7c-8f7e-2c9a4b6d1e02 cannot be changed
}
