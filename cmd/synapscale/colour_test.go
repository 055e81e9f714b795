package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestColoursAreForTerminals(t *testing.T) {
	t.Parallel()
	variables := map[string]string{}
	getenv := func(name string) string { return variables[name] }
	file, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	require.False(t, coloured(file, getenv))
	require.NoError(t, file.Close())
	require.False(t, coloured(file, getenv), "a closed file")

	device, err := os.Open(os.DevNull) // As much of a terminal as every machine has.
	require.NoError(t, err)
	defer device.Close()
	require.True(t, coloured(device, getenv))
	variables["NO_COLOR"] = "1"
	require.False(t, coloured(device, getenv))
	variables = map[string]string{"TERM": "dumb"}
	require.False(t, coloured(device, getenv))
}
