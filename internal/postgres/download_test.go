//go:build unix

package postgres

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func setForTest[T any](t *testing.T, variable *T, value T) {
	t.Helper()
	before := *variable
	*variable = value
	t.Cleanup(func() { *variable = before })
}

// fakeRepository is laid out like Maven's. Its one archive is the same for every system.
type fakeRepository struct {
	*httptest.Server
	jar       []byte
	checksum  string
	downloads atomic.Int32
	// before, if set, sees every request and may answer it, which it tells.
	before func(http.ResponseWriter, *http.Request) (answered bool)
}

func newRepository(t *testing.T, archive string) *fakeRepository {
	t.Helper()
	r := &fakeRepository{jar: jar(t, archive)}
	r.checksum = fmt.Sprintf("%x", sha256.Sum256(r.jar))
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// jar is a zip file that holds one of testdata's archives, which are made by "tar cJf", beside another file.
func jar(t *testing.T, archive string) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	_, err := w.Create("META-INF/MANIFEST.MF")
	require.NoError(t, err)
	if archive != "" {
		content, err := os.ReadFile(filepath.Join("testdata", archive))
		require.NoError(t, err)
		entry, err := w.Create(archive)
		require.NoError(t, err)
		_, err = entry.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return file.Bytes()
}

func (r *fakeRepository) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if r.before != nil && r.before(w, request) {
		return
	}
	name, ok := strings.CutPrefix(request.URL.Path, "/maven2/io/zonky/test/postgres/embedded-postgres-binaries-")
	switch {
	case ok && strings.HasSuffix(name, "-"+string(downloadVersion)+".jar"):
		r.downloads.Add(1)
		_, _ = w.Write(r.jar)
	case ok && strings.HasSuffix(name, "-"+string(downloadVersion)+".jar.sha256"):
		_, _ = io.WriteString(w, r.checksum)
	default:
		http.NotFound(w, request)
	}
}

// withoutPostgreSQL is a machine that has none, but for what the repository has. It returns the cache directory.
func withoutPostgreSQL(t *testing.T, r *fakeRepository) string {
	t.Helper()
	cache := directory(t, 0o755)
	t.Setenv(binVariable, "")
	t.Setenv("PATH", "")
	t.Setenv("HOME", cache)
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("TMPDIR", directory(t, 0o777))
	setForTest(t, &packaged, nil)
	setForTest(t, &rootCache, filepath.Join(cache, "synapscale"))
	setForTest(t, &repository, r.URL+"/maven2")
	dir, err := cacheDirectory()
	require.NoError(t, err)
	return dir
}

// requireNoTrace demands that nothing is left in the cache directory, and not even that.
func requireNoTrace(t *testing.T, cache string) {
	t.Helper()
	require.NoDirExists(t, cache)
	require.Empty(t, entries(t, os.TempDir()))
}

func requireOnlyPrograms(t *testing.T, cache string) {
	t.Helper()
	require.Equal(t, []string{home18}, entries(t, cache))
	require.Empty(t, entries(t, os.TempDir()))
}

const home18 = "postgresql-" + string(downloadVersion)

func TestDownloadOnce(t *testing.T) {
	r := newRepository(t, "programs.txz")
	cache := withoutPostgreSQL(t, r)
	var progress strings.Builder
	for range 2 {
		_, err := Start(t.Context(), Options{Progress: &progress})
		require.ErrorContains(t, err, filepath.Join(cache, home18, "bin"))
		require.ErrorContains(t, err, "this is no initdb")
		require.NotErrorIs(t, err, ErrNoBinaries)
		requireOnlyPrograms(t, cache)
		r.Close() // What is in the cache needs no network.
	}
	require.EqualValues(t, 1, r.downloads.Load())
	require.Equal(t, 1, strings.Count(progress.String(), "\n"))
	require.Contains(t, progress.String(), r.URL)
}

func TestDownloadFails(t *testing.T) {
	suffix := func(suffix string, answer http.HandlerFunc) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, suffix) {
				answer(w, r)
				return true
			}
			return false
		}
	}
	truncated := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "short")
	}
	for name, test := range map[string]struct {
		archive string
		change  func(*fakeRepository)
		want    string
	}{
		"unreachable":        {"programs.txz", func(r *fakeRepository) { r.Close() }, "connection refused"},
		"unknown version":    {"programs.txz", func(r *fakeRepository) { r.before = suffix(".jar", http.NotFound) }, ".jar: 404 Not Found"},
		"no checksum":        {"programs.txz", func(r *fakeRepository) { r.before = suffix(".sha256", http.NotFound) }, ".sha256: 404 Not Found"},
		"wrong checksum":     {"programs.txz", func(r *fakeRepository) { r.checksum = "0" }, "checksums do not match"},
		"half a jar":         {"programs.txz", func(r *fakeRepository) { r.before = suffix(".jar", truncated) }, "unexpected EOF"},
		"half a checksum":    {"programs.txz", func(r *fakeRepository) { r.before = suffix(".sha256", truncated) }, "unexpected EOF"},
		"empty jar":          {"", func(*fakeRepository) {}, "cannot find binary in archive"},
		"incomplete archive": {"incomplete.txz", func(*fakeRepository) {}, "bin/postgres"},
		"malformed address":  {"programs.txz", func(*fakeRepository) { repository = "http://[" }, "missing ']' in host"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t, test.archive)
			cache := withoutPostgreSQL(t, r)
			test.change(r)
			_, err := Start(t.Context(), Options{})
			require.ErrorIs(t, err, ErrNoBinaries)
			require.ErrorContains(t, err, "apt-get install postgresql")
			require.ErrorContains(t, err, test.want)
			requireNoTrace(t, cache)
		})
	}
}

