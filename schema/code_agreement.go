package schema

// The codes of the three statements of a column: what GORM's tags say of it, what its
// validate tag says, and what the database has.
const (
	CodeValidateLength      Code = "validate-length"
	CodeValidateRange       Code = "validate-range"
	CodeValidateValues      Code = "validate-values"
	CodeValidateValuesExtra Code = "validate-values-extra"
	CodeValidateRequired    Code = "validate-required"
	CodeValidateUnbounded   Code = "validate-unbounded"
	CodeValidateStricter    Code = "validate-stricter"
	CodeFormatLength        Code = "format-length"
	CodeOmitemptyZero       Code = "omitempty-zero"
	CodeOmitemptyMissing    Code = "omitempty-missing"
	CodeRequiredZero        Code = "required-zero"
	CodeTypeValues          Code = "type-values"
	CodeGoType              Code = "go-type"
	CodeGoRange             Code = "go-range"
	CodeNullablePointer     Code = "nullable-pointer"
	CodeDefaultZeroValue    Code = "default-zero-value"
	CodeTagUnknown          Code = "tag-unknown"
	CodeTagIgnored          Code = "tag-ignored"
)

var agreementExplanations = []Explanation{
	{
		Code: CodeValidateLength, Severity: SeverityDifference,
		Title: "The validate tag lets a text pass whose length the column refuses",
		Meaning: "max, len, min or oneof of the validate tag lets through a text that is longer or shorter than the type of the column or a check allows. " +
			"Both count characters, not bytes. Such a value passes validation, and then the insert or the update fails with SQLSTATE 22001 or 23514.",
		Mend:    "State the length of the column in the tag, or widen the column, in the database and in the GORM tag, to what the tag promises. Widening a varchar rewrites no row.",
		Example: `Name string ` + "`gorm:\"type:varchar(255)\" validate:\"max=300\"`",
	},
	{
		Code: CodeValidateRange, Severity: SeverityDifference,
		Title: "The validate tag lets a number pass that the column refuses",
		Meaning: "gte, lte, gt, lt, min, max or len of the validate tag lets through a number outside the range of a check, or of the integer or numeric type of the column. " +
			"Such a number passes validation, and then the insert or the update fails with SQLSTATE 23514 or 22003. Of whole numbers, gt=0 and gte=1 are the same.",
		Mend:    "Give the tag the bounds of the check. If the tag is right, change the check, in the database and in the GORM tag.",
		Example: `Stars int32 ` + "`gorm:\"check:stars_range,stars between 1 and 5\" validate:\"gte=1,lte=10\"`",
	},
	{
		Code: CodeValidateValues, Severity: SeverityDifference,
		Title: "oneof of the validate tag lists a value that the database refuses",
		Meaning: "The values of oneof are compared one by one with the labels of the enum type, or with the values of the check. " +
			"A value that the database does not know passes validation, and then the insert or the update fails with SQLSTATE 22P02 or 23514, on the first day that someone uses it.",
		Mend:    "If the value is new, add it to the database first: alter type … add value, or a new check. If it is gone, take it out of the tag. A oneof that an enum type of Go agrees with is probably right.",
		Example: `Status string ` + "`gorm:\"check:status_known,status in ('new','paid')\" validate:\"oneof=new paid void\"`",
	},
	{
		Code: CodeValidateValuesExtra, Severity: SeverityWarning,
		Title: "The database admits a value that oneof of the validate tag refuses",
		Meaning: "The enum type or the check names a value that is missing in oneof. No write fails in the database, but a row that another writer has given this value is read, " +
			"and cannot be validated and saved again.",
		Mend:    "Add the value to oneof, and to the constants of the Go type. If nothing may have it any more, change the check.",
		Example: `alter type shop.status add value 'refunded';`,
	},
	{
		Code: CodeValidateRequired, Severity: SeverityDifference,
		Title: "The validate tag lets nil pass for a column that has to have a value",
		Meaning: "The column is not null and has no default, the field is a pointer, and its tag begins with omitempty or the like. " +
			"A nil passes validation, is written as NULL, and the insert fails with SQLSTATE 23502.",
		Mend:    "Begin the tag with required, or make the field a plain value. If NULL is right, drop the not null, in the database and in the GORM tag.",
		Example: `Name *string ` + "`gorm:\"not null\" validate:\"omitempty,max=255\"`",
	},
	{
		Code: CodeValidateUnbounded, Severity: SeverityWarning,
		Title: "The validate tag sets no bound where the database has one",
		Meaning: "There is a validate tag, all its rules are known, and none of them bounds the length, the number or the values that the type of the column or a check bounds. " +
			"A value beyond passes validation and is refused by the database. A tag with a rule of the application's own is not judged, nor is a field without a tag.",
		Mend:    "Add max, lte, gte, oneof or whatever says what the database says. Only a length, a check and an enum count; that an int has to fit into an integer does not.",
		Example: `Name string ` + "`gorm:\"type:varchar(255)\" validate:\"required\"`",
	},
	{
		Code: CodeValidateStricter, Severity: SeverityAdvice,
		Title: "The validate tag refuses what the database accepts",
		Meaning: "The tag allows a shorter text or a narrower range than the column, or requires what may be NULL. That is legitimate: it breaks nothing as long as all writers validate. " +
			"Rows that others write may have values that this program reads and cannot save again.",
		Mend:    "If the tag states the rule, state it in the database, too, as a check or a shorter type. If it does not, bring the tag to what the column says.",
		Example: `Name string ` + "`gorm:\"type:varchar(255)\" validate:\"max=100\"`",
	},
	{
		Code: CodeFormatLength, Severity: SeverityDifference,
		Title: "Texts of the form that the validate tag asks for do not fit into the column",
		Meaning: "uuid, ip, sha256, hexcolor and other rules of the validator fix how many characters a text has, and the column holds fewer. " +
			"A text of this form passes validation and fails with SQLSTATE 22001: every one of them, or only the longest, such as an IPv6 address.",
		Mend:    "Widen the column to the longest text of the form: 36 characters for a uuid, 45 for an ip, or use the type uuid or inet. If only short ones may come, add a max that says so.",
		Example: `Address string ` + "`gorm:\"type:varchar(15)\" validate:\"ip\"`",
	},
	{
		Code: CodeOmitemptyZero, Severity: SeverityDifference,
		Title: "omitempty lets a zero value pass that the database refuses",
		Meaning: "omitempty skips the other rules for the zero value of a plain field: an empty text or a 0, which is then written as such, and not as NULL. " +
			"A check or an enum type refuses it, and the insert or the update fails with SQLSTATE 23514 or 22P02.",
		Mend:    "Make the field a pointer, so that nothing is nil and NULL, or drop omitempty if there has to be a value.",
		Example: `Stars int32 ` + "`gorm:\"check:stars_range,stars between 1 and 5\" validate:\"omitempty,gte=1,lte=5\"`",
	},
	{
		Code: CodeOmitemptyMissing, Severity: SeverityWarning,
		Title: "The validate tag refuses nil, which stands for NULL or the default",
		Meaning: "The column is nullable or has a default, the field is a pointer, and the first rule of its tag fails on nil: the validator runs no rule on a nil pointer, it refuses it. " +
			"A row without the value, which the database accepts, cannot be validated.",
		Mend:    "Begin the tag with omitempty, or with required if the value has to be there; then the column may be not null as well.",
		Example: `Phone *string ` + "`validate:\"e164\"`",
	},
	{
		Code: CodeRequiredZero, Severity: SeverityWarning,
		Title: "required refuses a zero or a false that the column may well have",
		Meaning: "The validator takes the zero value of a plain field for no value: required on a bool refuses every false, and on a number every 0. " +
			"Keys are not judged, nor numbers of which a check or another rule of the tag excludes 0.",
		Mend:    "Drop required: a plain bool or number always has a value. If nobody may forget it, make the field a pointer and keep required, which then asks for not nil.",
		Example: `Active bool ` + "`gorm:\"not null\" validate:\"required\"`",
	},
	{
		Code: CodeTypeValues, Severity: SeverityDifference,
		Title: "The Go type and the database or the validate tag name different values",
		Meaning: "The field is of a string type with a method Valid or IsValid, which is asked about every label of the enum type, every value of the check and every value of oneof. It refuses one of them. " +
			"If the type lists its values with a method Values, those that the database does not know are found as well; the constants themselves cannot be listed at run time, so without it one that only Go has stays unseen.",
		Mend:    "Add the constant to the type and to its Valid, or the label to the database. A value that only the database has is read from rows, and the program does not know what it means.",
		Example: `alter type shop.status add value 'refunded';`,
	},
	{
		Code: CodeGoType, Severity: SeverityDifference,
		Title: "The Go type of the field cannot take values of the column's type, or give them",
		Meaning: "The driver hands over a value that database/sql cannot convert to the type of the field, such as a uuid for an int64, or refuses to send one to the column. " +
			"Every read of a row that has a value, or every write, fails. Types with a method Scan are tried with values of the column's type, where those have one form.",
		Mend:    "Use a Go type that the column's type has: uuid.UUID or string, time.Time, int64, decimal.Decimal; for JSON, serializer:json or a type with Scan and Value.",
		Example: `Data map[string]any ` + "`gorm:\"type:jsonb\"`",
	},
	{
		Code: CodeGoRange, Severity: SeverityAdvice,
		Title: "The column holds numbers for which the Go type is too small",
		Meaning: "The integer type of the column is wider than that of the field. Nothing fails until a row has a number beyond; then reading it does. " +
			"An 8-bit type over smallint, which GORM makes itself, is not reported, and neither is a column that a check keeps within.",
		Mend:    "Widen the Go type: int64 for bigint, int32 for integer. If the numbers stay small, narrow the column, which rewrites the table.",
		Example: `Size int32 ` + "`gorm:\"type:bigint\"`",
	},
	{
		Code: CodeNullablePointer, Severity: SeverityAdvice,
		Title: "A nullable column has a field that cannot say NULL",
		Meaning: "GORM reads NULL into a plain value as its zero value, and writes that back when the row is saved: nothing becomes an empty text, a 0, a false or the year 1. " +
			"It is what AutoMigrate makes of a plain field without a tag, and harmless where no row has NULL.",
		Mend:    "Make the field a pointer or one of sql.Null…, or the column not null, in the database and in the GORM tag.",
		Example: `Age int32 ` + "`gorm:\"column:age\"`",
	},
	{
		Code: CodeDefaultZeroValue, Severity: SeverityWarning,
		Title: "GORM inserts the default in place of a zero that was meant",
		Meaning: "With a default in its tag, GORM takes the zero value of a plain bool or number for none given, and inserts the default: with default:true, a row that is created with false is stored as true. " +
			"No error says so. A default that is the zero value itself is harmless, and so is one of a number of which a check excludes 0, or of a field that GORM does not insert.",
		Mend:    "Make the field a pointer: nil then means the default, and a pointer to a zero value a zero. Or take the default from the tag, and set it where rows are made.",
		Example: `Active bool ` + "`gorm:\"not null;default:true\"`",
	},
	{
		Code: CodeTagUnknown, Severity: SeverityWarning,
		Title: "GORM does not know a key of the tag, and ignores it",
		Meaning: "GORM takes every key and looks only for those that it knows: what defaul:0 or notnul was to say is lost without a word, for AutoMigrate and for this check. " +
			"Keys of GORM's own plugins are known; one of another plugin is not, and can be ignored by policy.",
		Mend:    "Correct the key; the nearest one that GORM knows is named. What the database has already is then compared with what the tag was meant to say.",
		Example: `Name string ` + "`gorm:\"defaul:none\"`",
	},
	{
		Code: CodeTagIgnored, Severity: SeverityWarning,
		Title: "GORM knows the key of the tag, and makes nothing or something else of it here",
		Meaning: "The tag is well formed, and a part of it has no effect: a comma where GORM wants a semicolon, a comma in a where: that is not escaped, an unknown option of an index or a constraint, " +
			"a size beside a type, a key given twice, a key of a column on a relation, or a tag on a field that is not exported.",
		Mend:    `Write it so that GORM reads it: ; between keys, , between the options of one key, \\, for a comma within an option, and the length within the type. Or take out what has no effect.`,
		Example: `Name string ` + "`gorm:\"size:32,index\"`",
	},
}
