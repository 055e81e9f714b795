package schema

import "strings"

// A role says which fields a key of a gorm tag is for.
type role string

const (
	ofAll       role = "all"
	ofColumns   role = "columns"
	ofRelations role = "relations"
)

// keys are those that GORM 1.31 and its PostgreSQL driver look for, and those of GORM's
// own plugin soft_delete. NULL is no key, but what it says is so anyway.
var keys = map[string]role{
	"-": ofAll, "->": ofAll, "<-": ofAll, "COLUMN": ofAll, "COMMENT": ofAll, "TYPE": ofAll, "SERIALIZER": ofAll, "JSON": ofAll, "EMBEDDED": ofAll,
	"EMBEDDEDPREFIX": ofAll, "INDEX": ofAll, "UNIQUEINDEX": ofAll, "CHECK": ofAll, "GENERATED": ofAll, "NULL": ofAll,
	"SOFTDELETE": ofAll, "DELETEDATFIELD": ofAll, "DELETEDATFLAG": ofAll,

	"PRIMARYKEY": ofColumns, "PRIMARY_KEY": ofColumns, "UNIQUE": ofColumns, "DEFAULT": ofColumns, "SIZE": ofColumns, "PRECISION": ofColumns,
	"SCALE": ofColumns, "NOT NULL": ofColumns, "NOTNULL": ofColumns, "AUTOINCREMENT": ofColumns, "AUTOINCREMENTINCREMENT": ofColumns,
	"AUTOCREATETIME": ofColumns, "AUTOUPDATETIME": ofColumns,

	"FOREIGNKEY": ofRelations, "REFERENCES": ofRelations, "POLYMORPHIC": ofRelations, "POLYMORPHICTYPE": ofRelations, "POLYMORPHICID": ofRelations,
	"POLYMORPHICVALUE": ofRelations, "MANY2MANY": ofRelations, "JOINFOREIGNKEY": ofRelations, "JOINREFERENCES": ofRelations,
	"CONSTRAINT": ofRelations, "BELONGSTO": ofRelations,
}

// suggested are the keys as people write them, for a suggestion; those that only a
// plugin knows are left out.
var suggested = []string{
	"autoCreateTime", "autoIncrement", "autoIncrementIncrement", "autoUpdateTime", "belongsTo", "check", "column", "comment", "constraint",
	"default", "embedded", "embeddedPrefix", "foreignKey", "generated", "index", "joinForeignKey", "joinReferences", "many2many", "not null",
	"polymorphic", "polymorphicId", "polymorphicType", "polymorphicValue", "precision", "primaryKey", "references", "scale", "serializer",
	"size", "type", "unique", "uniqueIndex",
}

var (
	indexOptions      = []string{"CLASS", "TYPE", "WHERE", "COMMENT", "OPTION", "EXPRESSION", "SORT", "COLLATE", "LENGTH", "PRIORITY", "UNIQUE", "COMPOSITE"}
	constraintOptions = []string{"ONDELETE", "ONUPDATE"}
)

// suggestion names a key that GORM does not know, and the one that it may be.
func suggestion(key string) string {
	plain := strings.NewReplacer("_", "", " ", "", "-", "")
	written := plain.Replace(strings.ToLower(key))
	best, least := "", 1+len(written)/3
	for _, candidate := range suggested {
		if d := distance(written, plain.Replace(strings.ToLower(candidate))); d < least {
			best, least = candidate, d
		}
	}
	if text := strings.ToLower(key); best != "" {
		return text + ": did you mean " + best + "?"
	} else {
		return text + " is no key of GORM's"
	}
}

// distance counts the letters that have to be put in, taken out, replaced or swapped
// with their neighbour to make one word of another.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
			case a[i-1] == b[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j], rows[i][j-1], rows[i-1][j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					rows[i][j] = min(rows[i][j], 1+rows[i-2][j-2])
				}
			}
		}
	}
	return rows[len(a)][len(b)]
}