func TestDownloadNeedsACache(t *testing.T) {
	r := newRepository(t, "programs.txz")
	t.Run("cannot be made", func(t *testing.T) {
		cache := withoutPostgreSQL(t, r)
		require.NoError(t, os.WriteFile(cache, nil, 0o644))
		_, err := Start(t.Context(), Options{})
		require.ErrorIs(t, err, ErrNoBinaries)
		require.ErrorContains(t, err, cache)
	})
	t.Run("holds something else", func(t *testing.T) {
		cache := withoutPostgreSQL(t, r)
		require.NoError(t, os.MkdirAll(filepath.Join(cache, home18, "something"), 0o755))
		_, err := Start(t.Context(), Options{})
		require.ErrorIs(t, err, ErrNoBinaries)
		require.ErrorContains(t, err, filepath.Join(cache, home18))
		requireOnlyPrograms(t, cache)
	})
	t.Run("no home", func(t *testing.T) {
		withoutPostgreSQL(t, r)
		t.Setenv("HOME", "")
		t.Setenv("XDG_CACHE_HOME", "")
		if os.Geteuid() == 0 {
			return // Root does not keep it there.
		}
		_, err := Start(t.Context(), Options{})
		require.ErrorIs(t, err, ErrNoBinaries)
		require.ErrorContains(t, err, "HOME")
	})
}

func TestAnotherProcessIsFaster(t *testing.T) {
	r := newRepository(t, "programs.txz")
	cache := withoutPostgreSQL(t, r)
	r.before = func(http.ResponseWriter, *http.Request) bool {
		install(t, filepath.Join(cache, home18, "bin"), "initdb", "postgres")
		return false
	}
	bin, err := download(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(cache, home18, "bin"), bin)
	requireOnlyPrograms(t, cache)
}

func TestDownloadTogether(t *testing.T) {
	r := newRepository(t, "programs.txz")
	cache := withoutPostgreSQL(t, r)
	const callers = 4
	results := make(chan error, callers)
	for range callers {
		go func() {
			_, err := download(context.Background(), nil)
			results <- err
		}()
	}
	for range callers {
		require.NoError(t, <-results)
	}
	require.EqualValues(t, 1, r.downloads.Load())
	requireOnlyPrograms(t, cache)
}

func TestCancelledDownload(t *testing.T) {
	cause := errors.New("the user has lost patience")
	for name, suffix := range map[string]string{"archive": ".jar", "checksum": ".sha256"} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t, "programs.txz")
			cache := withoutPostgreSQL(t, r)
			asked := make(chan struct{})
			r.before = func(w http.ResponseWriter, request *http.Request) bool {
				if !strings.HasSuffix(request.URL.Path, suffix) {
					return false
				}
				w.Header().Set("Content-Length", "1000")
				_, _ = io.WriteString(w, "begun")
				w.(http.Flusher).Flush()
				close(asked)
				<-request.Context().Done()
				return true
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			results := make(chan error, 2)
			start := func() { _, err := Start(ctx, Options{}); results <- err }
			go start()
			<-asked
			go start() // It waits for the other.
			before := time.Now()
			cancel(cause)
			for range cap(results) {
				err := <-results
				require.ErrorIs(t, err, cause)
				require.ErrorIs(t, err, ErrNoBinaries)
			}
			require.Less(t, time.Since(before), time.Second)
			requireNoTrace(t, cache)
		})
	}
}

// What root downloads under a strict umask is of no use to the user of its server, who is told so.
func TestDownloadUnderStrictUmask(t *testing.T) {
	r := newRepository(t, "programs.txz")
	withoutPostgreSQL(t, r)
	defer syscall.Umask(syscall.Umask(0o077))
	_, err := download(t.Context(), nil)
	if os.Geteuid() != 0 {
		require.NoError(t, err)
		return
	}
	require.ErrorContains(t, err, "refuses to run as root")
}

func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failure := errors.New("no luck")
		done := make(chan error)
		go func() {
			time.Sleep(5 * time.Second)
			done <- failure
		}()
		var progress strings.Builder
		require.ErrorIs(t, await(done, &progress), failure)
		require.Equal(t, "downloading PostgreSQL: 2 s\ndownloading PostgreSQL: 4 s\n", progress.String())
	})
}
