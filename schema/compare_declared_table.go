package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) rowSecurity(expected, actual *structure.Table) {
	if expected.RowSecurity == actual.RowSecurity {
		return
	}
	c.add(Finding{
		Code: CodeRowSecurity, Table: expected.Name.String(), Expected: rowSecurityText(expected), Actual: rowSecurityText(actual),
		Breaks: everyStatement(), sides: sides{expected, actual},
	})
}

func rowSecurityText(table *structure.Table) string {
	switch table.RowSecurity {
	case structure.RowSecurityForced:
		return "row security forced on the owner, too"
	case structure.RowSecurityEnabled:
		return "row security for all but the owner"
	}
	return "no row security"
}

func (c *comparison) policies(expected, actual *structure.Table) {
	m := c.meanings(expected.Name)
	same := func(result expression.Result) func(expected, actual structure.Policy) bool {
		return func(expected, actual structure.Policy) bool {
			return sameReach(expected, actual) && slices.Equal(expected.Roles, actual.Roles) && m.ofPolicies(expected, actual).Result == result
		}
	}
	pairs, missing, extra := match(expected.Policies, actual.Policies,
		func(expected, actual structure.Policy) bool { return expected.Name == actual.Name },
		same(expression.Equal),
		same(expression.Undetermined),
	)
	for _, pair := range pairs {
		if pair.expected.Name != pair.actual.Name || !same(expression.Equal)(pair.expected, pair.actual) {
			c.policy(expected.Name, pair.expected, pair.actual, broken(actual, pair.expected, pair.actual))
		}
	}
	for _, policy := range missing {
		c.add(Finding{
			Code: CodePolicyMissing, Table: expected.Name.String(), Object: policy.Name, Expected: policyText(policy), Actual: nothing,
			Breaks: broken(actual, policy), sides: sides{expected: policy},
		})
	}
	for _, policy := range extra {
		c.add(Finding{
			Code: CodePolicyExtra, Table: expected.Name.String(), Object: policy.Name, Expected: nothing, Actual: policyText(policy),
			Breaks: broken(actual, policy), sides: sides{actual: policy},
		})
	}
}

// policy makes a finding for each way in which two policies that are held for the same
// differ.
func (c *comparison) policy(table structure.Name, expected, actual structure.Policy, breaks []Statement) {
	outcome := c.meanings(table).ofPolicies(expected, actual)
	finding := Finding{
		Table: table.String(), Object: expected.Name, Expected: policyText(expected), Actual: policyText(actual),
		Breaks: breaks, sides: sides{expected, actual},
	}
	switch {
	case expected.Name != actual.Name && outcome.Result == expression.Equal:
		finding.Code, finding.Severity, finding.Breaks = CodePolicyName, SeverityWarning, nil
		finding.Expected, finding.Actual = expected.Name, actual.Name
		c.add(finding)
		return
	case !sameReach(expected, actual):
		finding.Code = CodePolicyCommand
		c.add(finding)
		return
	case !slices.Equal(expected.Roles, actual.Roles):
		finding.Code = CodePolicyRoles
		c.add(finding)
	}
	finding.Code = CodePolicyExpression
	c.judge(outcome, finding)
}

func sameReach(a, b structure.Policy) bool {
	return a.Command == b.Command && a.Restrictive == b.Restrictive
}

// ofPolicies compares the expressions of two policies for the same command.
func (m meanings) ofPolicies(expected, actual structure.Policy) expression.Outcome {
	return all(m.ofKind(expression.OverRow, expected.Using, actual.Using),
		m.ofKind(expression.OverRow, writable(expected), writable(actual)))
}

// writable is the condition on the rows that a command may write. Without WITH CHECK it is
// that on the rows that it may see.
func writable(policy structure.Policy) string {
	if policy.Check == "" {
		return policy.Using
	}
	return policy.Check
}

// broken lists the statements for which policies see or write other rows than they are
// to. Without row security nobody asks them.
func broken(table *structure.Table, policies ...structure.Policy) []Statement {
	var statements []Statement
	for _, statement := range everyStatement() {
		if table.RowSecurity != structure.RowSecurityOff && slices.ContainsFunc(policies, func(policy structure.Policy) bool {
			return policy.Command == "ALL" || policy.Command == strings.ToUpper(string(statement))
		}) {
			statements = append(statements, statement)
		}
	}
	return statements
}

func policyText(policy structure.Policy) string {
	text := "policy for "
	if policy.Restrictive {
		text = "restrictive policy for "
	}
	text += strings.ToLower(policy.Command) + " to " + strings.Join(policy.Roles, ", ")
	if policy.Using != "" {
		text += " using " + ddl.Enclosed(policy.Using)
	}
	if policy.Check != "" {
		text += " with check " + ddl.Enclosed(policy.Check)
	}
	return text
}

