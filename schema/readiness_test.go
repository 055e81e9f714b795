package schema_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

// asked is the answer to GET, whose headers are always the same.
func asked(tb testing.TB, handler http.Handler) (status int, answer map[string]any) {
	tb.Helper()
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	require.Equal(tb, "no-store", response.Header().Get("Cache-Control"))
	require.Equal(tb, "application/json", response.Header().Get("Content-Type"))
	require.NoError(tb, json.Unmarshal(response.Body.Bytes(), &answer))
	return response.Code, answer
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	db := shop(t)
	readiness := schema.Readiness{Assertion: strict}
	status, answer := asked(t, &readiness)
	require.Equal(t, 503, status)
	require.Equal(t, map[string]any{"ready": false, "checked_at": nil, "error": "schema: not checked yet", "report": nil}, answer)

	require.NoError(t, readiness.Assert(t.Context(), db, models()...))
	status, answer = asked(t, &readiness)
	require.Equal(t, 200, status)
	require.Equal(t, true, answer["ready"])
	require.NotEmpty(t, answer["checked_at"])
	require.NotContains(t, answer, "error")
	require.NotContains(t, answer, "unchecked")
	require.EqualValues(t, 4, answer["report"].(map[string]any)["models"])

	run(t, db, "alter table shop.labels drop column name")
	require.ErrorIs(t, readiness.Assert(t.Context(), db, models()...), schema.ErrDrift)
	status, drifted := asked(t, &readiness)
	require.Equal(t, 503, status)
	require.Equal(t, false, drifted["ready"])
	require.Contains(t, drifted["error"], "column-missing")
	require.Len(t, drifted["report"].(map[string]any)["findings"], 1)

	// That the database cannot be asked is no news of it.
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, readiness.Assert(canceled, db, models()...))
	status, answer = asked(t, &readiness)
	require.Equal(t, 503, status)
	require.Equal(t, "schema: the database cannot be asked: context canceled", answer["unchecked"])
	delete(answer, "unchecked")
	require.Equal(t, drifted, answer)

	run(t, db, "alter table shop.labels add name text not null default 'a'")
	require.NoError(t, readiness.Assert(t.Context(), db, models()...))
	status, answer = asked(t, &readiness)
	require.Equal(t, 200, status)
	require.NotContains(t, answer, "error")
	require.NotContains(t, answer, "unchecked")
	require.NoError(t, readiness.Assert(canceled, db, models()...))
	status, _ = asked(t, &readiness)
	require.Equal(t, 200, status)
}

func TestReadinessOfAKnownStructure(t *testing.T) {
	t.Parallel()
	db := shop(t)
	readiness := schema.Readiness{Assertion: strict}
	readiness.Assertion.Known = fingerprintOf(t, db, strict, models()...)
	require.NoError(t, readiness.Assert(t.Context(), db, models()...))
	status, answer := asked(t, &readiness)
	require.Equal(t, 200, status)
	require.Equal(t, true, answer["unchanged"])
	require.Nil(t, answer["report"])
}

// A service that was allowed to start unchecked is ready, unless the check is required.
func TestReadinessUnchecked(t *testing.T) {
	t.Parallel()
	var readiness schema.Readiness
	require.NoError(t, readiness.Assert(t.Context(), nil, models()...))
	status, answer := asked(t, &readiness)
	require.Equal(t, 200, status)
	require.Equal(t, map[string]any{
		"ready": true, "checked_at": nil, "report": nil,
		"unchecked": "schema: the database cannot be asked: there is none: db is nil",
	}, answer)

	required := schema.Readiness{Assertion: schema.Assertion{RequireCheck: true, SecondLook: -1}}
	require.ErrorIs(t, required.Assert(t.Context(), nil, models()...), schema.ErrNotChecked)
	status, answer = asked(t, &required)
	require.Equal(t, 503, status)
	require.Equal(t, answer["unchecked"], answer["error"])
}

func TestReadinessAnswersOnlyQuestions(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(new(schema.Readiness))
	defer server.Close()
	for method, status := range map[string]int{http.MethodHead: 503, http.MethodPost: 405, http.MethodDelete: 405} {
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, status, response.StatusCode, method)
		require.Equal(t, "no-store", response.Header.Get("Cache-Control"), method)
		if status == 405 {
			require.Equal(t, "GET, HEAD", response.Header.Get("Allow"), method)
		}
	}
}

// Serving goes on while a check waits for the database.
func TestReadinessDoesNotWait(t *testing.T) {
	t.Parallel()
	db := shop(t)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	busy, err := pool.Conn(t.Context())
	require.NoError(t, err)
	readiness := schema.Readiness{Assertion: schema.Assertion{Deadline: -1}}
	var checks sync.WaitGroup
	for range 4 {
		checks.Go(func() {
			if err := readiness.Assert(t.Context(), db, models()...); err != nil {
				t.Error(err)
			}
		})
	}
	for range 100 {
		status, _ := asked(t, &readiness)
		require.Equal(t, 503, status)
	}
	require.NoError(t, busy.Close())
	checks.Wait()
	status, _ := asked(t, &readiness)
	require.Equal(t, 200, status)
}
