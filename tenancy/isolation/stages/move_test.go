package stages_test

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/isolation/stages"
)

// From every stage there is a way to every other, and to itself.
func TestEveryJump(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	policies, report, forced := isolation.StagePolicies, isolation.StageReport, isolation.StageForced
	at := policies
	for _, to := range []isolation.Stage{policies, report, report, forced, forced, report, policies, forced, policies} {
		moved := d.move(t, to)
		if to == at {
			require.Empty(t, moved)
		} else {
			require.Len(t, moved, 95, "%s to %s", at, to)
			d.requireAgreement(t)
		}
		at = to
		require.Equal(t, to == report, value[bool](t, d.admin, "select to_regnamespace('synapscale_isolation') is not null"))
	}
}

// A handler is a log that calls a function for each record.
type handler struct {
	slog.Handler
	handle func(message, table string)
}

func (handler) Enabled(context.Context, slog.Level) bool { return true }

func (h handler) Handle(_ context.Context, record slog.Record) error {
	var table string
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "table" || a.Key == "object" {
			table = a.Value.String()
		}
		return true
	})
	h.handle(record.Message, table)
	return nil
}

func listener(handle func(message, table string)) *slog.Logger {
	return slog.New(handler{slog.DiscardHandler, handle})
}

// A move that is interrupted after some tables leaves the record as it was, says so, and is finished by the same call, or
// undone by the opposite one.
func TestAnInterruptedMoveIsFinished(t *testing.T) {
	t.Parallel()
	steps := []struct{ from, to, then isolation.Stage }{
		{isolation.StagePolicies, isolation.StageReport, isolation.StageReport},
		{isolation.StagePolicies, isolation.StageReport, isolation.StagePolicies},
		{isolation.StageReport, isolation.StageForced, isolation.StageForced},
		{isolation.StageForced, isolation.StagePolicies, isolation.StagePolicies},
		{isolation.StageForced, isolation.StageReport, isolation.StagePolicies},
	}
	d := migrated(t)
	for _, step := range steps {
		d.move(t, step.from)
		ctx, cancel := context.WithCancel(t.Context())
		count := 0
		moved, err := stages.Move(ctx, d.owner, step.to, stages.Options{Logger: listener(func(string, string) {
			if count++; count == 10 {
				cancel()
			}
		})})
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, moved, 10)
		require.Equal(t, step.from, d.state(t).Stage)
		status, err := stages.Inspect(t.Context(), d.owner)
		require.NoError(t, err)
		require.ElementsMatch(t, moved, status.Unfinished, "%v", step)

		moved, err = stages.Move(t.Context(), d.owner, step.then, stages.Options{})
		require.NoError(t, err)
		switch step.then {
		case step.from:
			require.ElementsMatch(t, status.Unfinished, moved)
		case step.to:
			require.Len(t, moved, 85)
		}
		d.requireAgreement(t)
	}
}

