package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// A voucher has expressions that the server cannot read: none of these functions exists.
type voucher struct {
	ID      int64
	Code    string `gorm:"type:text;default:unknown_default();check:vouchers_code,unknown_check(code)"`
	Kind    string `gorm:"type:text;check:vouchers_kind,kind IN ('gift','discount')"`
	Percent int32  `gorm:"type:int;check:vouchers_percent,unknown_check(percent);index:vouchers_percent,expression:unknown_key(percent)"`
	Used    bool   `gorm:"type:boolean;index:vouchers_used,where:unknown_predicate(used)"`
}

func (voucher) TableName() string { return "vouchers" }

// What the server cannot read is neither equal nor different, and does not keep it from reading the rest.
func TestWhatTheServerCannotReadIsUndetermined(t *testing.T) {
	t.Parallel()
	tx := pgtest.Empty(t).Begin()
	defer tx.Rollback()
	run(t, tx, `
		create table vouchers (
			id bigserial primary key, code text default md5(''), kind text, percent int, used boolean,
			constraint vouchers_code check (code <> ''),
			constraint vouchers_kind check (kind in ('discount', 'gift')),
			constraint vouchers_percentage check (percent > 0),
			constraint vouchers_id check (id > 0)
		);
		create index vouchers_percent on vouchers (abs(percent));
		create index vouchers_unused on vouchers (used) where not used`)
	report := check(t, tx, &voucher{})
	require.ElementsMatch(t, []string{
		"undetermined public.vouchers code",
		"undetermined public.vouchers vouchers_code",
		// Another name is no proof that it is another check, another column that is read is one.
		"undetermined public.vouchers vouchers_percent",
		"undetermined public.vouchers vouchers_percent",
		"undetermined public.vouchers vouchers_used",
		"check-extra public.vouchers vouchers_id",
	}, found(report))
	require.Len(t, report.Undetermined(), 5)
	require.Equal(t, "1 model, 5 columns, 1 difference, 5 undetermined", report.String())
	require.Equal(t, `public.vouchers vouchers_code undetermined: expected check (unknown_check(code)), found check ((code <> ''::text)), `+
		"which the server could not compare (ERROR: function unknown_check(text) does not exist (SQLSTATE 42883))", report.Findings[1].String())
	require.Empty(t, report.Findings[1].Breaks)

	run(t, tx, "alter table vouchers drop constraint vouchers_id")
	require.NoError(t, exact.Assert(t.Context(), tx, &voucher{}), "what is not known is no difference")
}

// Nothing in the database could be what the model asks for.
func TestWhatIsMissingIsNotUndetermined(t *testing.T) {
	t.Parallel()
	tx := pgtest.Empty(t).Begin()
	defer tx.Rollback()
	run(t, tx, `
		create table vouchers (
			id bigserial primary key, code text, kind text, percent int, used boolean,
			constraint vouchers_kind check (kind in ('discount', 'gift')),
			constraint vouchers_id check (id > 0)
		);
		create index vouchers_percentage on vouchers (abs(percent)) where percent > 0;
		create index vouchers_unused on vouchers (used)`)
	require.ElementsMatch(t, []string{
		"column-default public.vouchers code",
		"check-missing public.vouchers vouchers_code", "check-missing public.vouchers vouchers_percent",
		"check-extra public.vouchers vouchers_id",
		"index-missing public.vouchers vouchers_percent", "index-missing public.vouchers vouchers_used",
		"index-extra public.vouchers vouchers_percentage", "index-extra public.vouchers vouchers_unused",
	}, found(check(t, tx, &voucher{})))
}

type coin struct {
	ID   int64
	Side string `gorm:"type:varchar(5);check:coins_side,side IN ('heads','tails')"`
	Face string `gorm:"type:varchar(5);check:coins_face,face IN ('heads','tails')"`
	Edge string `gorm:"type:varchar(5);index:coins_a,where:edge IN ('a'\\,'b');index:coins_b,where:edge IN ('b'\\,'c')"`
}

func (coin) TableName() string { return "coins" }

// Several things under other names find the one that means the same, whatever the order.
func TestManyOtherNames(t *testing.T) {
	t.Parallel()
	tx := pgtest.Empty(t).Begin()
	defer tx.Rollback()
	run(t, tx, `
		create table coins (
			id bigserial primary key, side varchar(5), face varchar(5), edge varchar(5),
			constraint a check (face = any (array['tails', 'heads'])),
			constraint b check (side in ('tails')),
			constraint c check (side in ('tails', 'heads')),
			constraint d check (side in ('tails', 'heads', 'edge'))
		);
		create index a on coins (edge) where edge in ('c', 'b');
		create index b on coins (edge) where edge in ('b', 'a')`)
	report := check(t, tx, &coin{})
	require.Equal(t, []string{"check-extra public.coins b", "check-extra public.coins d"}, summary(report.Differences()))
	var renamed [][2]string
	for _, finding := range report.Warnings() {
		renamed = append(renamed, [2]string{finding.Expected, finding.Actual})
	}
	require.ElementsMatch(t, [][2]string{{"coins_face", "a"}, {"coins_side", "c"}, {"coins_a", "b"}, {"coins_b", "a"}}, renamed)
}
