package schema

// tableExplanations tell what the codes of tables mean.
var tableExplanations = []Explanation{
	{
		Code: CodeTableMissing, Severity: SeverityDifference,
		Title: "A model has no table",
		Meaning: "No relation of the name that TableName returns exists in the schema that it names, or else in the current schema of the connection. " +
			"Every statement of the model fails.",
		Mend: "If the table is new, run the migration that creates it. " +
			"If it should be there, look whether the connection leads to the right database, and whether the name is spelled as the database has it.",
		Example: "drop table shop.labels cascade",
	},
	{
		Code: CodeTableExtra, Severity: SeverityDifference,
		Title: "A table has no model",
		Meaning: "A schema that holds tables of models holds this one too, and no model of those that were checked asks for it. " +
			"Nothing fails, but nobody looks after the table: it may be left over, or its model may have been forgotten.",
		Mend: "Hand its model to the check, or drop the table if nothing needs it any more. Tables of others belong into a schema of their own. " +
			"The tables in which migration tools keep their books are known and left out.",
		Example: "create table shop.invoices (id bigint primary key)",
	},
	{
		Code: CodeTableName, Severity: SeverityDifference,
		Title: "A table exists under another name",
		Meaning: "The table of the model is missing, and exactly one table without a model has the same columns with the same types. " +
			"Probably one side was renamed and the other was not. Every statement of the model fails. " +
			"Beside the name, the two are compared as if they had the same.",
		Mend: "Rename the table, or change TableName, whichever was forgotten. " +
			"Where both versions of the service run during a deployment, a view under the old name keeps the old one alive.",
		Example: "alter table shop.labels rename to tags",
	},
	{
		Code: CodeTableKind, Severity: SeverityDifference,
		Title: "A view or a foreign table stands in the place of a table",
		Meaning: "The model asks for indexes, checks or foreign keys with actions, which only a table can have that holds its rows itself, and the relation is none. " +
			"None of these rules holds; a materialized view refuses every write. " +
			"A model that asks for none of them may be mapped to a view and is compared by its columns only.",
		Mend:    "If the table was replaced on purpose, take the index, check and constraint tags from the model. Otherwise restore the table under its name.",
		Example: "drop table shop.labels cascade; create view shop.labels as select 1::bigint as id, null::text as name",
	},
	{
		Code: CodeTableUnlogged, Severity: SeverityDifference,
		Title: "A table is unlogged, or is not although that is declared",
		Meaning: "An unlogged table is emptied by a crash of the server, is not on any standby, and is in no backup that is taken from the write-ahead log. " +
			"GORM has no tag for it; unless declare.Table says Unlogged, the table has to be logged.",
		Mend:    "alter table … set logged writes the table anew and blocks it for that time. If its rows may be lost, declare the table as unlogged.",
		Example: "alter table shop.tickets set unlogged",
	},
	{
		Code: CodeTablePartition, Severity: SeverityDifference,
		Title: "A table is partitioned in another way than declared",
		Meaning: "The partition key differs from that which declare.Table gives, or only one side has one. " +
			"Nothing fails as long as every row finds a partition, but what relies on the partitions, such as dropping old ones, does not do what it is meant to. " +
			"A table of which nothing is declared may be partitioned or not.",
		Mend:    "Correct the declaration, or build the table anew with the right key and move the rows: PostgreSQL cannot change the key of a table.",
		Example: "create table shop.visits (at date not null) partition by list (at)",
	},
}

