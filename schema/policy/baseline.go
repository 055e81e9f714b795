package policy

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/synapscale/synapscale-go/schema"
)

// A span is where the baseline stands: the line of its key, and the line of the key
// that follows, 0 for none.
type span struct{ begin, next int }

// Rebase returns the policy with a baseline of all that the report finds and no ignore
// hides, so that a check against it finds nothing new. What is undetermined is no part
// of it. Entries about which this report cannot know are kept: those of advice if none
// was asked for, and those of a table of which something is undetermined.
//
// Its text is the old one in which only the baseline is replaced: what people wrote
// stays byte for byte. The same findings make the same text.
func (p *Policy) Rebase(report *schema.Report, today time.Time) (*Policy, error) {
	var entries []Accepted
	for _, f := range report.Findings {
		if f.Severity != schema.SeverityUndetermined && p.ignoring(f, today) == nil {
			entries = append(entries, Accepted{Code: f.Code, Table: f.Table, Object: f.Object})
		}
	}
	found, gone := p.met(report)
	for _, entry := range p.Baseline {
		if !found[entry.key()] && !slices.Contains(gone, entry) {
			entry.Line = 0
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, func(a, b Accepted) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Code, b.Code))
	})
	entries = slices.Compact(entries)
	rebased, err := Parse(p.File, p.withBaseline(entries))
	if err != nil || !rebased.says(p, entries) {
		return nil, &Error{p.File, p.baseline.begin, "the baseline cannot be written into this file: write its keys each on a line of its own, as in the documentation"}
	}
	return rebased, nil
}

// says reports whether the policy is another one but for its baseline.
func (p *Policy) says(other *Policy, baseline []Accepted) bool {
	same := func(a, b Accepted) bool { return a.key() == b.key() }
	ignores := func(p *Policy) []Ignore {
		all := slices.Clone(p.Ignores)
		for i := range all {
			all[i].Line = 0 // Ignores below the baseline move.
		}
		return all
	}
	return slices.EqualFunc(p.Baseline, baseline, same) && slices.Equal(ignores(p), ignores(other)) && maps.Equal(p.Severity, other.Severity)
}

const baselineComment = `# What was found when this was written, and is accepted for now. synapscale check
# --write-baseline writes it anew; what has a reason belongs to ignore.
`

func (p *Policy) withBaseline(entries []Accepted) []byte {
	lines := lineOf.FindAllString(string(p.text), -1)
	before, after := lines, []string(nil)
	if p.baseline.begin > 0 {
		end := len(lines)
		if p.baseline.next > 0 {
			end = p.baseline.next - 1
		}
		// Comments before the next key belong to it.
		for end > p.baseline.begin && isComment(lines[end-1]) {
			end--
		}
		before, after = lines[:p.baseline.begin-1], lines[end:]
	}
	var text bytes.Buffer
	text.WriteString(strings.Join(before, ""))
	if len(entries) > 0 {
		if text.Len() > 0 && !bytes.HasSuffix(text.Bytes(), []byte("\n")) {
			text.WriteByte('\n')
		}
		if p.baseline.begin == 0 {
			if text.Len() > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(baselineComment)
		}
		writeEntries(&text, entries)
	}
	text.WriteString(strings.Join(after, ""))
	return text.Bytes()
}

// lineOf is a line with its end, as YAML counts lines.
var lineOf = regexp.MustCompile(`[^\r\n\x{85}\x{2028}\x{2029}]*(?:\r\n|[\r\n\x{85}\x{2028}\x{2029}])|.+$`)

func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// writeEntries writes the baseline with the quotes that YAML demands.
func writeEntries(text *bytes.Buffer, entries []Accepted) {
	type entry struct {
		Code, Table string
		Object      string `yaml:",omitempty"`
	}
	var section struct{ Baseline []entry }
	for _, e := range entries {
		section.Baseline = append(section.Baseline, entry{string(e.Code), e.Table, e.Object})
	}
	encoder := yaml.NewEncoder(text)
	encoder.SetIndent(2)
	_ = encoder.Encode(section) // Texts can always be encoded, and a buffer takes all.
	_ = encoder.Close()
}

// Change says in words what the new baseline has that the old one had not, and the
// other way round.
func (p *Policy) Change(before *Policy) string {
	missing := func(from, in *Policy) int {
		has := map[key]bool{}
		for _, entry := range in.Baseline {
			has[entry.key()] = true
		}
		count := 0
		for _, entry := range from.Baseline {
			if !has[entry.key()] {
				count++
			}
		}
		return count
	}
	return fmt.Sprintf("%d accepted, %d of them new; %d that are gone removed", len(p.Baseline), missing(p, before), missing(before, p))
}
