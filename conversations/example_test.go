package conversations_test

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/conversations"
)

// Whoever writes a message adds to the counters of its conversation. The database adds, so that two writers at once
// both count, and COALESCE is for the conversation that nobody has counted yet.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	message := conversations.Message{
		ConversationID: uuid.MustParse("5f0c7a52-0f8e-4c55-9a3b-5f1f6f0f8c01"),
		TokensUsed:     new(int32(180)),
	}

	fmt.Println(db.ToSQL(func(db *gorm.DB) *gorm.DB {
		return db.Model(&conversations.Conversation{}).
			Where("id = ?", message.ConversationID).
			UpdateColumns(map[string]any{
				"message_count":     gorm.Expr("COALESCE(message_count, 0) + 1"),
				"total_tokens_used": gorm.Expr("COALESCE(total_tokens_used, 0) + ?", *message.TokensUsed),
			})
	}))
	// Output:
	// UPDATE "synapscale_db"."llms_conversations" SET "message_count"=COALESCE(message_count, 0) + 1,"total_tokens_used"=COALESCE(total_tokens_used, 0) + 180 WHERE id = '5f0c7a52-0f8e-4c55-9a3b-5f1f6f0f8c01'
}
