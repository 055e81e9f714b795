package postgres

import (
	"context"
	"fmt"
	"net/url"
	"os"
)

// URLVariable names the environment variable with the URL of a running server, for tests and measurements.
const URLVariable = "SYNAPSCALE_TEST_DATABASE_URL"

// Address returns the URL of a server that may be used at will: of the one that [URLVariable] names, or else of one that
// it starts. The caller calls stop, unless the server is to live as long as the process; it leaves alone a server that
// was running before.
func Address(ctx context.Context, options Options) (address *url.URL, stop func() error, err error) {
	text, stop := os.Getenv(URLVariable), func() error { return nil }
	if text == "" {
		server, err := Start(ctx, options)
		if err != nil {
			return nil, nil, fmt.Errorf("%w\nor set %s to the URL of a running server", err, URLVariable)
		}
		text, stop = server.DSN("postgres"), server.Stop
	}
	address, err = url.Parse(text)
	if err != nil || address.Scheme == "" {
		// What a server says of itself is a URL, so there is none to stop.
		return nil, nil, fmt.Errorf("%s is not a URL such as postgres://postgres@localhost/postgres", URLVariable)
	}
	return address, stop, nil
}
