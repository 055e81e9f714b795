package schema

import (
	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Advice about what the models ask for begins in the models: the plan brings a database
// to them, and not away from them. What they say nothing about is planned here.

// inTheModel is said of advice that only a changed model can follow.
const inTheModel = "The models ask for it as it is: change the model, and the next plan brings the database to it. "

// adviceOnColumn changes a column that no model asks for, or that the models have as
// the advice has it.
func adviceOnColumn(change func(p *planner, better, actual *structure.Column) string) recipe {
	return differs(func(p *planner, better, actual *structure.Column) string {
		if wanted := p.wanted().Column(actual.Name); wanted != nil && !isFollowed(*wanted, *better, *actual) {
			return p.beginInTheModel()
		}
		return change(p, better, actual)
	})
}

// isFollowed reports whether a model has already what the advice asks for, so that only
// the database is behind.
func isFollowed(wanted, better, actual structure.Column) bool {
	return wanted.Type.Is(better.Type) && wanted.NotNull == better.NotNull &&
		(better.Default == actual.Default || wanted.Default == better.Default)
}

func (p *planner) beginInTheModel() string {
	explanation, _ := Explain(p.finding.Code)
	return inTheModel + explanation.Mend
}

// foreignKeyUnindexed builds the index that a foreign key lacks.
func (p *planner) foreignKeyUnindexed(index *structure.Index) string {
	known := len(p.steps)
	if p.addIndex(p.table(), *index); len(p.steps) == known {
		return "" // Another key over the same columns has it built.
	}
	p.steps[len(p.steps)-1].Why += " Declare it in the model as well: otherwise the next check finds an index that no model asks for."
	return ""
}

// indexSuperfluous drops an index beside which another one serves. Nothing is lost that
// cannot be built again, so it need not be asked for by name.
func (p *planner) indexSuperfluous(index *structure.Index) string {
	switch {
	case byName(p.wanted().Indexes, index.Name, indexName) != nil:
		return p.beginInTheModel()
	case p.keysNeed(p.live(), *index):
		return "Foreign keys stand on the unique rule: see first on which of the indexes."
	}
	p.dropIndexAt(p.table(), *index, *index, phaseDropRule)
	return ""
}

// indexUnused drops an index that no query has used, if it is asked for by name:
// statistics do not know the query of the end of the year.
func (p *planner) indexUnused(index *structure.Index) string {
	if refusal := p.allowed("No query has used the index since the statistics began, which does not say that none will."); refusal != "" {
		return refusal
	}
	return p.indexSuperfluous(index)
}

// foreignKeyRepeated drops one of two equal keys. No model asks for either: there would be
// a warning instead.
func (p *planner) foreignKeyRepeated(key *structure.ForeignKey) string {
	p.dropForeignKey(*key, false)
	return ""
}

// referenceWithoutKey adds the key that the name of a column promises which no model
// asks for.
func (p *planner) referenceWithoutKey(key *structure.ForeignKey) string {
	if p.wanted().Column(key.Columns[0]) != nil {
		return p.beginInTheModel()
	}
	named := *key
	named.Name = ddl.Cut(p.table().Name+"_"+key.Columns[0], "_fkey")
	p.addForeignKey(p.table(), named)
	return ""
}

// uniqueIgnoresDeleted narrows a unique index, which no model asks for, to the rows
// that are not deleted.
func (p *planner) uniqueIgnoresDeleted(better, actual *structure.Index) string {
	if byName(p.wanted().Indexes, actual.Name, indexName) != nil {
		return p.beginInTheModel()
	}
	return p.replaceIndex(better, actual)
}
