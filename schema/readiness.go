package schema

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"gorm.io/gorm"
)

// A Readiness is an [http.Handler] for a path such as /readyz. It serves what the last
// check found, as JSON: with status 200 if the service may take requests, with 503 if
// it may not or if nothing has been checked yet. The answers say how the database is
// built and why it could not be asked, so they are not for the public.
//
// Serving never asks the database. Whoever has the Readiness decides when to check, by
// calling [Readiness.Assert] at the start and as often afterwards as it likes. All of
// it is safe for concurrent use; the zero value is ready to use.
type Readiness struct {
	// Assertion says what is demanded. It must not be changed after the first check.
	Assertion Assertion

	mu   sync.RWMutex
	last state
}

// A state is what a Readiness serves.
type state struct {
	Ready bool `json:"ready"`
	// Checked is when the report was made or found to be still true; nil before.
	Checked *time.Time `json:"checked_at"`
	// Error is why the service is not ready.
	Error string `json:"error,omitempty"`
	// Unchecked is why the newest check could not run; the rest is then of the one
	// before.
	Unchecked string `json:"unchecked,omitempty"`
	// Unchanged is set if the structure was known by its fingerprint.
	Unchanged bool    `json:"unchanged,omitempty"`
	Report    *Report `json:"report"`
}

// Assert runs the assertion, remembers the outcome and returns the error. A check that
// could not run says nothing about the database: unless the assertion requires it,
// what was known before remains in force.
func (r *Readiness) Assert(ctx context.Context, db *gorm.DB, models ...any) error {
	outcome := r.Assertion.Run(ctx, db, models...)
	now := time.Now().UTC()
	r.mu.Lock()
	defer r.mu.Unlock()
	if outcome.Unchecked == nil {
		r.last = state{Checked: &now, Unchanged: outcome.Unchanged, Report: outcome.Report}
	} else {
		r.last.Unchecked = outcome.Unchecked.Error()
	}
	switch {
	case outcome.Err != nil:
		r.last.Ready, r.last.Error = false, outcome.Err.Error()
	case outcome.Unchecked == nil || r.last.Checked == nil:
		r.last.Ready, r.last.Error = true, ""
	}
	return outcome.Err
}

// ServeHTTP answers GET and HEAD.
func (r *Readiness) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if request.Method != http.MethodGet && request.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	r.mu.RLock()
	last := r.last // What it points to is never written again.
	r.mu.RUnlock()
	if !last.Ready && last.Error == "" {
		last.Error = "schema: not checked yet"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	status := http.StatusOK
	if !last.Ready {
		status = http.StatusServiceUnavailable
	}
	w.WriteHeader(status)
	if request.Method == http.MethodGet {
		_ = json.NewEncoder(w).Encode(last) // The client may be gone.
	}
}
