package schema

import "slices"

// declaredExplanations tell of what is declared beside the models.
var declaredExplanations = slices.Concat(schemaExplanations, functionExplanations, policyExplanations, triggerExplanations)

var schemaExplanations = []Explanation{
	{
		Code: CodeExtensionMissing, Severity: SeverityDifference,
		Title: "An extension is not installed",
		Meaning: "A declaration asks for an extension that the database does not have, in whatever schema. " +
			"Nothing that depends on it can exist, so what is missing with it is reported as well; a query that calls one of its functions fails.",
		Mend:    "Create the extension, for which most need a superuser or an owner of the database. If nothing uses it any more, take it from the declaration.",
		Example: "drop extension citext",
	},
	{
		Code: CodeEnumMissing, Severity: SeverityDifference,
		Title:   "A declared enum does not exist",
		Meaning: "The database has no enumerated type of that name in that schema. Columns of the type cannot exist either and are reported themselves; a query that casts to it fails.",
		Mend:    "Create the type with its labels in their order, before the columns that need it. If it is gone for good, take it from the declaration.",
		Example: "drop type shop.unused",
	},
	{
		Code: CodeEnumExtra, Severity: SeverityDifference,
		Title:   "An enum is declared nowhere",
		Meaning: "A schema of models holds an enumerated type that no declaration names. Nothing fails. Somebody has added it by hand, or what used it has gone and left it behind.",
		Mend:    "Declare it beside the models that use it, or drop it: PostgreSQL refuses to while a column uses it.",
		Example: "create type shop.more as enum ('a', 'b')",
	},
	{
		Code: CodeEnumLabels, Severity: SeverityDifference,
		Title: "An enum has other labels",
		Meaning: "A label of the declaration is missing, or the database has one more; the finding says which. " +
			"Writing a missing label fails. One more breaks nothing until a row has it that the code does not know. A renamed label is both: one missing and one extra.",
		Mend: "A label is added by alter type … add value, with before or after for its place, and renamed by alter type … rename value. " +
			"None can be removed: that takes a new type and a rewrite of the columns.",
		Example: "alter type shop.mood rename value 'ok' to 'fine'",
	},
	{
		Code: CodeEnumOrder, Severity: SeverityDifference,
		Title:   "The labels of an enum are in another order",
		Meaning: "The labels are those of the declaration, but enums are sorted and compared by the order of their labels. What is written stays right; order by, <, > and max give other results.",
		Mend:    "Correct the declaration if nobody relies on the order. To change the order of the database, create a new type and rewrite the columns.",
		Example: "create type shop.mood as enum ('happy', 'ok', 'sad') where 'sad', 'ok', 'happy' is declared",
	},
	{
		Code: CodeSequenceMissing, Severity: SeverityDifference,
		Title:   "A declared sequence does not exist",
		Meaning: "The database lacks a sequence that no column is to own. Whoever takes its next value fails.",
		Mend:    "Create it, with a start beyond the greatest number that was given out; if it is gone for good, take it from the declaration.",
		Example: "drop sequence shop.invoice_numbers",
	},
	{
		Code: CodeSequenceExtra, Severity: SeverityDifference,
		Title:   "A sequence is declared nowhere",
		Meaning: "A schema of models holds a sequence that no column owns, no default uses and no declaration names. Nothing fails; it may be what is left of a dropped column.",
		Mend:    "Declare it if code calls nextval on it. Otherwise drop it, or give it to its column by alter sequence … owned by.",
		Example: "create sequence shop.more",
	},
	{
		Code: CodeViewMissing, Severity: SeverityDifference,
		Title:   "A declared view does not exist",
		Meaning: "The database has no view of that name, or something else under it. Selecting from it fails.",
		Mend:    "Create the view from the declared query, after the tables that it reads. If nobody reads it any more, take it from the declaration.",
		Example: "drop view shop.newest",
	},
	{
		Code: CodeViewExtra, Severity: SeverityDifference,
		Title:   "A view is declared nowhere",
		Meaning: "A schema of models holds a view that neither a model nor a declaration names. Nothing fails, but the columns that it reads can neither be dropped nor change their type.",
		Mend:    "Declare it beside the models that it reads, or drop it.",
		Example: "create view shop.more as select 1 as one",
	},
	{
		Code: CodeViewDefinition, Severity: SeverityDifference,
		Title: "A view has another query",
		Meaning: "The declared query and that of the database are planned differently, have other names of columns or another LIMIT, or one of the views is materialized and the other is not. " +
			"Two queries of one meaning may still be planned differently when they are written differently; two that are planned alike give the same rows, in no certain order unless both ask for it.",
		Mend: "Create or replace the view; that keeps its grants, but only adds columns at the end. For other changes drop and create it. Or declare the query that the view has. " +
			"A materialized view is created anew and refreshed.",
		Example: "create or replace view shop.newest as select id, note from shop.orders order by placed_at limit 10",
	},
}