// columnExplanations tell what the codes of columns mean.
var columnExplanations = []Explanation{
	{
		Code: CodeColumnMissing, Severity: SeverityDifference,
		Title: "A field of a model has no column",
		Meaning: "The table lacks the column. " +
			"Every insert and update that writes the field fails, and every query that names it; a select of all columns leaves the field at its zero value. " +
			"Keys, checks and indexes that need the column are not reported again.",
		Mend:    "Run the migration that adds the column. If the field is not meant to be stored, tag it with `gorm:\"-\"`.",
		Example: "alter table shop.orders drop column number",
	},
	{
		Code: CodeColumnExtra, Severity: SeverityDifference,
		Title: "A column has no field",
		Meaning: "The table has a column that the model does not know. " +
			"If it is not null and has no default, every insert of the model fails, because it gives no value; otherwise nothing fails, and what is in the column stays unread.",
		Mend: "Add the field to the model, or drop the column once no version of the service that runs uses it. " +
			"Until then, a default or dropping not null lets the inserts through.",
		Example: "alter table shop.orders add weight integer not null",
	},
	{
		Code: CodeColumnName, Severity: SeverityDifference,
		Title: "A column exists under another name",
		Meaning: "The column is missing, and exactly one extra column has the same type, nullability and default. Probably one side was renamed and the other was not. " +
			"What hangs on the column, a key, a check or an index, is not reported again.",
		Mend: "Rename the column, or give the field a column tag. If the two have nothing to do with each other, add the one and drop the other. " +
			"While two versions of the service run, add the new column and fill both instead of renaming.",
		Example: "alter table shop.orders rename column number to order_number",
	},
	{
		Code: CodeColumnType, Severity: SeverityDifference,
		Title: "A column has another type",
		Meaning: "The type of the column is not the one that the model asks for. " +
			"Between types of one family, such as text and character varying, statements mostly go on to work, with other limits, an other sorting or an other rounding; between families, writing and reading fail.",
		Mend: "Decide which side is right; the data mostly tells. " +
			"Changing a column's type writes the table anew and blocks it, except from varchar to text and to a longer varchar; for a large table add a new column, fill it in portions and swap the names.",
		Example: "alter table shop.orders alter column placed_at type timestamp",
	},
	{
		Code: CodeColumnLength, Severity: SeverityDifference,
		Title: "A column has the right type with another length or precision",
		Meaning: "The length, precision or scale differs. " +
			"If the column is the shorter one, values that the model permits are refused by the database; a smaller scale rounds without a word. " +
			"If it is the longer one, nothing fails, and values may be stored that the model does not expect.",
		Mend: "Lengthen the column, which for a varchar is a change of the catalog only, or correct the type or size tag. " +
			"Before shortening a column look for the longest value.",
		Example: "alter table shop.customers alter column email type varchar(100)",
	},
	{
		Code: CodeColumnNull, Severity: SeverityDifference,
		Title: "A column may be null on one side only",
		Meaning: "If the database says not null and the model does not, an insert or update that leaves the field nil is refused. " +
			"If it is the other way round, a null that got into the column cannot be read into a plain Go value. " +
			"\"Not valid\" is a not null of PostgreSQL 18 that nobody has verified for the rows that were there before.",
		Mend: "Agree on one. " +
			"To set not null without a long lock, add a check (column is not null) not valid, validate it, set not null and drop the check; count the nulls first. " +
			"For a nullable column use a pointer and take the not null tag away. Validate what is not valid with alter table … validate constraint.",
		Example: "alter table shop.customers alter column name drop not null",
	},
	{
		Code: CodeColumnDefault, Severity: SeverityDifference,
		Title: "A column has another default",
		Meaning: "The defaults of the two sides do not give the same value, or only one side has one. " +
			"GORM leaves a field with a default tag out of an insert if it has its zero value, so that the database's default is what gets stored; without one, null is, or the insert fails.",
		Mend: "Change the default in the database, which concerns new rows only, or the default tag. " +
			"`gorm:\"default:(-)\"` leaves the default to the database, whatever it is.",
		Example: "alter table shop.customers alter column country set default 'BR'",
	},
	{
		Code: CodeColumnCollation, Severity: SeverityDifference,
		Title: "A column has another collation",
		Meaning: "Texts of the column are sorted and compared by other rules than those that the model asks for. " +
			"Nothing fails, but orders and ranges differ, and an index on the column sorts by its rules.",
		Mend:    "Change the collation with alter table … alter column … type … collate …, which builds the indexes on the column anew, or add collate to the type tag.",
		Example: "alter table shop.customers alter column email type varchar(255) collate \"C\"",
	},
	{
		Code: CodeColumnGenerated, Severity: SeverityDifference,
		Title: "A column is computed on one side only, or in another way",
		Meaning: "If only the database computes the column, every insert and update that gives it a value fails. " +
			"If only the model takes it for computed, nobody fills it. " +
			"Otherwise the two expressions do not mean the same, or one side stores the value and the other computes it when it is read.",
		Mend: "Drop the expression, which keeps the values, or write the generated tag, and take the field from what GORM writes (`gorm:\"->\"`). " +
			"Since 17 set expression changes the expression; before that, and from stored to virtual, drop the column and add it.",
		Example: "alter table shop.order_lines alter column amount drop expression",
	},
	{
		Code: CodeColumnIdentity, Severity: SeverityDifference,
		Title: "A column is an identity on one side only, or of another kind",
		Meaning: "An identity that is always generated refuses rows that bring their own number, and GORM writes the number of a field that it does not know as generated. " +
			"A model that asks for serial is content with an identity by default; if it is always generated, that is only a warning.",
		Mend: "alter table … alter column … set generated by default (or always) changes the kind at once; the tag for it is `gorm:\"generated:identity\"` or `gorm:\"generated:identity always\"`. " +
			"To turn a serial into an identity, drop the default, add the identity, and set it on behind the greatest number.",
		Example: "alter table shop.tickets alter column id set generated always",
	},
}

