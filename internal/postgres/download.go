//go:build unix

package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

const (
	downloadVersion = embeddedpostgres.V18

	progressInterval = 2 * time.Second

	// answerTimeout bounds the wait for the repository to accept a connection and then to begin its answer.
	answerTimeout = 10 * time.Second
)

var (
	// repository has the binaries for every common system and processor. A test has its own.
	repository = "https://repo1.maven.org/maven2"

	// rootCache keeps what root downloads: the server's unprivileged user cannot enter root's home. A test has its own.
	rootCache = "/var/cache/synapscale"

	// downloading is held by the one download of this process. Those who wait for it find its programs afterwards.
	downloading = make(chan struct{}, 1)
)

// cacheDirectory is where downloaded programs are kept for the next time.
func cacheDirectory() (string, error) {
	if os.Geteuid() == 0 {
		return rootCache, nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "synapscale"), err
}

// download returns the directory of the downloaded programs, which it downloads unless an earlier call has. A process
// that is killed meanwhile leaves an unfinished directory beside them.
func download(ctx context.Context, progress io.Writer) (string, error) {
	cache, err := cacheDirectory()
	if err != nil {
		return "", err
	}
	select {
	case downloading <- struct{}{}:
		defer func() { <-downloading }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	home := filepath.Join(cache, "postgresql-"+string(downloadVersion))
	bin := filepath.Join(home, "bin")
	if complete(bin) != nil {
		if err := fill(ctx, home, progress); err != nil {
			return "", err
		}
	}
	return bin, reachable(bin)
}

// fill downloads the programs into home.
func fill(ctx context.Context, home string, progress io.Writer) error {
	cache := filepath.Dir(home)
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	defer os.Remove(cache) // It fails, as it should, once there is something to keep.
	work, err := os.MkdirTemp(cache, "download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)

	if progress == nil {
		progress = io.Discard
	}
	fmt.Fprintf(progress, "PostgreSQL is not installed here: downloading version %s from %s, once\n", downloadVersion, repository)
	done := make(chan error, 1)
	go func() { done <- fetch(ctx, work) }()
	if err := await(done, progress); err != nil {
		return err
	}
	// The rename makes the programs appear all at once. Where another process was faster, its copy serves.
	err = os.Rename(filepath.Join(work, "extracted"), home)
	if err != nil && complete(filepath.Join(home, "bin")) != nil {
		return err
	}
	return nil
}

// await waits for the download, telling every other second that it still goes on.
func await(done <-chan error, progress io.Writer) error {
	start := time.Now()
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			fmt.Fprintf(progress, "downloading PostgreSQL: %d s\n", int(time.Since(start).Seconds()))
		}
	}
}

// fetch downloads and unpacks the programs into work/extracted. The end of ctx ends the download at once; the
// unpacking, a few seconds, is left to end by itself, for it would go on writing files.
//
// The library has no call that does only this. Its Start does it first and then creates a cluster, as whoever we
// are, which root may not. So it is given a data directory below a file, at which it gives up, for every
// user alike, once the programs are there.
func fetch(ctx context.Context, work string) error {
	extracted := filepath.Join(work, "extracted")
	file := filepath.Join(work, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return err
	}
	var failures tail
	address, stop, err := mirror(ctx, &failures)
	if err != nil {
		return err
	}
	defer stop()
	began := time.Now()
	err = embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(downloadVersion).
		BinaryRepositoryURL(address).
		CachePath(filepath.Join(work, "archive")).
		BinariesPath(extracted).
		RuntimePath(filepath.Join(work, "runtime")).
		DataPath(filepath.Join(file, "data")).
		Port(0).
		Logger(io.Discard)).Start()
	removeLogs(began)
	if failure := failures.String(); failure != "" {
		return cmp.Or(context.Cause(ctx), errors.New(strings.TrimPrefix(strings.TrimSpace(failure), "http: proxy error: ")))
	}
	if incomplete := complete(filepath.Join(extracted, "bin")); incomplete != nil {
		return errors.Join(err, incomplete)
	}
	return nil
}

// removeLogs removes the empty log file that the library leaves in the directory for temporary files.
func removeLogs(since time.Time) {
	logs, _ := filepath.Glob(filepath.Join(os.TempDir(), "embedded_postgres_log*")) // The pattern is valid.
	for _, log := range logs {
		if info, err := os.Stat(log); err == nil && info.Size() == 0 && info.ModTime().After(since.Add(-time.Second)) {
			_ = os.Remove(log) // A file too many is not worth a failure.
		}
	}
}

// mirror serves the repository on a port of this machine until it is stopped, and writes what goes wrong. The library,
// which is pointed at it, downloads without a context and without a timeout, keeps the cause of a failure to itself,
// and does without the checksum where that cannot be had.
func mirror(ctx context.Context, failures io.Writer) (address string, stop func(), err error) {
	target, err := url.Parse(repository)
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return "", nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: answerTimeout}).DialContext
	transport.ResponseHeaderTimeout = answerTimeout
	server := &http.Server{
		BaseContext: func(net.Listener) context.Context { return ctx },
		Handler: &httputil.ReverseProxy{
			Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
			Transport: transport,
			ErrorLog:  log.New(failures, "", 0),
			ModifyResponse: func(r *http.Response) error {
				if r.StatusCode != http.StatusOK {
					return fmt.Errorf("%s: %s", r.Request.URL, r.Status)
				}
				return nil
			},
		},
	}
	go func() { _ = server.Serve(listener) }() // Its end is the stop.
	return "http://" + listener.Addr().String(), func() { _ = server.Close(); transport.CloseIdleConnections() }, nil
}
