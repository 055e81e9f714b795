package stages

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// A survey is what a move depends on.
type survey struct {
	isolation.State
	notBound *OwnerError       // nil if row security can bind the owner
	recorder string            // who the record belongs to
	counter  string            // who the schema of the counts belongs to; empty without one
	foreign  string            // which of the owners the connected role may not act for; empty if none
	tables   map[string]facts  // by name
	wrong    []isolation.Table // tables of the declaration that the database lacks
}

// facts are those of one table.
type facts struct {
	owner    string
	forced   bool
	policies string // those of the stages, for the owner, in order
	stale    bool   // some are for another role, an owner that was
}

const surveyDatabase = `
select r.rolsuper, r.rolbypassrls,
       coalesce((select pg_has_role(r.oid, s.oid, 'usage') from pg_catalog.pg_roles s where s.rolname = 'synapscale_system'), false),
       pg_get_userbyid(p.proowner), coalesce(pg_get_userbyid(i.nspowner), ''),
       case when not pg_has_role(r.oid, 'usage') then r.rolname when not pg_has_role(p.proowner, 'usage') then pg_get_userbyid(p.proowner) else '' end
from pg_catalog.pg_class t
join pg_catalog.pg_namespace n on n.oid = t.relnamespace and n.nspname = 'synapscale_db'
join pg_catalog.pg_roles r on r.oid = t.relowner
join pg_catalog.pg_proc p on p.pronamespace = n.oid and p.proname = 'isolation_stage' and p.pronargs = 0
left join pg_catalog.pg_namespace i on i.nspname = 'synapscale_isolation'
where t.relname = 'tenants'`

const surveyTables = `
select c.relname, pg_get_userbyid(c.relowner), c.relforcerowsecurity, coalesce(string_agg(p.polname, ' ' order by p.polname), ''),
       coalesce(bool_or(p.polroles <> array[c.relowner]), false)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_policy p on p.polrelid = c.oid and p.polname ~ '^(report|owner)_(select|insert|update|delete)$'
where n.nspname = 'synapscale_db' and c.relkind in ('r', 'p')
group by c.oid, c.relname, c.relowner, c.relforcerowsecurity`

// A session is a connection, or a pool.
type session interface {
	Querier
	QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
}

func look(ctx context.Context, db session) (*survey, error) {
	state, err := Read(ctx, db)
	if err != nil {
		return nil, err
	}
	if state.Stage == "" {
		return nil, ErrNotMigrated
	}
	s := &survey{State: state, tables: map[string]facts{}}
	var super, bypass, system bool
	err = db.QueryRowContext(ctx, surveyDatabase).Scan(&super, &bypass, &system, &s.recorder, &s.counter, &s.foreign)
	if err != nil {
		return nil, fmt.Errorf("look at the owner of the tables: %w", err)
	}
	s.notBound = notBound(state.Owner, super, bypass, system)
	if err := s.readTables(ctx, db); err != nil {
		return nil, fmt.Errorf("look at the tables: %w", err)
	}
	for _, table := range isolated() {
		if _, found := s.tables[table.Name]; !found {
			s.wrong = append(s.wrong, table)
		}
	}
	return s, nil
}

// notBound says why row security never binds a role, or nil.
func notBound(owner string, super, bypass, system bool) *OwnerError {
	switch {
	case super:
		return &OwnerError{owner, "is a superuser", "give the tables to a role that is none (reassign owned, or alter table … owner to), and let the service connect as that"}
	case bypass:
		return &OwnerError{owner, "has BYPASSRLS", "take it away with alter role " + quote(owner) + " nobypassrls"}
	case system:
		return &OwnerError{owner, "inherits from " + isolation.SystemRole, "take that away with revoke " + isolation.SystemRole + " from " + quote(owner) +
			", or from PostgreSQL 16 on grant it anew with inherit false"}
	default:
		return nil
	}
}

func (s *survey) readTables(ctx context.Context, db session) error {
	rows, err := db.QueryContext(ctx, surveyTables)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var f facts
		if err := rows.Scan(&name, &f.owner, &f.forced, &f.policies, &f.stale); err != nil {
			return err
		}
		s.tables[name] = f
	}
	return rows.Err()
}

// isolated are the tables that stages are about.
func isolated() []isolation.Table {
	return slices.DeleteFunc(isolation.Tables(), func(t isolation.Table) bool { return !t.Isolated() })
}

// astray are the tables that are not at a stage.
func (s *survey) astray(stage isolation.Stage) (tables []isolation.Table) {
	target := isolation.State{Stage: stage, Owner: s.Owner}
	for _, table := range isolated() {
		var names []string
		for _, policy := range ofStage(target, table) {
			names = append(names, policy.Name)
		}
		slices.Sort(names)
		f := s.tables[table.Name]
		if f.forced != (stage != isolation.StagePolicies) || f.policies != strings.Join(names, " ") || f.stale {
			tables = append(tables, table)
		}
	}
	return tables
}

// ofStage are the policies that a stage adds to a table.
func ofStage(state isolation.State, table isolation.Table) []declare.Policy {
	return slices.DeleteFunc(state.Declare(table).Policies, func(p declare.Policy) bool {
		return !strings.HasPrefix(p.Name, "report_") && !strings.HasPrefix(p.Name, "owner_")
	})
}

// refuse says what keeps a move from being made, before anything is changed.
func (s *survey) refuse(to isolation.Stage) error {
	if len(s.wrong) > 0 {
		return fmt.Errorf("%w: it has no table %s", ErrNotMigrated, s.wrong[0].Name)
	}
	for _, table := range isolated() {
		if other := s.tables[table.Name].owner; other != s.Owner {
			return fmt.Errorf("%w: tenants to %s, %s to %s; give them to one with alter table … owner to", ErrOwnersDiffer, s.Owner, table.Name, other)
		}
	}
	if to != isolation.StagePolicies && s.notBound != nil {
		return s.notBound
	}
	if s.foreign != "" {
		return fmt.Errorf("%w: connect as %s, or as a login that inherits from it", ErrNotOwner, s.foreign)
	}
	if to == isolation.StageReport && s.counter != "" && s.counter != s.Owner {
		return fmt.Errorf("%w: schema %s belongs to %s, and the tables to %s; go back to the stage policies first", ErrOwnersDiffer, isolation.ReportSchema, s.counter, s.Owner)
	}
	return nil
}

// quote writes a name as SQL does.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
