package migrations

import (
	"context"
	"log/slog"
	"sync/atomic"
)

// statementLog stands between goose's log and the caller's. It remembers the last statement that goose announced,
// which goose's errors do not carry, and passes statements on at level Debug instead of Info.
type statementLog struct {
	next      slog.Handler
	statement *atomic.Pointer[string]
}

func newStatementLog(logger *slog.Logger) *statementLog {
	next := slog.DiscardHandler
	if logger != nil {
		next = logger.Handler()
	}
	return &statementLog{next: next, statement: new(atomic.Pointer[string])}
}

// last returns the statement that goose announced last, empty if none.
func (l *statementLog) last() string {
	if s := l.statement.Load(); s != nil {
		return *s
	}
	return ""
}

// Enabled is always true, because statements are remembered even where nobody logs.
func (l *statementLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *statementLog) Handle(ctx context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "statement" {
			s := a.Value.String()
			l.statement.Store(&s)
			record.Level = slog.LevelDebug
			return false
		}
		return true
	})
	if !l.next.Enabled(ctx, record.Level) {
		return nil
	}
	return l.next.Handle(ctx, record)
}

func (l *statementLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &statementLog{next: l.next.WithAttrs(attrs), statement: l.statement}
}

func (l *statementLog) WithGroup(name string) slog.Handler {
	return &statementLog{next: l.next.WithGroup(name), statement: l.statement}
}