// Of several movers one works, and the others find the work done or undo it.
func TestMoversTakeTurns(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	var wait sync.WaitGroup
	var works atomic.Int64
	for range 4 {
		wait.Go(func() {
			moved, err := stages.Move(t.Context(), d.owner, isolation.StageForced, stages.Options{})
			if err != nil {
				t.Error(err)
			}
			works.Add(int64(len(moved)))
		})
	}
	wait.Wait()
	require.Equal(t, int64(95), works.Load())
	d.requireAgreement(t)

	for _, to := range []isolation.Stage{isolation.StagePolicies, isolation.StageReport, isolation.StageForced} {
		wait.Go(func() {
			if _, err := stages.Move(t.Context(), d.owner, to, stages.Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	d.requireAgreement(t)
}

// A table that somebody keeps in use is waited for, half a second at a time; when patience ends, the error says who it is.
func TestATableInUse(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	tx, err := d.owner.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // It has only read.
	execute(t, tx, "set local application_name = 'a long report'")
	execute(t, tx, "select from synapscale_db.workspaces")

	moved, err := stages.Move(t.Context(), d.owner, isolation.StageReport, stages.Options{Patience: time.Nanosecond})
	inUse, ok := err.(*stages.InUseError) //nolint:errorlint // It is the error itself.
	require.True(t, ok, "%v", err)
	require.Equal(t, "table workspaces", inUse.Object)
	require.ErrorContains(t, err, "a long report")
	require.NotContains(t, moved, "workspaces")

	// Those who wait stand in nobody's way for longer than that, and go on as soon as they can.
	told := false
	_, err = stages.Move(t.Context(), d.owner, isolation.StageReport, stages.Options{Logger: listener(func(message, table string) {
		if message == stages.MessageInUse && !told {
			told = true
			require.Equal(t, "table workspaces", table)
			require.NoError(t, tx.Commit())
		}
	})})
	require.NoError(t, err)
	require.True(t, told)
	d.requireAgreement(t)
}

// An owner that row security never binds has nothing to be reported or forced. The way back is open to it.
func TestAnOwnerThatIsNeverBound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ attributes, reason, remedy string }{
		{"nologin superuser", "is a superuser", "reassign owned"},
		{"nologin bypassrls", "has BYPASSRLS", "nobypassrls"},
		{"nologin in role synapscale_system", "inherits from synapscale_system", "revoke synapscale_system from"},
	} {
		t.Run(test.attributes, func(t *testing.T) {
			t.Parallel()
			owner := newRole(t, test.attributes)
			d := migrated(t)
			execute(t, d.admin, "reassign owned by "+d.role+" to "+owner)
			for _, to := range []isolation.Stage{isolation.StageReport, isolation.StageForced} {
				_, err := stages.Move(t.Context(), d.admin, to, stages.Options{})
				require.ErrorIs(t, err, stages.ErrOwnerNotBound)
				require.ErrorContains(t, err, test.reason)
				require.ErrorContains(t, err, test.remedy)
				require.ErrorContains(t, err, owner)
			}
			status, err := stages.Inspect(t.Context(), d.admin)
			require.NoError(t, err)
			require.Equal(t, test.reason, status.NotBound.Reason)
			moved, err := stages.Move(t.Context(), d.admin, isolation.StagePolicies, stages.Options{})
			require.NoError(t, err)
			require.Empty(t, moved)
		})
	}
}

// The tables of one database have to have one owner, and a stage is for the owner that there is.
func TestOwnersThatChange(t *testing.T) {
	t.Parallel()
	other := newRole(t, "login")
	d := migrated(t)
	execute(t, d.admin, "grant create, usage on schema synapscale_db to "+other)
	execute(t, d.admin, "alter table synapscale_db.users owner to "+other)
	_, err := stages.Move(t.Context(), d.owner, isolation.StageForced, stages.Options{})
	require.ErrorIs(t, err, stages.ErrOwnersDiffer)
	require.ErrorContains(t, err, "users to "+other)
	execute(t, d.admin, "alter table synapscale_db.users owner to "+d.role)

	d.move(t, isolation.StageForced)
	execute(t, d.admin, "reassign owned by "+d.role+" to "+other)
	d.owner = open(t, as(t, d.dsn, other))
	status, err := stages.Inspect(t.Context(), d.admin)
	require.NoError(t, err)
	require.Len(t, status.Unfinished, 94, "but audit_log, which the owner has no policy for")
	moved, err := stages.Move(t.Context(), d.admin, isolation.StageForced, stages.Options{})
	require.NoError(t, err)
	require.Len(t, moved, 94)
	require.Equal(t, isolation.State{Stage: isolation.StageForced, Owner: other}, d.state(t))
	d.requireAgreement(t)
}

// Who does not own the tables is told whom to connect as, before anything is changed.
func TestMoversWithoutTheRight(t *testing.T) {
	t.Parallel()
	stranger := newRole(t, "login")
	d := migrated(t)
	member := newRole(t, "login in role "+d.role)
	_, err := stages.Move(t.Context(), open(t, as(t, d.dsn, stranger)), isolation.StageReport, stages.Options{})
	require.ErrorIs(t, err, stages.ErrNotOwner)
	require.ErrorContains(t, err, "connect as "+d.role)
	require.Equal(t, isolation.StagePolicies, d.state(t).Stage)

	for _, to := range []isolation.Stage{isolation.StageReport, isolation.StageForced, isolation.StagePolicies} {
		moved, err := stages.Move(t.Context(), open(t, as(t, d.dsn, member)), to, stages.Options{})
		require.NoError(t, err)
		require.Len(t, moved, 95)
		d.requireAgreement(t)
		moved, err = stages.Move(t.Context(), d.admin, to, stages.Options{})
		require.NoError(t, err)
		require.Empty(t, moved)
	}
	// What a superuser moves belongs to the owner all the same.
	_, err = stages.Move(t.Context(), d.admin, isolation.StageReport, stages.Options{})
	require.NoError(t, err)
	d.newTenant(t)
	execute(t, d.owner, "select from synapscale_db.users")
	require.Equal(t, map[string]int64{"users": 1}, d.denied(t))
}

func TestDatabasesWithoutAStage(t *testing.T) {
	t.Parallel()
	empty := open(t, pgtest.EmptyDSN(t))
	state, err := stages.Read(t.Context(), empty)
	require.NoError(t, err)
	require.Equal(t, isolation.State{}, state)
	_, err = stages.Inspect(t.Context(), empty)
	require.ErrorIs(t, err, stages.ErrNotMigrated)
	_, err = stages.Move(t.Context(), empty, isolation.StagePolicies, stages.Options{})
	require.ErrorIs(t, err, stages.ErrNotMigrated)

	d := migrated(t)
	_, err = stages.Move(t.Context(), d.owner, "further", stages.Options{})
	require.ErrorIs(t, err, stages.ErrStageUnknown)
	execute(t, d.owner, "create or replace function synapscale_db.isolation_stage() returns text language sql immutable as $$ select 'further' $$")
	_, err = stages.Read(t.Context(), d.owner)
	require.ErrorIs(t, err, stages.ErrStageUnknown)
	require.ErrorContains(t, err, "further")
}

func TestACancelledContext(t *testing.T) {
	t.Parallel()
	d := migrated(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := stages.Read(ctx, d.owner)
	require.ErrorIs(t, err, context.Canceled)
	_, err = stages.Inspect(ctx, d.owner)
	require.ErrorIs(t, err, context.Canceled)
	moved, err := stages.Move(ctx, d.owner, isolation.StageForced, stages.Options{})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, moved)
	require.Equal(t, isolation.StagePolicies, d.state(t).Stage)
}
