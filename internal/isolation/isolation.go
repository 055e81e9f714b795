// Package isolation has the two sets of policies by which the tables with row security show a tenant its own rows
// and no others. They show nobody a row without a tenant, and nothing to a session without one.
package isolation

import "github.com/synapscale/synapscale-go/schema/declare"

// Whole is one policy for all commands, and one for rows that are inserted, which repeats it.
func Whole(table string) []declare.Policy {
	const own = "tenant_id = public.current_tenant_id()"
	return []declare.Policy{
		{Name: "tenant_isolation_" + table, Using: own},
		{Name: "tenant_isolation_" + table + "_insert", Command: "insert", Check: own},
	}
}

// PerCommand is one policy for each command.
func PerCommand(table string) []declare.Policy {
	const own = "public.is_authorized_tenant(tenant_id)"
	name := "tenant_isolation_" + table
	return []declare.Policy{
		{Name: name + "_select", Command: "select", Using: own},
		{Name: name + "_insert", Command: "insert", Check: own},
		{Name: name + "_update", Command: "update", Using: own, Check: own},
		{Name: name + "_delete", Command: "delete", Using: own},
	}
}