// sequenceExplanations tell what the codes of the sequences of columns mean.
var sequenceExplanations = []Explanation{
	{
		Code: CodeSequenceOwner, Severity: SeverityDifference,
		Title: "A column takes its numbers from a sequence that it does not own",
		Meaning: "The model asks for a number from a sequence of the column's own, and the default takes it from one that belongs to no column or to another. " +
			"Inserts work, until that sequence is dropped with its owner, or restarted for the other that uses it.",
		Mend: "alter sequence … owned by table.column makes it the column's own, if no other column uses it. " +
			"Otherwise give the column a sequence of its own that begins behind its greatest number.",
		Example: "alter sequence shop.labels_id_seq owned by none",
	},
	{
		Code: CodeSequenceType, Severity: SeverityDifference,
		Title: "A sequence ends before its column does",
		Meaning: "The greatest number of the sequence is smaller than what fits into the column: mostly the column was made a bigint and its sequence has stayed an integer. " +
			"When the sequence ends, every insert fails.",
		Mend:    "alter sequence … as bigint is a change of the catalog only; if a maximum was set on purpose, take it away with no maxvalue.",
		Example: "alter sequence shop.labels_id_seq as integer",
	},
	{
		Code: CodeSequenceIncrement, Severity: SeverityDifference,
		Title: "A sequence counts in other steps",
		Meaning: "The sequence of the column does not count in steps of one, or in those of the identity that the model describes. " +
			"Nothing fails, but numbers are left out, and run out sooner.",
		Mend: "alter sequence … increment by 1. " +
			"If steps are wanted, as in a database with two writers, describe the identity in the type tag: generated by default as identity (increment by 2).",
		Example: "alter sequence shop.labels_id_seq increment by 10",
	},
	{
		Code: CodeSequenceHeadroom, Severity: SeverityWarning,
		Title: "A sequence has given more than 70 % of its numbers",
		Meaning: "When the sequence has reached its end, or the greatest number that the column holds, every insert fails; the share that is used stands in the finding. " +
			"It is not known for a role that may not read the sequence.",
		Mend: "Turn the column, those that refer to it and the sequence into bigint before that: add new columns, fill them in portions and swap the names. " +
			"For a sequence that is narrower than its column, alter sequence … as bigint is enough.",
		Example: "select setval('shop.labels_id_seq', 7000000000000000000)",
	},
}
