package fill

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// special are the columns, as table.column, whose values follow from more than their type and their checks. {i} is the
// number of the row, {tenants} that of the rows of tenants.
var special = map[string]string{
	// An agent stands above itself at depth 0, by convention.
	"agent_hierarchy.depth": "{i} / {agents}",

	// One of the two, as the type wants. Production's check takes numbers only, and a cron parser takes no others.
	"agent_triggers.cron_expr":  "case when {i} % 2 = 0 then '30 9 1 1 1' end",
	"agent_triggers.event_name": "case when {i} % 2 = 1 then 'event ' || {i} end",

	// Several entries per record, as the history of one is what is read.
	"audit_log.table_name": "'agents'",
	"audit_log.record_id":  "md5('agents/' || {i} / 10)",

	// A permission names a resource and an action.
	"rbac_permissions.key": "'agents.action' || {i}",

	// One live subscription per tenant, and before it those that have ended.
	"subscriptions.status":      "case when {i} < {tenants} then 'active' else 'canceled' end",
	"subscriptions.canceled_at": "case when {i} >= {tenants} then {time} end",
	"subscriptions.ended_at":    "case when {i} >= {tenants} then {time} end",

	"workflows.definition": `jsonb_build_object('nodes', '[]'::jsonb, 'connections', '[]'::jsonb, 'row', {i})`,

	// Queues are mostly done.
	"webhook_logs.status":             "case {i} % 100 when 0 then 'pending' when 1 then 'failed' else 'processed' end",
	"workflow_execution_queue.status": "case {i} % 100 when 0 then 'pending' when 1 then 'running' else 'completed' end",
	"workflow_executions.status":      "case {i} % 100 when 0 then 'pending' when 1 then 'running' else 'completed' end",

	// The triggers count, or the last statement does.
	"workspaces.member_count":  "0",
	"workspaces.project_count": "0",
}

// moment is the time of row i. It has a minute to itself, so that a unique key over a time tells rows apart.
const moment = "(timestamptz '2025-01-01 00:00Z' + {i} * interval '1 minute')"

var (
	labels       = regexp.MustCompile(`= ANY \(+ARRAY\[(.*?)\]`)
	label        = regexp.MustCompile(`'(?:[^']|'')*'`)
	bound        = regexp.MustCompile(`(>=|<=|>|<) \(?'?(-?\d+)`)
	constantText = regexp.MustCompile(`^'(?:[^']|'')*'::(?:text|character varying|character|bpchar)(?:\(\d+\))?$`)
	later        = regexp.MustCompile(`(?:expires_at|timeout_at|_until|_end|^due_date)$`)
	placeholder  = regexp.MustCompile(`\{(\w+)\}`)
)

// value is an expression for the value of a column in the row whose number is i, itself an expression.
func (f *filler) value(t *table, c column, i string) (string, error) {
	template, found := f.values[t.Name+"."+c.Name]
	if !found {
		template, found = special[t.Name+"."+c.Name]
	}
	if found {
		return f.expand(template, i) + "::" + c.Type, nil
	}
	if r := t.reference(c.Name); r != nil {
		return f.referenced(t, c, *r, i)
	}
	switch {
	case f.apart && c.Counted:
		template = "-1 - {i}" // No sequence comes there.
	default:
		template = valueOf(t, c)
	}
	if template == "" {
		return "", fmt.Errorf("%s.%s: no value of type %s", t.Name, c.Name, c.Type)
	}
	return f.expand(template, i) + "::" + c.Type, nil
}

func (f *filler) expand(template, i string) string {
	template = strings.ReplaceAll(template, "{time}", moment)
	return "(" + placeholder.ReplaceAllStringFunc(template, func(name string) string {
		if name == "{i}" {
			return i
		}
		return strconv.Itoa(max(1, f.rows[strings.Trim(name, "{}")]))
	}) + ")"
}

// referenced is the key of the row that a row references.
func (f *filler) referenced(t *table, c column, r reference, i string) (string, error) {
	n := f.rows[r.Parent]
	if n == 0 {
		if c.NotNull {
			return "", fmt.Errorf("%s.%s needs a row of %s, which gets none", t.Name, c.Name, r.Parent)
		}
		return "null", nil
	}
	parent := f.tables[r.Parent]
	var target column
	for position, name := range r.Columns {
		if name == c.Name {
			target = *parent.column(r.ParentColumns[position])
		}
	}
	if r.Parent == t.Name {
		return f.self(t, c, target, i)
	}
	index, found := f.spread[t.Name+"."+c.Name]
	if !found {
		index = fmt.Sprintf("%d + ({i} - %d) %% %d", f.first, f.first, n)
	}
	return f.value(parent, target, f.expand(index, i))
}

// self is the key of another row of the same table that has the same owners.
func (f *filler) self(t *table, c, target column, i string) (string, error) {
	earlier, err := f.value(t, target, fmt.Sprintf("(%s - %d)", i, f.base))
	if err != nil || !c.NotNull {
		return fmt.Sprintf("(case when %s >= %d then %s end)", i, f.first+f.base, earlier), err
	}
	itself, err := f.value(t, target, i)
	return fmt.Sprintf("(case when %s >= %d then %s else %s end)", i, f.first+f.base, earlier, itself), err
}

