package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/postgres"
)

// guide lists the shell blocks of a document.
func guide(t *testing.T, name string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name))
	require.NoError(t, err)
	for _, match := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(text, -1) {
		blocks = append(blocks, string(match[1]))
	}
	require.NotEmpty(t, blocks)
	return blocks
}

// What the guide says to type is typed, in its order, on production with rows in every table, and the rows are what they
// were at the end. It runs on a server of its own, whose pg_dump is of its version.
func TestGuideToAdopting(t *testing.T) {
	t.Parallel()
	blocks := guide(t, "adopting.md")
	require.Equal(t, blocks, guide(t, "adopting.pt-BR.md"), "both languages say to type the same")

	server, err := postgres.Start(t.Context(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	execute(t, server.DSN("postgres"), "create database production")
	dsn := server.DSN("production")
	db, err := pgtest.Open(t, dsn).DB()
	require.NoError(t, err)
	pgtest.LoadProduction(t, db)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 20, More: fill.Busiest, WithoutTriggers: true}))
	before, err := fill.Checksums(t.Context(), db, nil)
	require.NoError(t, err)

	output := shell(t, "set -euo pipefail\n"+strings.Join(blocks, "\n"), map[string]string{
		"DATABASE_URL":  dsn,
		"REHEARSAL_URL": server.DSN("rehearsal"),
		"PATH":          server.BinDir() + ":" + os.Getenv("PATH"),
	})
	require.Contains(t, output, "adopted: the structure is production's")
	require.Contains(t, output, "undid 0002_audit_any_key.sql")
	require.Equal(t, 3, strings.Count(output, healthy))
	require.Equal(t, 2, strings.Count(output, ": 101 tables, 0 refused\n"))

	after, err := fill.Checksums(t.Context(), db, nil)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// shell runs a script in the root of the module, in a home directory of its own.
func shell(t *testing.T, script string, environment map[string]string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
	require.NoError(t, err)
	variables := map[string]string{}
	require.NoError(t, json.Unmarshal(output, &variables)) // They follow from HOME unless they are set.
	variables["HOME"] = t.TempDir()
	for name, value := range environment {
		variables[name] = value
	}
	bash := exec.CommandContext(t.Context(), "bash", "-c", script)
	bash.Dir = "../.."
	bash.Env = os.Environ()
	for name, value := range variables {
		bash.Env = append(bash.Env, name+"="+value)
	}
	var said bytes.Buffer
	bash.Stdout, bash.Stderr = &said, &said
	require.NoError(t, bash.Run(), "%s", &said)
	return said.String()
}
