package schema

// indexExplanations tell what the codes of indexes and unique rules mean.
var indexExplanations = []Explanation{
	{
		Code: CodeIndexMissing, Severity: SeverityDifference,
		Title: "An index is missing",
		Meaning: "No index of the table has the name or the shape of the one in the tag. " +
			"Nothing fails; queries that rely on it read the whole table, and a delete of a row that is referred to does too.",
		Mend:    "create index concurrently, outside of a transaction, blocks no writes. Or take the tag from the model.",
		Example: "drop index shop.customers_name",
	},
	{
		Code: CodeIndexExtra, Severity: SeverityWarning,
		Title:   "An index is in no tag",
		Meaning: "Nothing fails. The index costs time with every write and room on disk, and somebody may have added it for a query that the models do not tell of.",
		Mend:    "Put it into a tag if it is needed; otherwise drop it concurrently. Look into pg_stat_user_indexes, on the standbys too, whether a query uses it.",
		Example: "create index more on shop.customers (country)",
	},
	{
		Code: CodeIndexKeys, Severity: SeverityDifference,
		Title: "An index has other keys",
		Meaning: "The columns or expressions of the index, their order, a direction or the place of nulls differ. " +
			"Queries that rely on it are not served; a unique index enforces another rule.",
		Mend:    "Create the right index concurrently under another name, drop the old one concurrently, rename. Or correct the tag.",
		Example: "drop index shop.customers_name; create index customers_name on shop.customers (name)",
	},
	{
		Code: CodeIndexMethod, Severity: SeverityDifference,
		Title:   "An index has another method",
		Meaning: "The index is of another kind, such as hash instead of btree. It serves other operators than the queries use, for which the table is then read whole.",
		Mend:    "Create the right index concurrently under another name, drop the old one concurrently, rename. Or correct the type in the tag.",
		Example: "drop index shop.orders_data; create index orders_data on shop.orders using btree (data)",
	},
	{
		Code: CodeIndexPredicate, Severity: SeverityDifference,
		Title: "A partial index covers other rows",
		Meaning: "The conditions of the two sides do not mean the same, or only one side has one. " +
			"Queries whose condition does not imply that of the index do not use it; a unique index refuses, or lets in, other rows.",
		Mend: "Create the right index concurrently under another name, drop the old one concurrently, rename. " +
			"Or correct where in the tag; a comma in it is written as \\\\, there.",
		Example: "drop index shop.orders_open; create index orders_open on shop.orders (status)",
	},
	{
		Code: CodeIndexUnique, Severity: SeverityDifference,
		Title:   "An index is unique on one side only",
		Meaning: "If it is the database's, rows that the model permits are refused. If it is the model's, duplicates get in, and an upsert on the columns fails.",
		Mend: "Look for duplicates, create the right index concurrently under another name, drop the old one concurrently, rename. " +
			"Or correct the tag: uniqueIndex, or index.",
		Example: "drop index shop.orders_number; create index orders_number on shop.orders (number) where cancelled_at is null",
	},
	{
		Code: CodeIndexName, Severity: SeverityWarning,
		Title:   "An index has another name",
		Meaning: "The index is the right one under another name. Code that tells violations apart by the name of a unique index does not recognise it.",
		Mend:    "alter index … rename to is a change of the catalog only. Or put the name of the database into the tag.",
		Example: "alter index shop.customers_name rename to customers_by_name",
	},
	{
		Code: CodeIndexOperatorClass, Severity: SeverityDifference,
		Title: "A key of an index compares by another operator class",
		Meaning: "The operator class decides which operators the index serves: text_pattern_ops serves LIKE, jsonb_path_ops only containment. " +
			"Queries that use the others read the whole table.",
		Mend: "Create the right index concurrently under another name, drop the old one concurrently, rename. " +
			"In the tag the class stands in sort or behind the expression.",
		Example: "drop index shop.customers_name; create index customers_name on shop.customers (name text_pattern_ops desc)",
	},
	{
		Code: CodeIndexCollation, Severity: SeverityDifference,
		Title: "A key of an index is sorted by another collation",
		Meaning: "Queries that sort or compare by the collation of the column do not use an index of another one. " +
			"A unique index may also hold other texts for equal, if the collation is not deterministic.",
		Mend:    "Create the right index concurrently under another name, drop the old one concurrently, rename. Or correct collate in the tag.",
		Example: "drop index shop.customers_name; create index customers_name on shop.customers (name collate \"C\" desc)",
	},
	{
		Code: CodeIndexInclude, Severity: SeverityDifference,
		Title: "An index carries other columns",
		Meaning: "The included columns differ. " +
			"Nothing fails; queries that would be answered by the index alone go to the table, or the index is larger than it needs to be.",
		Mend: "Create the right index concurrently under another name, drop the old one concurrently, rename. " +
			"Or correct the option in the tag: option:INCLUDE (name).",
		Example: "drop index shop.orders_note; create index orders_note on shop.orders (lower(note)) include (status)",
	},
	{
		Code: CodeIndexInvalid, Severity: SeverityDifference,
		Title: "An index is not valid",
		Meaning: "Its building is still going on, or has failed. " +
			"No query uses it; every write may already have to maintain it; a unique one has not proven that there are no duplicates. " +
			"In the place of an index that a model asks for this is a difference, beside them a warning.",
		Mend: "If no CREATE INDEX or REINDEX is running (pg_stat_progress_create_index), look into the log for why it failed, mostly a duplicate or a deadlock; then reindex index concurrently, or drop the index and create it again. " +
			"Leftovers of REINDEX named _ccnew are dropped; of those named _ccold the new index is already in place.",
		Example: "create unique index concurrently orders_number on shop.orders (number), with duplicates in the table",
	},
	{
		Code: CodeUniqueMissing, Severity: SeverityDifference,
		Title:   "A unique rule is missing",
		Meaning: "Neither a unique index nor a unique constraint enforces what the tag says. Duplicates get in; an upsert on the columns fails.",
		Mend:    "Look for duplicates, then create unique index concurrently, and if a constraint is wanted attach it with add constraint … unique using index.",
		Example: "drop index shop.customers_email",
	},
	{
		Code: CodeUniqueExtra, Severity: SeverityDifference,
		Title:   "A unique rule is in no tag",
		Meaning: "A unique index, a unique constraint or an exclusion constraint refuses rows that the model permits, and the service learns it from an error.",
		Mend:    "Add uniqueIndex or unique to the tags, or drop the rule. GORM has no tag for an exclusion constraint.",
		Example: "alter table shop.customers add constraint more unique (country, name)",
	},
	{
		Code: CodeUniqueNulls, Severity: SeverityDifference,
		Title:   "A unique rule treats nulls differently",
		Meaning: "With NULLS NOT DISTINCT, which PostgreSQL knows since 15, a second null is a duplicate; without it, any number of nulls is let in.",
		Mend:    "Create the right index concurrently under another name, drop the old one concurrently, rename. In the tag it is an option: option:NULLS NOT DISTINCT.",
		Example: "alter table shop.customers drop constraint uni_shop_customers_tax_number, add constraint uni_shop_customers_tax_number unique nulls not distinct (tax_number)",
	},
	{
		Code: CodeUniqueDeferrable, Severity: SeverityDifference,
		Title: "A unique rule is checked at another moment",
		Meaning: "On one side the rule may be checked at the end of the transaction, on the other with each row. " +
			"A deferrable rule serves neither ON CONFLICT nor as the target of a foreign key.",
		Mend: "Drop the constraint and add it as the other side has it, using an index that was created concurrently. " +
			"In the tag the words stand behind unique in the type.",
		Example: "alter table shop.customers drop constraint uni_shop_customers_tax_number, add constraint uni_shop_customers_tax_number unique (tax_number) deferrable",
	},
}
