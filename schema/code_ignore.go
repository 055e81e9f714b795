package schema

// The codes of what a policy file says. Package policy makes these findings, not a
// check.
const (
	CodeIgnoreExpired   Code = "ignore-expired"
	CodeIgnoreUnmatched Code = "ignore-unmatched"
	CodeIgnoreReason    Code = "ignore-without-reason"
)

var ignoreExplanations = []Explanation{
	{
		Code: CodeIgnoreExpired, Severity: SeverityWarning,
		Title: "An ignore of the policy file has expired",
		Meaning: "The day after which the ignore no longer counts is past, so that what it hid is reported again. " +
			"It was accepted for a time, and that time is over.",
		Mend: "Mend what the ignore is about and delete it. If it has to stay, move the date, " +
			"and say in the reason what it waits for now.",
		Example: "ignore:\n  - code: index-extra\n    table: shop.orders\n    reason: dropped with the next release\n    expires: 2020-01-31",
	},
	{
		Code: CodeIgnoreUnmatched, Severity: SeverityWarning,
		Title: "An ignore of the policy file matches nothing",
		Meaning: "No finding of this check has the code, the table and the object of the ignore. Either it was mended, or " +
			"the ignore is misspelt and what it should hide is reported. Left in place, it hides the day on which the finding comes back.",
		Mend: "Delete the ignore, or correct its code and its patterns. Entries of the baseline are " +
			"brought up to date by writing the baseline again.",
		Example: "ignore:\n  - code: index-extra\n    table: shop.no_such_table\n    reason: built by hand for the reports",
	},
	{
		Code: CodeIgnoreReason, Severity: SeverityWarning,
		Title: "An ignore of the policy file gives no reason",
		Meaning: "The ignore hides what it matches, and nobody who reads the file can tell whether it still has to. " +
			"Such ignores are never deleted.",
		Mend:    "Write into the reason why this is accepted and what would have to happen for it to go.",
		Example: "ignore:\n  - code: index-extra\n    table: shop.orders",
	},
}
