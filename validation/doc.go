// Package validation judges a model by its `validate` tags before PostgreSQL
// does, and names every field that is wrong instead of the first one only.
//
// The tags are those of [github.com/go-playground/validator/v10]; timezone,
// bcp47_language_tag, iso4217, iso3166_1_alpha2, ip, url, email, semver and the
// rest mean here what they mean there. Five are ours:
//
//   - cron_expression: minute, hour, day of month, month and day of week, as in
//     "0 9 * * *" or "*/5 8-18 * * MON-FRI". A time zone prefix (CRON_TZ=) and
//     the descriptors (@daily, @every 1s) are refused: other programs read the
//     column and know five fields only, a trigger runs in its tenant's time zone,
//     and nothing may run more often than once a minute. The tag says nothing
//     about whether the expression ever fires; "0 0 30 2 *" does not.
//   - slug: lower-case ASCII letters and digits, with single hyphens between
//     them, as in "acme-corp-2".
//   - hex_color: # and six hexadecimal digits of either case, as in "#6B7280".
//     The standard hexcolor also takes three, four and eight digits, and eight do
//     not fit the varchar(7) of our columns.
//   - permission_key: a resource and an action, each a lower-case word whose
//     parts may be joined by single hyphens or underscores, separated by "." or
//     ":", as in "agents.read", "workflows:execute" or "agent_kbs.documents.read".
//     The last word may be the wildcard "*", as in "agents:*", and no other; "*"
//     alone is no key, because it names no resource.
//   - json_arrays=NAME NAME…: JSON text or a map[string]any that holds an array
//     under each of the names, as in {"nodes": [], "connections": []}.
//
// On a string, max counts characters and not bytes, as varchar(n) does.
//
// Some types are judged by what they mean to PostgreSQL:
//
//   - A [github.com/shopspring/decimal.Decimal] is compared as its nearest
//     float64. The 53 bits of a float64 hold about 16 significant digits: a
//     number that differs from a bound beyond the sixteenth passes as equal to it.
//     As required refuses a zero, leave it off amounts that may be zero.
//   - A [github.com/jackc/pgx/v5/pgtype.Interval] whose Valid is false is SQL
//     NULL, so required refuses it whatever its other fields hold.
//   - An [encoding/json.RawMessage] without a byte is no JSON, so required refuses
//     it, nil or not. The JSON text null is a value, and passes.
//   - A zero [github.com/google/uuid.UUID] fails required, an empty but not nil
//     map or slice passes.
//
// An association carries `validate:"-"`. Without it the validator descends into
// every loaded struct: a child would fail because of its parent, and two models
// that point at each other would be walked for ever.
//
// Services call [Struct] before they write, answer an error that is [ErrInvalid]
// with [Error.Fields], and treat any other error as a defect of the program.
// [New] is for those who add tags of their own. Both are safe for concurrent use;
// a validator from New is once all tags are registered.
package validation
