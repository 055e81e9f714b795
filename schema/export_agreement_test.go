package schema

import (
	"strings"

	"gorm.io/gorm/schema"
)

var Suggestion = suggestion

// Settings returns the settings of a tag as a map, in which the last of a key counts.
func Settings(tag string) map[string]string {
	settings := map[string]string{}
	for _, s := range settingsOf(tag, ";", nil) {
		settings[s.key] = strings.ReplaceAll(s.value, `\"`, `"`)
		if !s.hasValue {
			settings[s.key] = s.key
		}
	}
	return settings
}

// GORMSettings returns them as GORM reads them, without the one that has no key.
func GORMSettings(tag string) map[string]string {
	settings := schema.ParseTagSetting(tag, ";")
	delete(settings, "")
	return settings
}
