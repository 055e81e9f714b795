package postgres

import "sync"

// tailSize is what is kept of the server's output: the last screenful, where the reason of a failure stands.
const tailSize = 4 << 10

// tail is a writer that remembers the end of what was written. It is safe for concurrent use.
type tail struct {
	mu    sync.Mutex
	bytes []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes = append(t.bytes, p...)
	t.bytes = t.bytes[max(0, len(t.bytes)-tailSize):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.bytes)
}
