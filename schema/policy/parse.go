package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/synapscale/synapscale-go/schema"
)

// Parse reads the text of a policy file. Its name is for errors and findings.
func Parse(file string, text []byte) (*Policy, error) {
	r := reader{policy: &Policy{File: filepath.ToSlash(file), Severity: map[schema.Code]schema.Severity{}, text: text}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF): // nothing in it but comments
	case err != nil:
		r.problem(0, "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	default:
		r.root(document.Content[0])
		if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
			r.problem(0, "there is more than one document in it")
		}
	}
	if len(r.problems) > 0 {
		return nil, errors.Join(r.problems...)
	}
	return r.policy, nil
}

// A reader reads a policy node by node, because only so every error has its line.
type reader struct {
	policy   *Policy
	problems []error
}

func (r *reader) problem(line int, text string, arguments ...any) {
	r.problems = append(r.problems, &Error{r.policy.File, line, fmt.Sprintf(text, arguments...)})
}

// keys calls read for each key of a mapping, and finds fault with one that is unknown
// or stands there twice.
func (r *reader) keys(node *yaml.Node, what string, known []string, read func(key string, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		r.problem(node.Line, "%s has the keys %s", what, strings.Join(known, ", "))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			r.problem(key.Line, "a key of %s is a word", what)
		case known != nil && !slices.Contains(known, key.Value):
			r.problem(key.Line, "unknown key %q: %s has %s", key.Value, what, strings.Join(known, ", "))
		case seen[key.Value]:
			r.problem(key.Line, "%s is there twice", key.Value)
		default:
			read(key.Value, value)
		}
		seen[key.Value] = true
	}
}

// items calls read for each item of a list.
func (r *reader) items(node *yaml.Node, what string, read func(item *yaml.Node)) {
	if node.Kind != yaml.SequenceNode {
		if !isNull(node) {
			r.problem(node.Line, "%s is a list", what)
		}
		return
	}
	for _, item := range node.Content {
		read(item)
	}
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

// text reads a string. Whatever is written as a plain word is one, a number too.
func (r *reader) text(node *yaml.Node, what string) string {
	if node.Kind != yaml.ScalarNode || isNull(node) || node.Tag == "!!binary" {
		r.problem(node.Line, "%s is a text", what)
		return ""
	}
	return node.Value
}

func (r *reader) root(node *yaml.Node) {
	if isNull(node) {
		return
	}
	r.keys(node, "the file", []string{"ignore", "severity", "baseline"}, func(key string, value *yaml.Node) {
		switch key {
		case "ignore":
			r.items(value, key, r.ignore)
		case "severity":
			r.severities(value)
		case "baseline":
			r.items(value, key, r.accepted)
		}
	})
	for i := 0; i < len(node.Content); i += 2 {
		if node.Content[i].Value == "baseline" {
			r.policy.baseline = span{begin: node.Content[i].Line}
			if i+2 < len(node.Content) {
				r.policy.baseline.next = node.Content[i+2].Line
			}
		}
	}
}

func (r *reader) ignore(node *yaml.Node) {
	ignore := Ignore{Line: node.Line}
	r.keys(node, "an ignore", []string{"code", "table", "object", "reason", "owner", "expires"}, func(key string, value *yaml.Node) {
		text := r.text(value, key)
		switch key {
		case "code":
			ignore.Code = text
		case "table":
			ignore.Table = text
		case "object":
			ignore.Object = text
		case "reason":
			ignore.Reason = strings.TrimSpace(text)
		case "owner":
			ignore.Owner = text
		case "expires":
			day, err := time.Parse(time.DateOnly, text)
			if err != nil {
				r.problem(value.Line, "expires is a day, such as 2027-01-31")
			}
			ignore.Expires = day
		}
	})
	if ignore.Code == "" && node.Kind == yaml.MappingNode {
		r.problem(node.Line, "an ignore needs a code; * is any")
	}
	r.policy.Ignores = append(r.policy.Ignores, ignore)
}

func (r *reader) accepted(node *yaml.Node) {
	entry := Accepted{Line: node.Line}
	r.keys(node, "an entry of the baseline", []string{"code", "table", "object"}, func(key string, value *yaml.Node) {
		text := r.text(value, key)
		switch key {
		case "code":
			entry.Code = schema.Code(text)
		case "table":
			entry.Table = text
		case "object":
			entry.Object = text
		}
	})
	if (entry.Code == "" || entry.Table == "") && node.Kind == yaml.MappingNode {
		r.problem(node.Line, "an entry of the baseline needs a code and a table")
	}
	r.policy.Baseline = append(r.policy.Baseline, entry)
}

func (r *reader) severities(node *yaml.Node) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		r.problem(node.Line, "severity has a code on each line, and after it difference, warning or advice")
		return
	}
	r.keys(node, "severity", nil, func(key string, value *yaml.Node) {
		code, severity := schema.Code(key), schema.Severity(r.text(value, key))
		explanation, ok := schema.Explain(code)
		switch {
		case !ok:
			r.problem(value.Line, "there is no code %q", key)
		case explanation.Severity == schema.SeverityUndetermined:
			r.problem(value.Line, "%s stays undetermined: what is not known is neither graver nor lighter; ignore it with a reason", key)
		case severity != schema.SeverityDifference && severity != schema.SeverityWarning && severity != schema.SeverityAdvice:
			r.problem(value.Line, "%s is difference, warning or advice", key)
		default:
			r.policy.Severity[code] = severity
		}
	})
}
