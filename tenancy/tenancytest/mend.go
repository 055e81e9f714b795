package tenancytest

import (
	"strings"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// mend says what to do about a claim that does not hold: what is declared of the table, as far as it holds the claim, in
// SQL.
func (p *proof) mend(claim Claim) string {
	switch claim {
	case OwnRows:
		return p.grants() + "\n" + p.policies()
	case Refer:
		return "declare each reference in isolation.Tables or in Options.Tables, and have\n" + p.triggers()
	case Views:
		return "alter view … set (security_invoker = true), from PostgreSQL 15 on;\nbefore, and for a materialized view: revoke select on … from " + isolation.AppRole
	case SystemRows:
		return "revoke insert, update, delete on " + p.name + " from " + isolation.AppRole
	}
	return "alter table " + p.name + " enable row level security, and no other policies than\n" + p.policies()
}

func (p *proof) grants() string {
	rights := "select"
	if p.table.Write != "" {
		rights += ", insert, update, delete"
	}
	return "grant " + rights + " on " + p.name + " to " + isolation.AppRole
}

func (p *proof) policies() string {
	var lines []string
	for _, policy := range p.table.Declare().Policies {
		line := "create policy " + policy.Name + " on " + p.name
		if policy.Command != "" {
			line += " for " + policy.Command
		}
		line += " to " + strings.Join(policy.Roles, ", ")
		if policy.Using != "" {
			line += " using (" + policy.Using + ")"
		}
		if policy.Check != "" {
			line += " with check (" + policy.Check + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (p *proof) triggers() string {
	var lines []string
	for _, trigger := range p.table.Declare().Triggers {
		lines = append(lines, p.trigger(trigger))
	}
	return strings.Join(lines, "\n")
}

func (p *proof) trigger(trigger declare.Trigger) string {
	line := "create trigger " + trigger.Name + " " + trigger.When + " on " + p.name
	if trigger.References != "" {
		line += " referencing " + trigger.References
	}
	if trigger.Statement {
		line += " for each statement"
	} else {
		line += " for each row"
	}
	if trigger.Condition != "" {
		line += " when (" + trigger.Condition + ")"
	}
	function := trigger.Function
	if !strings.Contains(function, ".") {
		function = p.table.Schema + "." + function
	}
	return line + " execute function " + function + "('" + strings.Join(trigger.Arguments, "', '") + "')"
}
