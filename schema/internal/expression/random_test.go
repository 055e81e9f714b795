package expression_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// A writer connects the spellings at random.
type writer struct{ *rand.Rand }

// condition writes two conditions, and whether they mean the same by what they
// consist of.
func (w writer) condition(depth int) (a, b string, same bool) {
	if depth == 0 && w.IntN(4) == 0 {
		pair := different[w.IntN(len(different))]
		return pair[0], pair[1], false
	}
	if depth == 0 {
		spellings := conditions[w.IntN(len(conditions))]
		return spellings[w.IntN(len(spellings))], spellings[w.IntN(len(spellings))], true
	}
	leftA, leftB, leftSame := w.condition(depth - 1)
	rightA, rightB, rightSame := w.condition(depth - 1)
	forms := [][2]string{
		{"(%[1]s\n) or (%[2]s\n)", "(%[2]s\n) or (%[1]s\n)"},
		{"(%[1]s\n) and (%[2]s\n)", "(%[2]s\n) and ((%[1]s\n))"},
		{"not ((%[1]s\n) or (%[2]s\n))", "not (%[2]s\n) and not (%[1]s\n)"},
		{"case when (%[1]s\n) then (%[2]s\n) else flag end", "case when (%[1]s\n) then (%[2]s\n) else flag end"},
		{"coalesce((%[1]s\n), (%[2]s\n))", "coalesce((%[1]s\n), (%[2]s\n))"},
	}
	form := forms[w.IntN(len(forms))]
	return fmt.Sprintf(form[0], leftA, rightA), fmt.Sprintf(form[1], leftB, rightB), leftSame && rightSame
}

// Of many conditions at random, those that consist of the same are equal, and those
// that are held for equal have the same value for every row.
func TestRandomConditions(t *testing.T) {
	t.Parallel()
	db := database(t)
	require.NoError(t, db.Exec(`insert into app.things (id, n, s, price, flag, status, txt, mood, at, local, day, doc, tags, ids, "Odd Name", "user")
		select n % 5, coalesce(n, 2) % 7 - 2, s, n * 0.5, n % 2 = 0, coalesce(txt, 'b'), txt, (array['sad', 'ok', null]::app.mood[])[n % 3 + 1],
			timestamptz '2020-01-01 00:00Z' + n * interval '1 hour', timestamp '2020-01-01 05:00', date '2020-01-01' + n % 2,
			(array['{"a": 1}', '{"a": [1], "b": 2}', null]::jsonb[])[n % 3 + 1], array[txt, 'a'], array[n, 1], txt, case when n < 5 then current_user end
		from generate_series(1, 12) n, unnest(array[1, 2, -1, null]::smallint[]) s,
			unnest(array['a', 'b', 'a b', '', 'NULL', 'a\', '''a', ' a', 'xa', 'x', 'axy', '{x}', 'it''s', 'a,b', null]) txt`).Error)
	s, w := read(t, db), writer{rand.New(rand.NewPCG(1, 2))}
	for range 10 {
		var pairs []expression.Pair
		var same []bool
		for range 100 {
			a, b, isSame := w.condition(w.IntN(4))
			pairs, same = append(pairs, expression.Pair{Expected: a, Actual: b}), append(same, isSame)
		}
		outcomes, err := compare(t.Context(), s, things, pairs)
		require.NoError(t, err)
		for i, pair := range pairs {
			require.NoError(t, outcomes[i].Reason, pair)
			if outcomes[i].Result == expression.Different {
				require.False(t, same[i], "%q and %q", pair.Expected, pair.Actual)
				continue
			}
			var wrong int
			query := fmt.Sprintf("select count(*) from app.things where (%s\n) is distinct from (%s\n)", pair.Expected, pair.Actual)
			require.NoError(t, s.pool.QueryRowContext(t.Context(), query).Scan(&wrong), query)
			require.Zero(t, wrong, query)
		}
	}
}
