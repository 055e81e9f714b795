package synapscale_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// Whatever text the setting holds, it is the tenant that it names or none, and never an error.
func TestTheSettingNamesATenantOrNone(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	const tenant = "0a1b2c3d-4e5f-6789-abcd-ef0123456789"
	for _, text := range []string{tenant, strings.ToUpper(tenant)} {
		require.Equal(t, tenant, tenantNamed(t, db, text))
	}
	none := []string{
		"", " ", "null", "{" + tenant + "}", strings.ReplaceAll(tenant, "-", ""), tenant + " ", " " + tenant[1:], tenant + "\n", tenant[:35] + "\n", "\n" + tenant[1:],
		tenant[:35], tenant + "0", strings.Repeat("-", 36), strings.Repeat("_", 36), "0a1b2c3d-4e5f-6789-abcd-ef012345678%", tenant + "\n" + tenant,
		"0a1b2c3d-4e5f-6789-abcd\n-ef0123456789", "0a1b-2c3d-4e5f-6789-abcd-ef012345678",
	}
	for at := range tenant { // At each place another hyphen, a letter that is no digit, and one of several bytes; and no hyphen.
		for _, wrong := range []string{"-", "g", "é", "٣", "\t"} {
			if text := tenant[:at] + wrong + tenant[at+1:]; text != tenant {
				none = append(none, text)
			}
		}
		if tenant[at] == '-' {
			none = append(none, tenant[:at]+"0"+tenant[at+1:])
		}
	}
	for _, text := range none {
		require.Empty(t, tenantNamed(t, db, text), "%q", text)
	}
}

func tenantNamed(t *testing.T, db *gorm.DB, text string) (tenant string) {
	t.Helper()
	require.NoError(t, db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("select set_config('app.current_tenant', ?, true)", text).Error; err != nil {
			return err
		}
		return tx.Raw("select coalesce(public.current_tenant_id()::text, '')").Scan(&tenant).Error
	}), "%q", text)
	return tenant
}
