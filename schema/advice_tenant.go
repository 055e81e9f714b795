package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/routine"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// rowSecurity gives advice about who sees which rows.
func (a *adviser) rowSecurity(table *structure.Table) {
	if tenant := table.Column(a.tenant); tenant != nil {
		a.tenantColumn(table, *tenant)
	}
	if table.RowSecurity != structure.RowSecurityOff {
		a.secured(table)
	}
	for _, policy := range table.Policies {
		if settings := routine.Casts(policy.Using + " , " + policy.Check); len(settings) > 0 {
			a.advice(table, settingCast(Finding{Object: policy.Name, sides: sides{actual: policy}}, settings))
		}
	}
}

// settingCast is what there is to say of a cast that fails if the setting is empty.
func settingCast(finding Finding, settings []string) Finding {
	finding.Code = CodeSettingCast
	finding.Expected = fmt.Sprintf("nullif(current_setting(%s, true), '')", strings.Join(settings, ", true), '') and nullif(current_setting("))
	finding.Actual = "a cast of the setting as it is"
	finding.Reason = "after a transaction that set it locally it is empty, and the next query that gets there fails"
	return finding
}

func (a *adviser) tenantColumn(table *structure.Table, tenant structure.Column) {
	if table.RowSecurity == structure.RowSecurityOff {
		a.advice(table, Finding{
			Code: CodeTenantUnprotected, Expected: "row security " + string(structure.RowSecurityForced), Actual: "none",
			Reason: fmt.Sprintf("a query that forgets %s sees the rows of all", a.tenant),
			sides:  sides{structure.RowSecurityForced, table.RowSecurity},
		})
	}
	if !tenant.NotNull && !a.shared(table) {
		reason := "a row without one belongs to nobody, and no policy that compares lets anybody see it"
		if table.RowSecurity == structure.RowSecurityOff {
			reason = "a row without one belongs to nobody"
		}
		better := tenant
		better.NotNull = true
		a.advice(table, Finding{
			Code: CodeTenantNullable, Object: tenant.Name, Expected: "not null", Actual: "null", Reason: reason,
			sides: sides{better, tenant},
		})
	}
}

// shared reports whether a policy says that rows of no tenant are meant, which then
// belong to all.
func (a *adviser) shared(table *structure.Table) bool {
	if table.RowSecurity == structure.RowSecurityOff {
		return false // Policies mean nothing.
	}
	return slices.ContainsFunc(table.Policies, func(policy structure.Policy) bool {
		words := expression.Words(policy.Using)
		for i := range len(words) - 2 {
			if words[i] == a.tenant && strings.EqualFold(words[i+1]+" "+words[i+2], "is null") {
				return !policy.Restrictive
			}
		}
		return false
	})
}

// secured looks at a table whose row security is on.
func (a *adviser) secured(table *structure.Table) {
	if table.RowSecurity != structure.RowSecurityForced {
		a.advice(table, Finding{
			Code: CodeRowSecurityNotForced, Expected: string(structure.RowSecurityForced), Actual: string(table.RowSecurity),
			Reason: "the owner of the table sees every row",
			sides:  sides{structure.RowSecurityForced, table.RowSecurity},
		})
	}
	if !slices.ContainsFunc(table.Policies, func(p structure.Policy) bool { return !p.Restrictive }) {
		who := "nobody"
		if table.RowSecurity != structure.RowSecurityForced {
			who = "nobody but the owner"
		}
		a.advice(table, Finding{
			Code: CodeRowSecurityWithoutPolicy, Expected: "a policy that lets somebody in", Actual: nothing,
			Reason: who + " sees or writes a row", sides: sides{actual: table.RowSecurity},
		})
	}
}
