package schema

// keyExplanations tell what the codes of keys and checks mean.
var keyExplanations = []Explanation{
	{
		Code: CodePrimaryKey, Severity: SeverityDifference,
		Title: "A table has another primary key",
		Meaning: "The columns of the primary key, or their order, differ, or only one side has one. " +
			"Without the key nothing keeps a second row with the same values away, and an upsert on it fails; a key of fewer columns refuses rows that the model tells apart.",
		Mend: "Create a unique index concurrently on the right columns, then swap the constraint in one transaction with add primary key using index. " +
			"Look for duplicates and nulls first.",
		Example: "alter table shop.order_lines drop constraint order_lines_pkey cascade",
	},
	{
		Code: CodeForeignKeyMissing, Severity: SeverityDifference,
		Title: "A foreign key of an association is missing",
		Meaning: "The database lets references to rows in that do not exist, and a delete of the row that is referred to does not do what the constraint tag says. " +
			"Nothing fails; what was stored in the meantime may.",
		Mend: "Look for orphans, then add the constraint as not valid and validate it afterwards: that locks neither table for long. " +
			"If the reference is loose on purpose, tag the association with `gorm:\"constraint:-\"`.",
		Example: "alter table shop.orders drop constraint orders_customer_fkey",
	},
	{
		Code: CodeForeignKeyExtra, Severity: SeverityDifference,
		Title:   "A foreign key belongs to no association",
		Meaning: "The database refuses values of the column that refer to no row, and a model that does not know the key may write them; a delete of the row that is referred to is refused or goes on to other rows.",
		Mend:    "Declare the association in the model, or drop the constraint.",
		Example: "alter table shop.orders add foreign key (id) references shop.customers",
	},
	{
		Code: CodeForeignKeyTarget, Severity: SeverityDifference,
		Title:   "A foreign key refers to another table or to other columns",
		Meaning: "The columns of the key refer to something else than the association says. Values that the model takes for valid are refused, and others get in.",
		Mend:    "Drop the constraint and add the right one, not valid first; look for rows that would violate it. Or correct the references tag.",
		Example: "alter table shop.orders drop constraint orders_customer_fkey, add constraint orders_customer_fkey foreign key (customer_id) references shop.labels",
	},
	{
		Code: CodeForeignKeyAction, Severity: SeverityDifference,
		Title:   "A foreign key does something else on delete or update",
		Meaning: "When the row that is referred to is deleted or its key is changed, the database does not do what the constraint tag says: it refuses, or deletes, or sets null, in all columns of the key or in some, or leaves alone.",
		Mend: "Decide by what should become of the rows; a cascade that nobody expects loses data, and a refusal that nobody expects fails a request. " +
			"Then replace the constraint: add the right one under another name as not valid, validate it, drop the old one, rename.",
		Example: "alter table shop.orders drop constraint orders_customer_fkey, add constraint orders_customer_fkey foreign key (customer_id) references shop.customers on delete restrict",
	},
	{
		Code: CodeForeignKeyName, Severity: SeverityWarning,
		Title: "A foreign key has another name",
		Meaning: "The key is the right one, and its name is not that of the constraint tag. " +
			"Code that tells violations apart by the name of the constraint does not recognise it.",
		Mend:    "alter table … rename constraint is a change of the catalog only. Or put the name of the database into the constraint tag.",
		Example: "alter table shop.orders rename constraint orders_customer_fkey to orders_customer_id_fkey",
	},
	{
		Code: CodeForeignKeyDuplicate, Severity: SeverityWarning,
		Title: "A foreign key repeats another",
		Meaning: "The same columns refer to the same columns twice. " +
			"Every write checks both; and if their actions differ, which of them wins on a delete depends on the order in which their triggers fire, that is on their names.",
		Mend:    "Drop the one that no model declares.",
		Example: "alter table shop.orders add constraint again foreign key (customer_id) references shop.customers",
	},
	{
		Code: CodeForeignKeyNotValid, Severity: SeverityDifference,
		Title: "A foreign key is not verified for the rows before it",
		Meaning: "The key binds new rows; of those that were there when it was added nobody has verified that they refer to something. " +
			"The planner does not rely on it, and an update of an orphan is refused.",
		Mend:    "alter table … validate constraint reads the table and blocks no writes. If it fails, mend the orphans first.",
		Example: "alter table shop.orders drop constraint orders_customer_fkey, add constraint orders_customer_fkey foreign key (customer_id) references shop.customers on delete cascade on update cascade not valid",
	},
	{
		Code: CodeForeignKeyDisabled, Severity: SeverityDifference,
		Title: "A foreign key is there and is not enforced",
		Meaning: "Triggers that enforce the key are disabled, on one of its tables or on both, or fire only for what is replicated: alter table … disable trigger all leaves that behind, often after a load of data. " +
			"Nothing fails: on the table of the key rows that refer to nothing get in, and on the other a delete or an update of a row does nothing to those that refer to it. PostgreSQL calls the key valid all the same.",
		Mend: "A superuser, and nobody else, enables the triggers, by their names or with alter table … enable trigger all, which also enables those that somebody has disabled on purpose. " +
			"The rows written meanwhile are not looked at: look for orphans. The owner of the table can drop the key instead, add it as not valid and validate it, which does look at them.",
		Example: "alter table shop.orders disable trigger all",
	},
	{
		Code: CodeForeignKeyDeferrable, Severity: SeverityDifference,
		Title: "A foreign key is checked at another moment",
		Meaning: "On one side the key may be, or is, checked at the end of the transaction, on the other with each statement. " +
			"Code that writes the rows of a circle in one transaction needs the former; an error that shows at commit only surprises the rest.",
		Mend: "alter table … alter constraint … deferrable initially deferred (or not deferrable) changes it at once. " +
			"In the tag the words stand behind the last action: OnUpdate:NO ACTION DEFERRABLE INITIALLY DEFERRED.",
		Example: "alter table shop.orders alter constraint orders_customer_fkey deferrable initially deferred",
	},
	{
		Code: CodeForeignKeyMatch, Severity: SeverityDifference,
		Title: "A foreign key of several columns treats nulls differently",
		Meaning: "With MATCH FULL either all columns of the key are null or none; with MATCH SIMPLE, which is what GORM makes, one null is enough for the row to refer to nothing. " +
			"MATCH FULL refuses rows that the model permits.",
		Mend:    "Replace the constraint, not valid first. GORM has no tag for MATCH.",
		Example: "alter table shop.tickets drop constraint tickets_line, add constraint tickets_line foreign key (line_order_id, line_at) references shop.order_lines match full on delete cascade",
	},
	{
		Code: CodeCheckMissing, Severity: SeverityDifference,
		Title: "A check is missing",
		Meaning: "No check of the table has the name or the meaning of the one in the tag, or it is there and not enforced, which PostgreSQL knows since 18. " +
			"Values that the model takes for impossible get in.",
		Mend:    "Look for rows that violate it, then add the constraint as not valid and validate it afterwards.",
		Example: "alter table shop.customers drop constraint customers_kind",
	},
	{
		Code: CodeCheckExtra, Severity: SeverityDifference,
		Title:   "A check is in no tag",
		Meaning: "The database refuses rows that the model permits, and the service learns it from an error.",
		Mend:    "Add the check tag to the model, and the rule to its validation, or drop the constraint.",
		Example: "alter table shop.customers add constraint customers_named check (name <> '')",
	},
	{
		Code: CodeCheckExpression, Severity: SeverityDifference,
		Title: "A check has another meaning",
		Meaning: "The check of this name, compared by meaning, permits other rows on either side: another value in a list, another bound, another condition. " +
			"Depending on which is the narrower, the database refuses what the model permits, or lets in what it forbids.",
		Mend: "Add the right check under another name as not valid, validate it, drop the old one, rename; that is safe under traffic. Or correct the tag. " +
			"If a value was added, mostly the older side is the one to change.",
		Example: "alter table shop.customers drop constraint customers_kind, add constraint customers_kind check (kind in ('person', 'company', 'state'))",
	},
	{
		Code: CodeCheckName, Severity: SeverityWarning,
		Title:   "A check has another name",
		Meaning: "A check with the same meaning exists under another name. Code that tells violations apart by the name of the constraint does not recognise it.",
		Mend:    "alter table … rename constraint is a change of the catalog only. Or put the name of the database into the check tag.",
		Example: "alter table shop.customers rename constraint customers_kind to kinds",
	},
	{
		Code: CodeCheckNotValid, Severity: SeverityDifference,
		Title: "A check is not verified for the rows before it",
		Meaning: "The check binds new rows; of those that were there when it was added nobody has verified that they satisfy it. " +
			"An update of one that does not is refused.",
		Mend:    "alter table … validate constraint reads the table and blocks no writes. If it fails, mend the rows first.",
		Example: "alter table shop.customers drop constraint customers_kind, add constraint customers_kind check (kind in ('person', 'company')) not valid",
	},
}
