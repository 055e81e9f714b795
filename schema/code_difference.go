package schema

// The codes of tables.
const (
	CodeTableMissing   Code = "table-missing"
	CodeTableExtra     Code = "table-extra"
	CodeTableName      Code = "table-name" // the table exists under another name
	CodeTableKind      Code = "table-kind" // a view or a foreign table in its place
	CodeTableUnlogged  Code = "table-unlogged"
	CodeTablePartition Code = "table-partition"
)

// The codes of columns.
const (
	CodeColumnMissing   Code = "column-missing"
	CodeColumnExtra     Code = "column-extra"
	CodeColumnName      Code = "column-name" // the column exists under another name
	CodeColumnType      Code = "column-type"
	CodeColumnLength    Code = "column-length" // the same type with another length, precision or scale
	CodeColumnNull      Code = "column-null"
	CodeColumnDefault   Code = "column-default"
	CodeColumnCollation Code = "column-collation"
	CodeColumnGenerated Code = "column-generated"
	CodeColumnIdentity  Code = "column-identity"
)

// The codes of sequences. Ownership is that of the column whose default takes the
// sequence's values.
const (
	CodeSequenceMissing   Code = "sequence-missing"
	CodeSequenceExtra     Code = "sequence-extra"
	CodeSequenceOwner     Code = "sequence-owner"
	CodeSequenceType      Code = "sequence-type"
	CodeSequenceIncrement Code = "sequence-increment"
	CodeSequenceHeadroom  Code = "sequence-headroom"
)

// The codes of keys and constraints.
const (
	CodePrimaryKey           Code = "primary-key"
	CodeForeignKeyMissing    Code = "foreign-key-missing"
	CodeForeignKeyExtra      Code = "foreign-key-extra"
	CodeForeignKeyTarget     Code = "foreign-key-target"
	CodeForeignKeyAction     Code = "foreign-key-action"
	CodeForeignKeyName       Code = "foreign-key-name"
	CodeForeignKeyDuplicate  Code = "foreign-key-duplicate"
	CodeForeignKeyNotValid   Code = "foreign-key-not-valid"
	CodeForeignKeyDeferrable Code = "foreign-key-deferrable"
	CodeForeignKeyMatch      Code = "foreign-key-match"
	CodeCheckMissing         Code = "check-missing"
	CodeCheckExtra           Code = "check-extra"
	CodeCheckExpression      Code = "check-expression"
	CodeCheckName            Code = "check-name"
	CodeCheckNotValid        Code = "check-not-valid"
)

// The codes of indexes. A unique index and a unique constraint count as the same
// rule; the codes that begin with "unique" are about such rules.
const (
	CodeIndexMissing       Code = "index-missing"
	CodeIndexExtra         Code = "index-extra"
	CodeIndexKeys          Code = "index-keys"
	CodeIndexMethod        Code = "index-method"
	CodeIndexPredicate     Code = "index-predicate"
	CodeIndexUnique        Code = "index-unique"
	CodeIndexName          Code = "index-name"
	CodeIndexOperatorClass Code = "index-operator-class"
	CodeIndexCollation     Code = "index-collation"
	CodeIndexInclude       Code = "index-include"
	CodeIndexInvalid       Code = "index-invalid"
	CodeUniqueMissing      Code = "unique-missing"
	CodeUniqueExtra        Code = "unique-extra"
	CodeUniqueNulls        Code = "unique-nulls" // NULLS NOT DISTINCT on one side only
	CodeUniqueDeferrable   Code = "unique-deferrable"
)

// The codes of what is declared beside the models.
const (
	CodeExtensionMissing   Code = "extension-missing"
	CodeEnumMissing        Code = "enum-missing"
	CodeEnumExtra          Code = "enum-extra"
	CodeEnumLabels         Code = "enum-labels"
	CodeEnumOrder          Code = "enum-order"
	CodeFunctionMissing    Code = "function-missing"
	CodeFunctionExtra      Code = "function-extra"
	CodeFunctionBody       Code = "function-body"
	CodeFunctionDefinition Code = "function-definition"
	CodeViewMissing        Code = "view-missing"
	CodeViewExtra          Code = "view-extra"
	CodeViewDefinition     Code = "view-definition"
	CodeRowSecurity        Code = "row-security"
	CodePolicyMissing      Code = "policy-missing"
	CodePolicyExtra        Code = "policy-extra"
	CodePolicyCommand      Code = "policy-command"
	CodePolicyRoles        Code = "policy-roles"
	CodePolicyExpression   Code = "policy-expression"
	CodePolicyName         Code = "policy-name"
	CodeTriggerMissing     Code = "trigger-missing"
	CodeTriggerExtra       Code = "trigger-extra"
	CodeTriggerDisabled    Code = "trigger-disabled"
	CodeTriggerFunction    Code = "trigger-function"
	CodeTriggerDefinition  Code = "trigger-definition"
	CodeTriggerName        Code = "trigger-name"
)

// The codes of comparisons that did not come to a result. They are neither
// agreement nor difference.
const (
	CodeUndetermined     Code = "undetermined"      // the server could not compare; Actual says why
	CodeHidden           Code = "hidden"            // the role may not see it
	CodeComparisonFailed Code = "comparison-failed" // a comparator panicked
)

var differenceExplanations = []Explanation{}
