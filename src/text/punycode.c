/*
 * Punycode (RFC 3492, https://www.rfc-editor.org/rfc/rfc3492), only counted: the label's ASCII
 * letters, a hyphen, and for each other code point, in the order of their values, how far on it
 * stands, as a number with digits of variable weight.
 */
#include "text/punycode.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/utf8.h"

enum { BASE = 36, DIGIT_MIN = 1, DIGIT_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72 };

static uint32_t next_bias(uint32_t delta, uint32_t points, bool first)
{
	uint32_t steps = 0;
	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - DIGIT_MIN) * DIGIT_MAX / 2; steps += BASE)
		delta /= BASE - DIGIT_MIN;
	return steps + (BASE - DIGIT_MIN + 1) * delta / (delta + SKEW);
}

static size_t digits_of(uint32_t delta, uint32_t bias)
{
	size_t digits = 1;
	for (uint32_t place = BASE;; place += BASE, digits++) {
		uint32_t threshold = place <= bias + DIGIT_MIN ? DIGIT_MIN : place - bias;
		if (threshold > DIGIT_MAX)
			threshold = DIGIT_MAX;
		if (delta < threshold)
			return digits;
		delta = (delta - threshold) / (BASE - threshold);
	}
}

/* The digits of all that is not ASCII: `plain` of the `count` code points are. */
static size_t coded_length(const int32_t *points, uint32_t count, uint32_t plain)
{
	uint32_t delta = 0, bias = FIRST_BIAS, done = plain;
	int32_t smallest = 0x80;
	size_t digits = 0;
	while (done < count) {
		int32_t next = INT32_MAX;
		for (uint32_t i = 0; i < count; i++) {
			if (points[i] >= smallest && points[i] < next)
				next = points[i];
		}
		delta += (uint32_t)(next - smallest) * (done + 1);
		for (uint32_t i = 0; i < count; i++) {
			if (points[i] < next)
				delta++;
			if (points[i] != next)
				continue;
			digits += digits_of(delta, bias);
			bias = next_bias(delta, done + 1, done == plain);
			delta = 0;
			done++;
		}
		delta++;
		smallest = next + 1;
	}
	return digits;
}

size_t punycode_length(const char *label, size_t length)
{
	int32_t points[PUNYCODE_LONGEST];
	uint32_t count = 0, plain = 0;
	for (size_t at = 0; at < length; count++) {
		if (count == PUNYCODE_LONGEST)
			return PUNYCODE_LONGEST + 1;
		points[count] = utf8_next(label, length, &at);
		plain += points[count] < 0x80;
	}
	if (plain == count)
		return count;
	return 4 + plain + (plain > 0) + coded_length(points, count, plain);
}
