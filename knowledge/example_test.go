package knowledge_test

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/knowledge"
)

// The bases of a tenant whose content has a language and a topic: @> asks the index of the column for both at once.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	wanted, err := json.Marshal(map[string]any{"language": "pt-BR", "topics": []string{"billing"}})
	if err != nil {
		fmt.Println(err)
		return
	}

	var bases []knowledge.Base
	query := db.Where("tenant_id = ? AND content @> ?", uuid.New(), string(wanted)).Order("title, kb_id").Find(&bases)

	fmt.Println(query.Statement.SQL.String())
	fmt.Println(query.Statement.Vars[1])
	// Output:
	// SELECT * FROM "synapscale_db"."knowledge_bases" WHERE tenant_id = $1 AND content @> $2 ORDER BY title, kb_id
	// {"language":"pt-BR","topics":["billing"]}
}
