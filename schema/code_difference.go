package schema

import "slices"

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
	CodeForeignKeyDisabled   Code = "foreign-key-disabled" // its triggers do not fire
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

var differenceExplanations = slices.Concat(
	tableExplanations, columnExplanations, sequenceExplanations, keyExplanations, indexExplanations, resultExplanations,
)

// resultExplanations tell what it means that there is no result.
var resultExplanations = []Explanation{
	{
		Code: CodeUndetermined, Severity: SeverityUndetermined,
		Title: "The server could not compare two expressions",
		Meaning: "What the model says and what the database has are written differently, and the server could not read one of them, so that nobody knows whether they mean the same. " +
			"It is neither agreement nor difference.",
		Mend: "The server's complaint stands behind what was found. Mostly the expression of the tag calls a function, a type or an operator that does not exist or that the search path of the connection does not lead to: " +
			"create it, name its schema, or correct the tag.",
		Example: "`gorm:\"check:unknown_function(code)\"`",
	},
	{
		Code: CodeHidden, Severity: SeverityUndetermined,
		Title: "The role may not read these tables",
		Meaning: "The role of the connection lacks USAGE on the schema or SELECT on the tables that are listed, so that they were not compared. The others were. " +
			"If it is the role of the service, what it reads from them fails.",
		Mend:    "Let the owner of the tables run the grant that the finding gives, or check with the role that the service uses.",
		Example: "revoke select on shop.labels from service",
	},
	{
		Code: CodeComparisonFailed, Severity: SeverityUndetermined,
		Title: "A comparison failed by a mistake in the check itself",
		Meaning: "The code that compares one concern of a table has panicked, so that nothing is known about that concern. " +
			"All other comparisons were made.",
		Mend:    "There is nothing to mend in the models or in the database. Report the finding with the definition of the table and the tags of the model.",
		Example: "a panic in schema.sameReference, line 66",
	},
}
