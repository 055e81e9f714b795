package agents

import (
	"errors"
	"fmt"
)

// ErrConfigurationImmutable says that the database refused to change a [Configuration]: its versions never change.
// Insert a new version and make it the current one of the agent.
var ErrConfigurationImmutable = errors.New("agents: a version of a configuration cannot be changed, insert a new one")

// configurationImmutable is the SQLSTATE of that refusal.
const configurationImmutable = "SYI01"

// TranslateError makes an error of the database that says SQLSTATE SYI01 an [ErrConfigurationImmutable], which wraps it
// still. Any other error, and nil, it returns as it is. The driver may be any whose errors have a method SQLState.
func TranslateError(err error) error {
	if refused, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok && refused.SQLState() == configurationImmutable {
		return fmt.Errorf("%w: %w", ErrConfigurationImmutable, err)
	}
	return err
}