var functionExplanations = []Explanation{
	{
		Code: CodeFunctionMissing, Severity: SeverityDifference,
		Title: "A declared function does not exist",
		Meaning: "The database has no function with that name and those types of arguments; one with other types is another function. " +
			"Statements that call it fail. A trigger or a policy that needs it cannot exist and is reported itself.",
		Mend:    "Create it from the declaration, before the triggers, policies and views that call it. If it is gone for good, take it from the declaration.",
		Example: "drop function shop.total(text, integer)",
	},
	{
		Code: CodeFunctionExtra, Severity: SeverityDifference,
		Title:   "A function is declared nowhere",
		Meaning: "A schema of models holds a function or procedure that no declaration names, those of extensions aside. Nothing fails. If it has the name of a declared one, a call may reach it instead.",
		Mend:    "Declare it in the package that it serves, or drop it: PostgreSQL refuses to while a trigger, a policy or a default calls it, but cannot see calls inside other functions.",
		Example: "create function shop.total(bigint) returns int language sql as 'select 1'",
	},
	{
		Code: CodeFunctionBody, Severity: SeverityDifference,
		Title: "A function has another body",
		Meaning: "The body differs from the declared one by more than white space around it and at the ends of lines; the finding shows the first line that does. " +
			"Bodies are compared to the letter, comments included, because only running them tells what they do.",
		Mend: "Find out which is newer. Create or replace the function with the declared body, which takes effect at the next call and keeps grants and triggers, or declare the body of the database and add a migration that has it.",
		Example: "create or replace function shop.touch() returns trigger language plpgsql\n" +
			"as 'begin return null; end'",
	},
	{
		Code: CodeFunctionDefinition, Severity: SeverityDifference,
		Title: "A function is defined differently",
		Meaning: "Names or defaults of arguments, the result, the language, the volatility, STRICT, SECURITY DEFINER or a setting differ; the finding lists those. " +
			"A wrong volatility gives stale results, a security definer without a search path runs what a caller puts in front of it, and one that has become an invoker lacks rights.",
		Mend: "Alter function sets volatility, strictness, security and settings without touching the body. Another language or default takes create or replace; " +
			"other names of arguments or another result, drop and create, with all that depends on it.",
		Example: "alter function shop.log() security invoker",
	},
}

var policyExplanations = []Explanation{
	{
		Code: CodeRowSecurity, Severity: SeverityDifference,
		Title: "Row security is off where it is declared, or on where it is not",
		Meaning: "Without row security no policy is asked and every role with rights on the table reads and writes all rows. " +
			"With it and no policy, all but the owner see none. The owner is only bound where it is forced.",
		Mend: "Alter table … enable, disable, force or no force row level security, whichever the finding tells. It needs a lock on the table for a moment only. " +
			"Before enabling it, see that the policies are there and that the roles of the services set what the policies read.",
		Example: "alter table shop.customers disable row level security",
	},
	{
		Code: CodePolicyMissing, Severity: SeverityDifference,
		Title: "A declared policy does not exist",
		Meaning: "The rows that a permissive policy would show are hidden, and writing them is refused; those that a restrictive one would hide are open. " +
			"While row security is off on the table, it has no effect.",
		Mend:    "Create the policy from the declaration. If others have taken its place, take it from the declaration.",
		Example: "drop policy own on shop.customers",
	},
	{
		Code: CodePolicyExtra, Severity: SeverityDifference,
		Title: "A policy is declared nowhere",
		Meaning: "Permissive policies are connected by OR: one more opens rows that the declared ones close, such as those of other tenants. " +
			"A restrictive one closes rows that they open.",
		Mend:    "Drop it, or declare it if it is meant to be there. Find out who has added it.",
		Example: "create policy everything on shop.customers using (true)",
	},
	{
		Code: CodePolicyCommand, Severity: SeverityDifference,
		Title:   "A policy is for another command, or permissive instead of restrictive",
		Meaning: "The policy is asked for other statements than declared, or is connected with the others the other way: permissive ones by OR, restrictive ones by AND. Rows are open or closed that are not to be.",
		Mend:    "Neither can be altered: drop the policy and create it anew, in one transaction, so that no statement runs between.",
		Example: "create policy reading on shop.labels using (true) where for select is declared",
	},
	{
		Code: CodePolicyRoles, Severity: SeverityDifference,
		Title:   "A policy is for other roles",
		Meaning: "Roles are bound that are not to be, or are not. To a role without any permissive policy of the command the table is closed.",
		Mend:    "Alter policy … to the declared roles, which have to exist, or declare the roles of the database.",
		Example: "alter policy own on shop.customers to auditors",
	},
	{
		Code: CodePolicyExpression, Severity: SeverityDifference,
		Title: "A policy has another condition",
		Meaning: "USING, the rows that may be seen, or WITH CHECK, those that may be written, means something else than declared; without WITH CHECK, USING is meant. " +
			"Rows are open or closed that are not to be.",
		Mend:    "Alter policy … using (…) with check (…) with the declared conditions. Or correct the declaration.",
		Example: "alter policy own on shop.customers using (true)",
	},
	{
		Code: CodePolicyName, Severity: SeverityWarning,
		Title:   "A policy has another name",
		Meaning: "A policy of the same command, roles and conditions exists under another name. Nothing fails; a migration that alters it by its declared name will.",
		Mend:    "Alter policy … rename to the declared name, or declare the name of the database.",
		Example: "alter policy own on shop.customers rename to mine",
	},
}

