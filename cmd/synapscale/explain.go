package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

func explainCommand(c console) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Say what a code of a finding means and how to mend it",
		Long: "explain says what a finding of check means, what it breaks, and how it is mended. Without\n" +
			"a code it lists all of them. It needs no database.\n\n" +
			"Exit status: 0 it is explained; 1 there is no such code.",
		Example: "  synapscale explain\n" +
			"  synapscale explain column-length",
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) > 1 {
				return errors.New("synapscale explain takes one code")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) == 0 {
				return format.Codes(c.out, schema.Explanations())
			}
			explanation, ok := schema.Explain(schema.Code(arguments[0]))
			if !ok {
				return noSuchCode(arguments[0])
			}
			return format.Explain(c.out, explanation)
		},
	}
}

// noSuchCode says which codes are like one that there is not.
func noSuchCode(text string) error {
	codes := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, e := range schema.Explanations() {
		codes.AddCommand(&cobra.Command{Use: string(e.Code), Run: func(*cobra.Command, []string) {}})
	}
	similar := codes.SuggestionsFor(text)
	slices.Sort(similar)
	if len(similar) == 0 {
		return errors.New("there is no such code: synapscale explain lists them")
	}
	return fmt.Errorf("there is no such code: did you mean %s?", strings.Join(similar[:min(len(similar), 3)], " or "))
}