// valueOf is an expression with placeholders for a column that references nothing, empty where the type is unknown.
func valueOf(t *table, c column) string {
	if c.Labels != nil {
		return oneOf(quoteAll(c.Labels))
	}
	for _, k := range t.Checks {
		if list := labels.FindStringSubmatch(k.Definition); k.Column == c.Name && list != nil {
			return oneOf(label.FindAllString(list[1], -1))
		}
	}
	switch c.Family {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		return number(t, c)
	case "text", "character varying", "character", "citext":
		return text(t, c)
	case "timestamp with time zone":
		return at(c, moment, " + interval '720 hours'")
	case "timestamp without time zone":
		return at(c, moment+" at time zone 'UTC'", " + interval '720 hours'")
	case "date":
		return at(c, "date '2025-01-01' + {i}", " + 30")
	case "json", "jsonb":
		if strings.HasPrefix(c.Default, "'[]'") {
			return "jsonb_build_array({i})"
		}
		return "jsonb_build_object('row', {i})"
	}
	if strings.HasSuffix(c.Family, "[]") && !strings.Contains(c.Family, "text") && !strings.Contains(c.Family, "varying") {
		return "'{}'"
	}
	return map[string]string{
		"time without time zone": "time '09:00' + interval '1 second' * ({i} % 3600)",
		"uuid":                   "md5(" + literal(t.Name+"."+c.Name+"/") + " || {i})",
		"boolean":                "{i} % 2 = 1",
		"interval":               "interval '1 day' * (1 + {i} % 30)",
		"inet":                   "inet '10.0.0.0' + {i} % 16777216",
		"bytea":                  "decode(md5({i}::text), 'hex')",
		"text[]":                 "array[" + literal(c.Name+" ") + " || {i}]",
		"character varying[]":    "array[" + literal(c.Name+" ") + " || {i}]",
	}[c.Family]
}

func oneOf(literals []string) string {
	return fmt.Sprintf("(array[%s])[1 + {i} %% %d]", strings.Join(literals, ", "), len(literals))
}

func quoteAll(texts []string) (literals []string) {
	for _, text := range texts {
		literals = append(literals, literal(text))
	}
	return literals
}

// at is a time, or a later one where the name of the column says so.
func at(c column, expression, delay string) string {
	if later.MatchString(c.Name) {
		return "(" + expression + ")" + delay
	}
	return expression
}

func isInteger(c column) bool {
	return c.Family == "smallint" || c.Family == "integer" || c.Family == "bigint"
}

// number is small where nothing asks for another, and no limit is in the way.
func number(t *table, c column) string {
	switch {
	case isInteger(c) && t.inKey(c.Name):
		return "{i} + 1"
	case isInteger(c) && (strings.HasPrefix(c.Name, "max_") || c.Name == "limit_value"):
		if c.NotNull {
			return "1000000"
		}
		return "null"
	}
	low, high := 1, 5
	for _, k := range t.Checks {
		if k.Column != c.Name {
			continue
		}
		for _, match := range bound.FindAllStringSubmatch(k.Definition, -1) {
			n, _ := strconv.Atoi(match[2]) // Digits only.
			switch match[1] {
			case ">=":
				low = max(low, n)
			case ">":
				low = max(low, n+1)
			case "<=":
				high = n
			case "<":
				high = n - 1
			}
		}
	}
	if high < low {
		high = low + 4
	}
	if isInteger(c) {
		return fmt.Sprintf("%d + {i} %% %d", low, high-low+1)
	}
	return fmt.Sprintf("%d + {i} %% %d + 0.25", low, max(1, high-low))
}

// text has the form that the name of the column asks for and fits into it.
func text(t *table, c column) string {
	switch {
	case constantText.MatchString(c.Default) && !t.inKey(c.Name):
		return c.Default
	case strings.HasSuffix(c.Name, "email"):
		return literal(c.Name) + " || {i} || '@example.com'"
	case strings.HasSuffix(c.Name, "_url"):
		return "'https://example.com/' || {i}"
	case strings.HasSuffix(c.Name, "slug"):
		return "'slug-' || {i}"
	case strings.HasSuffix(c.Name, "version"):
		return "'1.0.' || {i}"
	}
	forms := map[string]string{
		"color":      "'#6B7280'",
		"country":    "'BR'",
		"currency":   "'BRL'",
		"ip_address": "host(inet '10.0.0.0' + {i} % 16777216)",
		"timezone":   "'America/Sao_Paulo'",
	}
	if form, found := forms[c.Name]; found {
		return form
	}
	const digits = 8 // Room for the number of the row and the space before it.
	switch {
	case c.Length == 0 || len(c.Name)+digits <= c.Length:
		return literal(c.Name+" ") + " || {i}"
	case c.Length > digits:
		return literal(c.Name[:c.Length-digits]+" ") + " || {i}"
	}
	return fmt.Sprintf("lpad(right({i}::text, %[1]d), %[1]d, '0')", c.Length)
}
