package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Advice about what the models ask for begins in the models: the plan brings a database
// to them, and not away from them. What they say nothing about is planned here.

// inTheModel is said of advice that only a changed model can follow.
const inTheModel = "The models ask for it as it is: change the model, and the next plan brings the database to it. "

// adviceOnColumn changes a column that no model asks for.
func adviceOnColumn(change recipe) recipe {
	return func(p *planner) string {
		column := sideOf[structure.Column](p.finding.sides.actual)
		if table := p.wanted(); column == nil || table != nil && table.Column(column.Name) != nil {
			return p.beginInTheModel()
		}
		return change(p)
	}
}

func (p *planner) beginInTheModel() string {
	explanation, _ := Explain(p.finding.Code)
	return inTheModel + explanation.Mend
}

// foreignKeyUnindexed builds the index that a foreign key lacks.
func (p *planner) foreignKeyUnindexed() string {
	index := sideOf[structure.Index](p.finding.sides.expected)
	if index == nil {
		return noRecipe
	}
	p.addIndex(p.table(), *index)
	p.steps[len(p.steps)-1].Why += " Declare it in the model as well: otherwise the next check finds an index that no model asks for."
	return ""
}

// indexSuperfluous drops an index beside which another one serves. Nothing is lost that
// cannot be built again, so it need not be asked for by name.
func (p *planner) indexSuperfluous() string {
	index, table := sideOf[structure.Index](p.finding.sides.actual), p.wanted()
	switch {
	case index == nil:
		return noRecipe
	case table != nil && slices.ContainsFunc(table.Indexes, func(other structure.Index) bool { return other.Name == index.Name }):
		return p.beginInTheModel()
	case p.live() != nil && p.keysNeed(p.live(), *index):
		return "Foreign keys stand on the unique rule: see first on which of the indexes."
	}
	p.dropIndexAt(p.table(), *index, *index, phaseDropRule)
	return ""
}

// indexUnused drops an index that no query has used, if it is asked for by name:
// statistics do not know the query of the end of the year.
func (p *planner) indexUnused() string {
	if refusal := p.allowed("No query has used the index since the statistics began, which does not say that none will."); refusal != "" {
		return refusal
	}
	return p.indexSuperfluous()
}

// foreignKeyRepeated drops the one of two equal keys that no model asks for.
func (p *planner) foreignKeyRepeated() string {
	key, table := sideOf[structure.ForeignKey](p.finding.sides.actual), p.wanted()
	switch {
	case key == nil:
		return noRecipe
	case table != nil && slices.ContainsFunc(table.ForeignKeys, func(other structure.ForeignKey) bool { return other.Name == key.Name }):
		return p.beginInTheModel()
	}
	p.dropForeignKey(*key, false)
	return ""
}

// referenceWithoutKey adds the key that a column's name promises.
func (p *planner) referenceWithoutKey() string {
	key := sideOf[structure.ForeignKey](p.finding.sides.expected)
	if key == nil {
		return noRecipe
	}
	if p.wanted() != nil {
		return p.beginInTheModel()
	}
	p.addForeignKey(p.table(), *key)
	return ""
}

// uniqueIgnoresDeleted narrows a unique index, which no model asks for, to the rows
// that are not deleted.
func (p *planner) uniqueIgnoresDeleted() string {
	if index, table := sideOf[structure.Index](p.finding.sides.actual), p.wanted(); index == nil ||
		table != nil && byName(table.Indexes, index.Name, indexName) != nil {
		return p.beginInTheModel()
	}
	return p.replaceIndex()
}
