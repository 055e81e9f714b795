//go:build unix

package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// install creates programs that can be run, in dir.
func install(t *testing.T, dir string, names ...string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for _, name := range names {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755))
	}
	return dir
}

func TestLocate(t *testing.T) {
	root := directory(t, 0o755)
	in := func(dir string) string { return filepath.Join(root, dir) }
	for _, dir := range []string{"path", "linked", "lib/9.6/bin", "lib/13/bin", "lib/10/bin", "unversioned"} {
		install(t, in(dir), "initdb", "postgres")
	}
	install(t, in("lib/18/bin"), "initdb")
	install(t, in("half"), "postgres")
	install(t, in("links"))
	require.NoError(t, os.Symlink(in("linked/initdb"), in("links/initdb")))
	t.Setenv(binVariable, "")

	for name, test := range map[string]struct {
		path     []string
		packaged []string
		want     string
	}{
		"PATH":                   {[]string{in("missing"), in("half"), in("path"), in("unversioned")}, nil, in("path")},
		"PATH, link":             {[]string{in("links")}, nil, in("linked")},
		"PATH before packages":   {[]string{in("path")}, []string{in("lib/*/bin")}, in("path")},
		"relative PATH":          {[]string{"path", "", "."}, []string{in("unversioned")}, in("unversioned")},
		"newest complete one":    {nil, []string{in("lib/*/bin")}, in("lib/13/bin")},
		"first pattern":          {nil, []string{in("none/*"), in("unversioned*"), in("lib/*/bin")}, in("unversioned")},
		"incomplete passed over": {nil, []string{in("half"), in("lib/1?/bin")}, in("lib/13/bin")},
		"nothing":                {[]string{in("half")}, []string{in("lib/18/bin")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(root)
			t.Setenv("PATH", strings.Join(test.path, string(filepath.ListSeparator)))
			dir, ok := installed(test.packaged)
			require.Equal(t, test.want, dir)
			require.Equal(t, test.want != "", ok)
			if !ok {
				return
			}
			setForTest(t, &packaged, test.packaged)
			dir, err := locate(t.Context(), Options{})
			require.NoError(t, err)
			require.Equal(t, test.want, dir)
		})
	}

	t.Run("asked for", func(t *testing.T) {
		t.Setenv("PATH", in("path"))
		t.Setenv(binVariable, in("linked"))
		dir, err := locate(t.Context(), Options{})
		require.NoError(t, err)
		require.Equal(t, in("linked"), dir)
		t.Chdir(root)
		dir, err = locate(t.Context(), Options{BinDir: "unversioned"})
		require.NoError(t, err)
		require.Equal(t, in("unversioned"), dir)
	})
}

// Where only its owner can enter, the unprivileged user of root's server cannot.
func TestUnreachableForTheUserOfRoot(t *testing.T) {
	private := filepath.Join(directory(t, 0o700), "bin")
	install(t, private, "initdb", "postgres")
	open := install(t, filepath.Join(directory(t, 0o755), "bin"), "initdb", "postgres")
	t.Setenv("PATH", private)

	dir, _ := installed([]string{open})
	_, err := locate(t.Context(), Options{BinDir: private})
	if os.Geteuid() != 0 {
		require.Equal(t, private, dir)
		require.NoError(t, err)
		return
	}
	require.Equal(t, open, dir)
	require.ErrorContains(t, err, "refuses to run as root")
	require.ErrorContains(t, err, private)
}

func TestVersionIn(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]int{
		"/usr/pgsql-9.6/bin":             {9, 6},
		"/usr/lib/postgresql/18/bin":     {18},
		"/opt/homebrew/opt/postgresql":   nil,
		"/usr/local/opt/postgresql@17/b": {17},
	} {
		require.Equal(t, want, versionIn(path), path)
	}
}
