package rule

// A Format is a rule that asks for a form of text, and says how many characters a
// text of that form has. Longest 0 means that it bounds nothing.
type Format struct{ Shortest, Longest int }

// FormatOf returns the format that a rule of the validator asks for. It does not know
// those that an application registers.
func FormatOf(name string) (format Format, known bool) {
	format, known = formats[name]
	return format, known
}

// formats are the lengths of texts that the validator accepts, from its own patterns
// and tables. A shortest length is a lower bound, a longest one an upper bound: where
// a pattern is lax, as with leading zeros, they are those of what it lets through.
var formats = map[string]Format{
	"uuid": {36, 36}, "uuid3": {36, 36}, "uuid4": {36, 36}, "uuid5": {36, 36}, "uuid7": {36, 36},
	"uuid_rfc4122": {36, 36}, "uuid3_rfc4122": {36, 36}, "uuid4_rfc4122": {36, 36}, "uuid5_rfc4122": {36, 36},
	"ulid": {26, 26}, "mongodb": {24, 24},
	"md4": {32, 32}, "md5": {32, 32}, "sha256": {64, 64}, "sha384": {96, 96}, "sha512": {128, 128},
	"ripemd128": {32, 32}, "ripemd160": {40, 40}, "tiger128": {32, 32}, "tiger160": {40, 40}, "tiger192": {48, 48},
	"ipv4": {7, 15}, "ip4_addr": {7, 15}, "ipv6": {2, 45}, "ip": {2, 45}, "cidrv4": {9, 18}, "cidrv6": {4, 49}, "cidr": {4, 49},
	"mac": {14, 59}, "e164": {8, 16}, "hexcolor": {4, 9}, "eth_addr": {42, 42}, "eth_addr_checksum": {42, 42},
	"iso3166_1_alpha2": {2, 2}, "iso3166_1_alpha2_eu": {2, 2}, "iso3166_1_alpha3": {3, 3}, "iso3166_1_alpha3_eu": {3, 3},
	"iso3166_2": {4, 6}, "country_code": {2, 3}, "iso4217": {3, 3}, "bic": {8, 11}, "bic_iso_9362_2014": {8, 11},
	"issn": {9, 9}, "ssn": {11, 11}, "ein": {10, 10},

	"email": {3, 0}, "url": {3, 0}, "http_url": {8, 0}, "https_url": {9, 0}, "uri": {1, 0}, "hostname": {1, 0},
	"hostname_rfc1123": {1, 0}, "fqdn": {3, 0}, "datauri": {6, 0}, "json": {1, 0}, "jwt": {2, 0},
	"alpha": {1, 0}, "alphanum": {1, 0}, "alphaunicode": {1, 0}, "alphanumunicode": {1, 0}, "ascii": {0, 0}, "printascii": {0, 0},
	"lowercase": {1, 0}, "uppercase": {1, 0}, "base64": {0, 0}, "base64url": {0, 0}, "hexadecimal": {1, 0},
	"numeric": {1, 0}, "number": {1, 0}, "semver": {5, 0}, "contains": {0, 0}, "excludes": {0, 0},
	"startswith": {0, 0}, "endswith": {0, 0}, "startsnotwith": {0, 0}, "endsnotwith": {0, 0},
}

// silent are the rules that say nothing about how long a text is, how large a number,
// or which of all values it may be.
var silent = map[string]bool{
	"": true, "required": true, "omitempty": true, "omitnil": true, "omitzero": true,
	"required_if": true, "required_unless": true, "required_with": true, "required_with_all": true,
	"required_without": true, "required_without_all": true,
}

// IsSilent reports whether a rule limits no value, but perhaps whether there is one.
func IsSilent(name string) bool { return silent[name] }

// comparators are the rules that compare a value with their parameter.
var comparators = map[string]bool{
	"max": true, "min": true, "len": true, "lt": true, "lte": true, "gt": true, "gte": true, "eq": true, "ne": true, "oneof": true, "oneofci": true,
}

// RefusesNil reports whether a rule is known to refuse a nil pointer.
func RefusesNil(name string) bool {
	_, isFormat := formats[name]
	return isFormat || comparators[name]
}
