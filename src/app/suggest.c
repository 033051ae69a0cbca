#include "app/suggest.h"

#include <string.h>

#include "base/str.h"

enum { WORD_MAX = 40, NEAR = 2 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters must be changed, added, taken away or swapped with their neighbour (optimal
 * string alignment). */
static size_t distance(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b);
	size_t rows[WORD_MAX + 1][WORD_MAX + 1];
	if (m > WORD_MAX || n > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= m; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		for (size_t j = 1; j <= n; j++) {
			size_t changed = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			rows[i][j] = least(changed, least(rows[i - 1][j], rows[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[m][n];
}

const char *suggest(const char *typed, const char *const *words, size_t count)
{
	const char *best = NULL;
	size_t best_distance = NEAR + 1;
	for (size_t i = 0; i < count; i++) {
		size_t away = distance(typed, words[i]);
		if (strlen(typed) > 1 && str_starts(words[i], typed))
			away = least(away, 1);
		/* A word as short as the mistakes in it is no likeness. */
		if (away < best_distance && away < strlen(words[i])) {
			best = words[i];
			best_distance = away;
		}
	}
	return best;
}
