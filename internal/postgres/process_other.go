//go:build !unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// process is never made here: a server is tied to the life of this process with what only Unix has.
type process struct {
	dir    string
	exited chan struct{}
}

func locate(context.Context, Options) (string, error) {
	return "", fmt.Errorf("a throw-away server on %s: %w; name a running server by its DSN instead", runtime.GOOS, errors.ErrUnsupported)
}

func launch(string, string, map[string]string) (*process, error) { return nil, errors.ErrUnsupported }

func (p *process) failure() error { return errors.ErrUnsupported }

func (p *process) stop() error { return nil }