var triggerExplanations = []Explanation{
	{
		Code: CodeTriggerMissing, Severity: SeverityDifference,
		Title:   "A declared trigger does not exist",
		Meaning: "No statement fails, but what the trigger does is not done: nothing is recorded, counted, limited or kept in step. What was missed meanwhile is not made up for.",
		Mend:    "Create the trigger from the declaration, after its function, and see to the rows that were written without it.",
		Example: "drop trigger touch on shop.orders",
	},
	{
		Code: CodeTriggerExtra, Severity: SeverityDifference,
		Title:   "A trigger is declared nowhere",
		Meaning: "Every statement on the table also does what the trigger does, of which the models and their owner do not know. Those that PostgreSQL makes for foreign keys are not meant.",
		Mend:    "Declare it in the package that owns the table, or drop it.",
		Example: "create trigger more before insert on shop.labels for each row execute function shop.touch()",
	},
	{
		Code: CodeTriggerDisabled, Severity: SeverityDifference,
		Title: "A trigger does not fire when it is to",
		Meaning: "The trigger is disabled, or fires only, or also, for what is replicated. No statement fails, but what the trigger does is not done. " +
			"Mostly somebody has disabled it for a load of data and forgotten it.",
		Mend:    "Alter table … enable trigger, and see to the rows that were written meanwhile.",
		Example: "alter table shop.orders disable trigger touch",
	},
	{
		Code: CodeTriggerFunction, Severity: SeverityDifference,
		Title:   "A trigger calls another function",
		Meaning: "The trigger of that name calls another function than declared, or hands it other arguments.",
		Mend:    "Drop the trigger and create it from the declaration, in one transaction; since PostgreSQL 14 create or replace trigger does both.",
		Example: "create trigger touch before update on shop.orders for each row execute function shop.log()",
	},
	{
		Code: CodeTriggerDefinition, Severity: SeverityDifference,
		Title: "A trigger fires on other occasions",
		Meaning: "Its time, its events, its columns, its condition, whether it is for each row, its transition tables or when it may be deferred differ from the declaration. " +
			"It is not called when it is to be, or called when it is not.",
		Mend:    "Drop the trigger and create it from the declaration, in one transaction; since PostgreSQL 14 create or replace trigger does both, constraint triggers aside.",
		Example: "create trigger touch before insert on shop.orders for each row execute function shop.touch() where before insert or update is declared",
	},
	{
		Code: CodeTriggerName, Severity: SeverityWarning,
		Title:   "A trigger has another name",
		Meaning: "A trigger for the same occasions with the same function exists under another name. Triggers of one occasion fire in the order of their names, so that it may come before or after others than it is to.",
		Mend:    "Alter trigger … rename to the declared name, or declare the name of the database.",
		Example: "alter trigger touch on shop.orders rename to a_touch",
	},
}