func (c *comparison) triggers(expected, actual *structure.Table) {
	m := c.meanings(expected.Name)
	same := func(result expression.Result) func(expected, actual structure.Trigger) bool {
		return func(expected, actual structure.Trigger) bool {
			return sameCall(expected, actual) && sameOccasion(expected, actual) &&
				m.ofKind(expression.OverChange, expected.Condition, actual.Condition).Result == result
		}
	}
	pairs, missing, extra := match(expected.Triggers, actual.Triggers,
		func(expected, actual structure.Trigger) bool { return expected.Name == actual.Name },
		same(expression.Equal),
		same(expression.Undetermined),
	)
	table := expected.Name.String()
	for _, pair := range pairs {
		differ := pair.expected.Name != pair.actual.Name || pair.expected.Enabled != pair.actual.Enabled
		if differ || !same(expression.Equal)(pair.expected, pair.actual) {
			c.trigger(table, m, pair.expected, pair.actual)
		}
	}
	for _, trigger := range missing {
		c.add(Finding{
			Code: CodeTriggerMissing, Table: table, Object: trigger.Name, Expected: triggerText(trigger), Actual: nothing,
			sides: sides{expected: trigger},
		})
	}
	for _, trigger := range extra {
		c.add(Finding{
			Code: CodeTriggerExtra, Table: table, Object: trigger.Name, Expected: nothing, Actual: triggerText(trigger),
			sides: sides{actual: trigger},
		})
	}
}

func (c *comparison) trigger(table string, m meanings, expected, actual structure.Trigger) {
	finding := Finding{
		Table: table, Object: expected.Name, Expected: triggerText(expected), Actual: triggerText(actual), sides: sides{expected, actual},
	}
	condition := m.ofKind(expression.OverChange, expected.Condition, actual.Condition)
	switch renamed := finding; {
	case expected.Name != actual.Name && condition.Result == expression.Equal:
		renamed.Code, renamed.Severity = CodeTriggerName, SeverityWarning
		renamed.Expected, renamed.Actual = expected.Name, actual.Name
		c.add(renamed)
	case !sameCall(expected, actual):
		renamed.Code = CodeTriggerFunction
		c.add(renamed)
	case !sameOccasion(expected, actual):
		renamed.Code = CodeTriggerDefinition
		c.add(renamed)
	default:
		renamed.Code = CodeTriggerDefinition
		c.judge(condition, renamed)
	}
	if expected.Enabled != actual.Enabled {
		finding.Code, finding.Wrong = CodeTriggerDisabled, SideDatabase
		finding.Expected, finding.Actual = firingText(expected), firingText(actual)
		c.add(finding)
	}
}

func sameCall(a, b structure.Trigger) bool {
	return a.Function == b.Function && slices.Equal(a.Arguments, b.Arguments)
}

// sameOccasion reports whether two triggers are called on the same occasions, conditions
// aside.
func sameOccasion(a, b structure.Trigger) bool {
	return a.Time == b.Time && slices.Equal(a.Events, b.Events) && slices.Equal(a.Columns, b.Columns) && a.Row == b.Row &&
		a.OldTable == b.OldTable && a.NewTable == b.NewTable && a.Constraint == b.Constraint && a.Deferrable == b.Deferrable
}

func firingText(trigger structure.Trigger) string {
	switch trigger.Enabled {
	case "ORIGIN":
		return "a trigger that fires"
	case "DISABLED":
		return "a disabled trigger"
	case "REPLICA":
		return "a trigger that fires only for what is replicated"
	}
	return "a trigger that fires also for what is replicated"
}

func triggerText(trigger structure.Trigger) string {
	text := strings.ToLower(trigger.Time + " " + strings.Join(trigger.Events, " or "))
	if len(trigger.Columns) > 0 {
		text = strings.Replace(text, "update", "update of "+strings.Join(trigger.Columns, ", "), 1)
	}
	if trigger.Constraint {
		text = "constraint trigger " + text
		if trigger.Deferrable != structure.NotDeferrable {
			text += " " + strings.ToLower(string(trigger.Deferrable))
		}
	}
	if trigger.OldTable != "" || trigger.NewTable != "" {
		text += " referencing"
	}
	if trigger.OldTable != "" {
		text += " old table as " + trigger.OldTable
	}
	if trigger.NewTable != "" {
		text += " new table as " + trigger.NewTable
	}
	text += map[bool]string{true: " for each row", false: " for each statement"}[trigger.Row]
	if trigger.Condition != "" {
		text += " when " + ddl.Enclosed(trigger.Condition)
	}
	return text + " execute function " + trigger.Function.String() + "(" + strings.Join(trigger.Arguments, ", ") + ")"
}
