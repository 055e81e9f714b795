//go:build unix

package postgres

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// binVariable names the environment variable with the directory of the binaries.
const binVariable = "SYNAPSCALE_PG_BIN"

// packaged is where packages put the binaries of one or more versions, outside PATH. A test looks elsewhere.
var packaged = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat, with the packages of postgresql.org
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// locate finds the directory of initdb and postgres, or downloads them. A directory that was asked for by name is
// used or refused, never passed over.
func locate(ctx context.Context, options Options) (string, error) {
	if asked := cmp.Or(options.BinDir, os.Getenv(binVariable)); asked != "" {
		dir, err := filepath.Abs(asked)
		if err == nil {
			err = usable(dir)
		}
		if err != nil {
			return "", fmt.Errorf("PostgreSQL in %s (from Options.BinDir or %s): %w", asked, binVariable, err)
		}
		return dir, nil
	}
	if dir, ok := installed(packaged); ok {
		return dir, nil
	}
	dir, err := download(ctx, options.Progress)
	if err != nil {
		return "", fmt.Errorf("%w\n(downloading it: %w)", ErrNoBinaries, err)
	}
	return dir, nil
}

// installed looks in PATH, then in the directories that match the patterns, one pattern after the other, the
// highest version of each first.
func installed(patterns []string) (string, bool) {
	var candidates []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		candidates = append(candidates, dir)
		if target, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb")); err == nil {
			candidates = append(candidates, filepath.Dir(target))
		}
	}
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(pattern) // The patterns are valid, and nothing else can fail.
		slices.SortStableFunc(matches, func(a, b string) int { return slices.Compare(versionIn(b), versionIn(a)) })
		candidates = append(candidates, matches...)
	}
	for _, dir := range candidates {
		if filepath.IsAbs(dir) && usable(dir) == nil {
			return dir, true
		}
	}
	return "", false
}

// usable tells why the server's user cannot run the programs in dir, or that it can.
func usable(dir string) error {
	if err := complete(dir); err != nil {
		return err
	}
	return reachable(dir)
}

// complete says whether dir holds both programs.
func complete(dir string) error {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, program)); err != nil {
			return err
		}
	}
	return nil
}

var digits = regexp.MustCompile(`\d+`)

// versionIn is the version that a path names: {9, 6} in /usr/pgsql-9.6/bin, nothing in a path without digits.
func versionIn(path string) []int {
	var version []int
	for _, number := range digits.FindAllString(path, -1) {
		n, _ := strconv.Atoi(number)
		version = append(version, n)
	}
	return version
}
