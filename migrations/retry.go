package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/synapscale/synapscale-go/internal/locking"
)

// persist calls step until it succeeds, fails for another reason than a lock that somebody else holds, or patience
// ends, and collects what the calls applied.
//
// The migrations ask for a lock for half a second only. Whoever waits for an exclusive lock stops everybody who comes
// later, also those who only read; and half a second is less than PostgreSQL waits before it looks for a deadlock and
// picks a victim, so that it is always the migration that gives way.
func persist(ctx context.Context, db *sql.DB, options Options, step func() ([]*goose.MigrationResult, error)) ([]*goose.MigrationResult, error) {
	patience := options.Patience
	if patience == 0 {
		patience = locking.DefaultPatience
	}
	var all []*goose.MigrationResult
	deadline := time.Now().Add(patience)
	for pause := locking.FirstPause; ; pause = min(2*pause, locking.LongestPause) {
		results, err := step()
		partial, ok := errors.AsType[*goose.PartialError](err)
		if !ok {
			return append(all, results...), ended(ctx, err)
		}
		all = append(all, partial.Applied...)
		partial.Applied, partial.Err = all, ended(ctx, partial.Err)
		if !locking.HeldByOthers(err) {
			return nil, err
		}
		sessions := locking.Transactions(ctx, db)
		if time.Now().Add(pause).After(deadline) {
			partial.Err = &LockedError{Sessions: sessions, Err: partial.Err}
			return nil, err
		}
		if options.Logger != nil {
			options.Logger.InfoContext(ctx, MessageInUse,
				slog.String("source", partial.Failed.Source.Path), slog.Any("sessions", sessions), slog.Duration("pause", pause))
		}
		select {
		case <-ctx.Done():
			partial.Err = ended(ctx, partial.Err)
			return nil, err
		case <-time.After(pause/2 + rand.N(pause/2)):
		}
	}
}

// ended says of an error that the context has ended, where the driver only knows that its connection is gone.
func ended(ctx context.Context, err error) error {
	if cause := ctx.Err(); err != nil && cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// LockedError says that a table stayed in use for longer than [Options].Patience. What was applied before is recorded,
// and [Up] goes on from there.
type LockedError struct {
	// Sessions are those that have had a transaction open for longest, oldest first, at most five.
	Sessions []string
	// Err is the driver's error.
	Err error
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("a table stayed in use, try again when it is not (%s): %v", locking.Describe(e.Sessions), e.Err)
}

// Unwrap returns the driver's error.
func (e *LockedError) Unwrap() error { return e.Err }
