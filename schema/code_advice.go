package schema

// The codes of advice about keys and references.
const (
	CodeTableWithoutKey         Code = "table-without-key"
	CodeKeyWithoutDefault       Code = "key-without-default"
	CodeKeyNarrow               Code = "key-narrow"
	CodeSetNullNotNull          Code = "set-null-not-null"
	CodeForeignKeyRepeated      Code = "foreign-key-repeated"
	CodeForeignKeyContradiction Code = "foreign-key-contradiction"
	CodeForeignKeyUnindexed     Code = "foreign-key-unindexed"
	CodeForeignKeyType          Code = "foreign-key-type"
	CodeReferenceWithoutKey     Code = "reference-without-key"
)

// The codes of advice about indexes.
const (
	CodeIndexDuplicate       Code = "index-duplicate"
	CodeIndexRedundant       Code = "index-redundant"
	CodeIndexUnused          Code = "index-unused"
	CodeUniqueIgnoresDeleted Code = "unique-ignores-deleted"
)

// The codes of advice about who sees which rows.
const (
	CodeTenantUnprotected        Code = "tenant-unprotected"
	CodeTenantNullable           Code = "tenant-nullable"
	CodeRowSecurityNotForced     Code = "row-security-not-forced"
	CodeRowSecurityWithoutPolicy Code = "row-security-without-policy"
	CodeSettingCast              Code = "setting-cast"
)

// The codes of advice about functions.
const (
	CodeTriggerCannotRun  Code = "trigger-cannot-run"
	CodeFunctionCannotRun Code = "function-cannot-run"
)

// The codes of advice about columns and names.
const (
	CodeMoneyFloating        Code = "money-floating"
	CodeTimestampWithoutZone Code = "timestamp-without-zone"
	CodeJSONAsText           Code = "json-as-text"
	CodeCharacterPadded      Code = "character-padded"
	CodeBooleanNullable      Code = "boolean-nullable"
	CodeNameCut              Code = "name-cut"
)

