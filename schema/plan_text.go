package schema

import (
	"fmt"
	"strings"
)

// SQL returns the plan as a script for psql. It stops at the first error, sets the
// timeouts of each step, and says everything else in comments.
func (p *Plan) SQL() string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- Plan for database %s, PostgreSQL %d: %s.\n", oneLine(p.Database), p.Server/10000, p)
	if len(p.Steps) > 0 {
		b.WriteString("-- Nothing of it has been run. Read it, run the queries under \"first\", and keep a backup.\n\\set ON_ERROR_STOP on\n")
	}
	for i, step := range p.Steps {
		fmt.Fprintf(&b, "\n-- Step %d of %d\n", i+1, len(p.Steps))
		step.comment(&b)
		step.script(&b)
	}
	if len(p.Unplanned) > 0 {
		b.WriteString("\n-- Left as it is\n")
	}
	for _, unplanned := range p.Unplanned {
		remark(&b, "", unplanned.Finding.String())
		remark(&b, "  ", unplanned.Why)
	}
	return b.String()
}

// comment says above a step what it is for, what it costs, and how it is undone.
func (s Step) comment(b *strings.Builder) {
	for _, finding := range s.Mends {
		remark(b, "for    ", finding.String())
	}
	if s.Why != "" {
		remark(b, "why    ", s.Why)
	}
	if s.Destructive {
		remark(b, "loses  ", "what the way back does not bring back")
	}
	for _, lock := range s.Locks {
		remark(b, "locks  ", lock.Relation+" in "+string(lock.Mode)+" mode")
	}
	remark(b, "blocks ", string(s.Blocks)+"; it "+string(s.Work))
	if s.Preflight != nil {
		remark(b, "first  ", s.Preflight.Query)
		remark(b, "       ", "counts "+s.Preflight.Meaning+"; it should be 0")
	}
	if s.Undo != "" {
		remark(b, "undo   ", s.Undo)
	}
	if s.UndoNote != "" {
		remark(b, "undo   ", s.UndoNote)
	}
}

func (s Step) script(b *strings.Builder) {
	if s.Transactional {
		fmt.Fprintf(b, "begin;\nset local lock_timeout = '%s';\nset local statement_timeout = '%s';\n%s;\ncommit;\n",
			s.LockTimeout, s.StatementTimeout, s.SQL)
		return
	}
	fmt.Fprintf(b, "set lock_timeout = '%s';\nset statement_timeout = '%s';\n%s;\n", s.LockTimeout, s.StatementTimeout, s.SQL)
}

// remark writes a text as a comment, a line for each of its lines.
func remark(b *strings.Builder, label, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight("-- "+label+strings.ReplaceAll(line, "\r", " "), " "))
		b.WriteByte('\n')
		label = strings.Repeat(" ", len(label))
	}
}

// oneLine keeps a name from ending the comment in which it stands.
func oneLine(text string) string { return strings.Join(strings.FieldsFunc(text, isBreak), " ") }

func isBreak(r rune) bool { return r == '\n' || r == '\r' }
