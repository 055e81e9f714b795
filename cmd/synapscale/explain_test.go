package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, e := range schema.Explanations() {
		r := command(t, "explain", string(e.Code))
		require.Zero(t, r.status, r.err)
		require.True(t, strings.HasPrefix(r.out, string(e.Code)+" ("+string(e.Severity)+")\n"), r.out)
		words := strings.Join(strings.Fields(r.out), " ")
		for _, text := range []string{e.Title, e.Meaning, e.Mend, e.Example} {
			require.NotEmpty(t, text, e.Code)
			require.Contains(t, words, strings.Join(strings.Fields(text), " "), e.Code)
		}
	}
}

func TestExplainListsAllCodes(t *testing.T) {
	t.Parallel()
	r := command(t, "explain")
	require.Zero(t, r.status, r.err)
	for _, e := range schema.Explanations() {
		require.Regexp(t, "(?m)^  "+string(e.Code)+" ", r.out)
	}
	for _, line := range strings.Split(r.out, "\n") {
		require.LessOrEqual(t, len([]rune(line)), pageWidth, line)
	}
}

func TestExplainOfNoCode(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"colum-nul":                     "there is no such code: did you mean column-null?",
		"Column-Null":                   "there is no such code: did you mean column-null?",
		"ignore-":                       "there is no such code: did you mean ignore-expired or ignore-unmatched or ignore-without-reason?",
		"":                              "there is no such code: ",
		"postgres://u:" + secret + "@h": "there is no such code: synapscale explain lists them",
	} {
		r := command(t, "explain", text)
		require.Equal(t, exitNotChecked, r.status)
		require.Empty(t, r.out)
		require.Contains(t, r.err, says)
	}
	r := commandOn(t.Context(), t, console{out: full{}}, "explain")
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: no space left\n"}, r)
}