var adviceExplanations = []Explanation{
	{
		Code: CodeTableWithoutKey, Severity: SeverityAdvice, Title: "A table has no primary key",
		Meaning: "Nothing tells two of its rows apart, so the same row can be stored twice and neither be changed without the other. Logical replication refuses its updates and deletes.",
		Mend:    "Add a primary key, over the columns that are unique already or over a new identity column. Build a unique index with CREATE UNIQUE INDEX CONCURRENTLY first and then use it, so that nobody waits for the build.",
		Example: "alter table shop.crates drop constraint crates_pkey;",
	},
	{
		Code: CodeKeyWithoutDefault, Severity: SeverityAdvice, Title: "A primary key of type uuid has no default",
		Meaning: "Every program that inserts has to make the key itself. One that forgets is refused, and one that makes it badly produces keys that collide or can be guessed.",
		Mend:    "Set the default gen_random_uuid(), which PostgreSQL has since 13. Programs that bring their own key are not affected, and the table is not rewritten.",
		Example: "alter table shop.crates alter column id drop default, alter column id type uuid using gen_random_uuid();",
	},
	{
		Code: CodeKeyNarrow, Severity: SeverityAdvice, Title: "A generated key is smaller than bigint",
		Meaning: "An integer ends at 2,147,483,647 and a smallint at 32,767. Numbers of deleted rows and of inserts that were rolled back are used up as well. After the last one every insert fails. Once 70 % of them are used it is a warning instead, sequence-headroom.",
		Mend:    "Turn the key, the columns that refer to it and the sequence into bigint while the table is small: the change rewrites it under an exclusive lock. On a large table add a bigint column, fill it in batches and swap the two.",
		Example: "alter table shop.crates alter column id type integer;",
	},
	{
		Code: CodeSetNullNotNull, Severity: SeverityAdvice, Title: "A foreign key sets a column to null that cannot be null",
		Meaning: "The action SET NULL cannot be carried out, so deleting a row that is referred to always fails, with an error about a null value (23502) in another table. An update of its key fails likewise if that is the action of ON UPDATE.",
		Mend:    "Decide what is meant. If the row can live on without what it refers to, drop NOT NULL from the column. If it goes with it, make the action CASCADE; if it is to stop the deletion, RESTRICT. Change the model's constraint tag as well.",
		Example: "alter table shop.customers alter column referrer_id set not null; -- on delete set null",
	},
	{
		Code: CodeForeignKeyRepeated, Severity: SeverityAdvice, Title: "A foreign key exists twice",
		Meaning: "Two constraints say the same of the same columns. Each is checked at every write, and whoever changes one of them wonders why nothing changes. Of one that repeats a key of the models there is a warning instead, foreign-key-duplicate.",
		Mend:    "Drop the one that is reported; the other stays. If models know it by the dropped one's name, rename the one that stays.",
		Example: "alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers;",
	},
	{
		Code: CodeForeignKeyContradiction, Severity: SeverityAdvice, Title: "Two foreign keys of the same column ask for different actions",
		Meaning: "One says, for example, CASCADE and the other SET NULL. Both actions run, in the order of their internal triggers' names: whether a row survives the deletion of what it refers to depends on the order in which the constraints were made, and can change with a dump and a restore.",
		Mend:    "Decide which action is meant, and drop the constraint with the other one.",
		Example: "alter table shop.orders add constraint a foreign key (id) references shop.customers, add constraint b foreign key (id) references shop.customers on delete cascade;",
	},
	{
		Code: CodeForeignKeyUnindexed, Severity: SeverityAdvice, Title: "No index begins with the columns of a foreign key",
		Meaning: "PostgreSQL makes no index for a foreign key. Every delete of a row that can be referred to, and every change of its key, reads the whole referring table, and joins along the reference do so too.",
		Mend:    "Build an index that begins with these columns, CONCURRENTLY. It may have more columns behind them, and it may leave out the rows where the column is null.",
		Example: "drop index shop.orders_customer;",
	},
	{
		Code: CodeForeignKeyType, Severity: SeverityAdvice, Title: "A foreign key and what it refers to have different types",
		Meaning: "Each comparison of the two needs a cast, and a join may not be able to use the index of one side. If the referring type is the smaller one, it cannot hold all keys: inserts fail once they are large.",
		Mend:    "Give the referring column the type of the column that it refers to.",
		Example: "alter table shop.orders alter column customer_id type integer;",
	},
	{
		Code: CodeReferenceWithoutKey, Severity: SeverityAdvice, Title: "A column refers to a table without a foreign key",
		Meaning: "By its name and its type the column holds the key of another table, and nothing keeps what it refers to from being deleted, or from never having been there. Columns with a type column beside them, which refer to several tables, are not reported.",
		Mend:    "Look for values that lead nowhere, mend them, then add the foreign key NOT VALID and validate it, so that no write waits. Choose the action on delete by what the row is without its counterpart.",
		Example: "alter table shop.orders drop constraint orders_customer_fkey;",
	},
	{
		Code: CodeIndexDuplicate, Severity: SeverityAdvice, Title: "Two indexes are the same",
		Meaning: "They have the same keys, order, predicate and method. Each costs space and time at every write, and one serves every query.",
		Mend:    "Drop the one that is reported, CONCURRENTLY; drop the constraint if it belongs to one. A foreign key that hangs on a unique one has to be made anew on the other first.",
		Example: "create index customers_email_too on shop.customers (email);",
	},
	{
		Code: CodeIndexRedundant, Severity: SeverityAdvice, Title: "An index is the beginning of another one",
		Meaning: "Another index with the same predicate and method begins with the same keys and serves every query that this one serves. It costs space and time at every write. Unique indexes are never reported: they promise something.",
		Mend:    "Drop it, CONCURRENTLY. Keep it only if the other one is very much wider and measurements show that it matters.",
		Example: "create index orders_placed on shop.orders (customer_id);",
	},
	{
		Code: CodeIndexUnused, Severity: SeverityAdvice, Title: "No query has used an index for a month",
		Meaning: "The statistics of this server count no scan of it in at least 30 days, on a table of 10,000 rows or more. It costs space and time at every write. Indexes that are unique or serve a foreign key are not reported.",
		Mend:    "Look at the standbys, which count for themselves, and think of what runs once a quarter or a year. Then drop it CONCURRENTLY, and keep its definition.",
		Example: "create index orders_note_length on shop.orders (length(note));",
	},
	{
		Code: CodeUniqueIgnoresDeleted, Severity: SeverityAdvice, Title: "A unique index counts rows that are soft-deleted",
		Meaning: "The table has a deleted_at, and the index counts the rows that carry one. An account that was deleted keeps its address for ever: it cannot be made again, and nobody sees why.",
		Mend:    "Build a unique index with WHERE deleted_at IS NULL and drop the old one, unless the value must never be given twice. ON CONFLICT must then name the predicate too. Change the model's tag as well.",
		Example: "create unique index customers_country_name on shop.customers (country, name); -- which have a deleted_at",
	},
	{
		Code: CodeTenantUnprotected, Severity: SeverityAdvice, Title: "A table of tenants has no row security",
		Meaning: "The table says by a column which tenant a row belongs to, and only the conditions that each query writes keep one tenant from the rows of another. One that is forgotten shows the rows of all. The column is Checker.TenantColumn, tenant_id unless it is named.",
		Mend:    "Write a policy that compares the column with a setting of the transaction, then enable and force row security. Try it with the role of the application before: a query that sets no tenant sees nothing.",
		Example: "alter table shop.orders disable row level security;",
	},
	{
		Code: CodeTenantNullable, Severity: SeverityAdvice, Title: "A row may belong to no tenant",
		Meaning: "A row without a tenant belongs to nobody. Policies compare with =, which is not true of a null, so nobody sees it; without policies, every query that asks for one tenant misses it.",
		Mend:    "Fill the column and make it NOT NULL. If rows that belong to all tenants are meant, write a policy that says so (tenant_id is null), for reading only.",
		Example: "alter table shop.orders alter column tenant_id drop not null;",
	},
	{
		Code: CodeRowSecurityNotForced, Severity: SeverityAdvice, Title: "Row security does not bind the owner of the table",
		Meaning: "Row security is enabled and not forced: the owner of the table sees and writes every row, whatever the policies say. That is every row of every tenant, if the application connects as the role that made the tables.",
		Mend:    "Let the application connect as a role that owns nothing, or force row security. Superusers and roles with BYPASSRLS are never bound.",
		Example: "alter table shop.orders no force row level security;",
	},
	{
		Code: CodeRowSecurityWithoutPolicy, Severity: SeverityAdvice, Title: "Row security is on and no policy lets anybody in",
		Meaning: "Without a permissive policy nobody sees a row or writes one, and no query fails: the table looks empty. If row security is not forced, the owner is spared, so that it goes unnoticed until somebody else connects.",
		Mend:    "Write the policy that is meant, or disable row security.",
		Example: "drop policy tenant_isolation on shop.orders;",
	},
	{
		Code: CodeSettingCast, Severity: SeverityAdvice, Title: "A setting is cast without regard to its being empty",
		Meaning: "After a transaction that set a custom setting with SET LOCAL, the connection has it as an empty text, not as null. A cast of an empty text to uuid or to a number raises an error, so that on a pooled connection the next query fails that sets none.",
		Mend:    "Write nullif(current_setting('app.tenant', true), '')::uuid. The second argument makes an unset setting null as well.",
		Example: "create policy tenant_reads on shop.orders for select using (tenant_id = current_setting('app.tenant')::uuid);",
	},
	{
		Code: CodeTriggerCannotRun, Severity: SeverityAdvice, Title: "A trigger's function fails whenever it is called for this table",
		Meaning: "The function reads a column of NEW or OLD that the table lacks, or a relation, function or operator that does not exist. PostgreSQL finds that out only when it gets there, and then the statement that fired the trigger fails. What a condition on something else than the row, a loop or a handler may keep from being reached is not reported.",
		Mend:    "Mend the function so that it fits every table whose trigger calls it, make what it needs, or drop the trigger. Then write a row in a transaction and roll it back.",
		Example: "create function shop.touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$; create trigger touch before update on shop.labels for each row execute function shop.touch();",
	},
	{
		Code: CodeFunctionCannotRun, Severity: SeverityAdvice, Title: "A function needs something that does not exist",
		Meaning: "Its body names a relation, a column to write, a function or an operator that the database does not have, so whoever calls it gets an error. A name without a schema is reported only if no schema has it.",
		Mend:    "Make what it needs, mend the body, or drop the function.",
		Example: "create function shop.forget() returns void language plpgsql as $$ begin delete from shop.visitors; end $$;",
	},
	{
		Code: CodeMoneyFloating, Severity: SeverityAdvice, Title: "Money is stored in floating point",
		Meaning: "A column whose name speaks of money is a real or a double precision, which hold most decimal fractions only nearly: 0.1 + 0.2 is not 0.3. Sums over many rows drift, and comparisons for equality fail.",
		Mend:    "Make it numeric, with a scale if there is one. The table is rewritten, and programs that read a float have to read a decimal.",
		Example: "alter table shop.order_lines add discount_amount double precision;",
	},
	{
		Code: CodeTimestampWithoutZone, Severity: SeverityAdvice, Title: "A point in time is stored without a time zone",
		Meaning: "A timestamp without time zone is what a clock on a wall shows, not a moment. What it means depends on who wrote it, and an hour of each autumn is ambiguous. GORM writes and reads it as if it were UTC.",
		Mend:    "Make it timestamptz, with USING column AT TIME ZONE 'UTC', or whatever zone the values are in. Keep it where a local time is meant: the opening of a shop.",
		Example: "alter table shop.orders alter column placed_at type timestamp;",
	},
	{
		Code: CodeJSONAsText, Severity: SeverityAdvice, Title: "A document is stored as json instead of jsonb",
		Meaning: "A json is the text as it came: it is parsed anew at every access, can be neither compared nor indexed, and lacks most operators (@>, ?, #-). What it keeps is whitespace, the order of keys and repeated keys.",
		Mend:    "Make it jsonb, which rewrites the table, unless the text itself matters.",
		Example: "alter table shop.orders add details json;",
	},
	{
		Code: CodeCharacterPadded, Severity: SeverityAdvice, Title: "A text is stored as char(n)",
		Meaning: "A char(n) is filled up with blanks to its length, and the blanks count for nothing in comparisons and are lost in casts, but not in LIKE and not in what a program reads. It is neither smaller nor faster than text. One of less than ten characters is taken for a code that is always full, and not reported.",
		Mend:    "Make it text, with a check on the length if that matters. Hashes and the like, which always have the full length, can stay.",
		Example: "alter table shop.customers alter column tax_number type char(20);",
	},
	{
		Code: CodeBooleanNullable, Severity: SeverityAdvice, Title: "A boolean may be null",
		Meaning: "It has three values where two are meant. NOT column and column = false are both not true of a null, so that rows are in neither of two lists.",
		Mend:    "Fill the nulls, set a default and make it NOT NULL. Where null means unknown, say so in a comment, and ask with IS TRUE and IS NOT TRUE.",
		Example: "alter table shop.orders add paid boolean;",
	},
	{
		Code: CodeNameCut, Severity: SeverityAdvice, Title: "A name has 63 bytes, and may have been longer",
		Meaning: "PostgreSQL cuts names after 63 bytes and only says so in a notice. Who looks for the name as it was written (in a migration, or in the handling of an error) does not find it, and two long names may become the same.",
		Mend:    "Rename the object to something shorter, in the models and the migrations as well.",
		Example: "create index orders_by_the_moment_when_they_were_placed_with_the_most_recent_ones_first on shop.orders (placed_at desc);",
	},
}
