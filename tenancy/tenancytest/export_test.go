package tenancytest

import "testing"

// Report is how a subtest of [Isolated] ends.
func Report(tb testing.TB, leak Leak) { result{leak}.report(tb) }
