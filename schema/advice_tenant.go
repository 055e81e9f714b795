package schema

import (
	"fmt"
	"slices"

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
		for _, setting := range routine.Casts(policy.Using + " , " + policy.Check) {
			a.advice(table, Finding{
				Code: CodeSettingCast, Object: policy.Name,
				Expected: fmt.Sprintf("nullif(current_setting(%s, true), '')", setting), Actual: "a cast of the setting as it is",
				Reason: "after a transaction that set it locally it is empty, and every query on the table fails",
				sides:  sides{actual: policy},
			})
		}
	}
}

func (a *adviser) tenantColumn(table *structure.Table, tenant structure.Column) {
	if table.RowSecurity == structure.RowSecurityOff {
		a.advice(table, Finding{
			Code: CodeTenantUnprotected, Expected: "row security " + string(structure.RowSecurityForced), Actual: "none",
			Reason: fmt.Sprintf("a query that forgets %s sees the rows of all", a.tenant),
			sides:  sides{structure.RowSecurityForced, table.RowSecurity},
		})
	}
	if !tenant.NotNull {
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
