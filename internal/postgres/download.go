package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

const (
	downloadVersion = embeddedpostgres.V18

	// repository is where the binaries are published, for every common system and processor.
	repository = "https://repo1.maven.org/maven2"

	progressInterval = 2 * time.Second
)

// download returns the directory of the downloaded programs. They are kept for the next time, in the user's cache
// directory.
func download(ctx context.Context, progress io.Writer) (string, error) {
	cache, err := cacheDirectory()
	if err != nil {
		return "", err
	}
	return downloadTo(ctx, cache, repository, progress)
}

// cacheDirectory is the user's, but for root, whose home the server's unprivileged user cannot enter.
func cacheDirectory() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/cache/synapscale", nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "synapscale"), err
}

// downloadTo returns the directory of the programs below cache, which it fills from url if it does not hold them.
func downloadTo(ctx context.Context, cache, url string, progress io.Writer) (string, error) {
	home := filepath.Join(cache, "postgresql-"+string(downloadVersion))
	bin := filepath.Join(home, "bin")
	if complete(bin) == nil {
		return bin, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(cache, "download-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)

	done := make(chan error, 1)
	go func() { done <- fetch(work, url) }()
	if err := await(ctx, done, url, progress); err != nil {
		return "", err
	}
	// The rename makes the programs appear all at once. Where another process was faster, its copy serves.
	if err := os.Rename(filepath.Join(work, "extracted"), home); err != nil && complete(bin) != nil {
		return "", err
	}
	return bin, nil
}

// await waits for the download, telling every other second that it still goes on.
func await(ctx context.Context, done <-chan error, url string, progress io.Writer) error {
	if progress == nil {
		progress = io.Discard
	}
	fmt.Fprintf(progress, "PostgreSQL is not installed here: downloading version %s from %s, once\n", downloadVersion, url)
	start := time.Now()
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
			fmt.Fprintf(progress, "downloading PostgreSQL: %d s\n", int(time.Since(start).Seconds()))
		}
	}
}

// fetch downloads and unpacks the programs into work/extracted.
//
// The library has no call that does only this. Its Start does it first and then creates a cluster, as whoever we
// are, which root may not. So it is given a data directory below a file, at which it gives up, for every
// user alike, once the programs are there.
func fetch(work, url string) error {
	extracted := filepath.Join(work, "extracted")
	file := filepath.Join(work, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return err
	}
	began := time.Now()
	err := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(downloadVersion).
		BinaryRepositoryURL(url).
		CachePath(filepath.Join(work, "archive")).
		BinariesPath(extracted).
		RuntimePath(filepath.Join(work, "runtime")).
		DataPath(filepath.Join(file, "data")).
		Port(0).
		Logger(io.Discard)).Start()
	removeLogs(began)
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
