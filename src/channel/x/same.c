#include "channel/x/same.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum { TEXT_CAP = 64 * 1024 };

struct replacement {
	const char *from, *to;
};

/* What the two sides may write differently, in one form. */
static const struct replacement replacements[] = {
	{"&amp;", "&"},
	{"&lt;", "<"},
	{"&gt;", ">"},
	/* U+0929, U+0931, U+0934, U+0958 .. U+095F: a letter with a dot, as letter and dot
	 * (U+093C). */
	{"\xe0\xa4\xa9", "\xe0\xa4\xa8\xe0\xa4\xbc"},
	{"\xe0\xa4\xb1", "\xe0\xa4\xb0\xe0\xa4\xbc"},
	{"\xe0\xa4\xb4", "\xe0\xa4\xb3\xe0\xa4\xbc"},
	{"\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc"},
	{"\xe0\xa5\x99", "\xe0\xa4\x96\xe0\xa4\xbc"},
	{"\xe0\xa5\x9a", "\xe0\xa4\x97\xe0\xa4\xbc"},
	{"\xe0\xa5\x9b", "\xe0\xa4\x9c\xe0\xa4\xbc"},
	{"\xe0\xa5\x9c", "\xe0\xa4\xa1\xe0\xa4\xbc"},
	{"\xe0\xa5\x9d", "\xe0\xa4\xa2\xe0\xa4\xbc"},
	{"\xe0\xa5\x9e", "\xe0\xa4\xab\xe0\xa4\xbc"},
	{"\xe0\xa5\x9f", "\xe0\xa4\xaf\xe0\xa4\xbc"},
};

static const struct replacement *replacement_at(const char *text)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		if (str_starts(text, replacements[i].from))
			return &replacements[i];
	}
	return NULL;
}

static void flatten(const char *text, struct buf *out)
{
	buf_init(out, TEXT_CAP);
	while (*text) {
		const struct replacement *replacement = replacement_at(text);
		if (replacement) {
			buf_add_string(out, replacement->to);
			text += strlen(replacement->from);
		} else {
			buf_add_char(out, *text++);
		}
	}
}

static const char blanks[] = " \t\r\n";

static const char *skip_names(const char *text)
{
	text += strspn(text, blanks);
	while (*text == '@') {
		text += strcspn(text, blanks);
		text += strspn(text, blanks);
	}
	return text;
}

/* Whether X may have taken it for a link: a dot inside. */
static bool may_be_link(const char *word, size_t length)
{
	for (size_t i = 1; i + 1 < length; i++) {
		if (word[i] == '.')
			return true;
	}
	return false;
}

static bool is_same_word(
	const char *ours, size_t our_length, const char *theirs, size_t their_length)
{
	if (our_length == their_length && memcmp(ours, theirs, our_length) == 0)
		return true;
	return str_starts(theirs, "https://t.co/") && may_be_link(ours, our_length);
}

static bool are_same_words(const char *ours, const char *theirs)
{
	for (;;) {
		ours += strspn(ours, blanks);
		theirs += strspn(theirs, blanks);
		if (!*ours || !*theirs)
			return *ours == *theirs;
		size_t our_length = strcspn(ours, blanks), their_length = strcspn(theirs, blanks);
		if (!is_same_word(ours, our_length, theirs, their_length))
			return false;
		ours += our_length;
		theirs += their_length;
	}
}

bool x_text_is_same(const char *ours, const char *theirs)
{
	struct buf our_flat, their_flat;
	flatten(ours, &our_flat);
	flatten(theirs, &their_flat);
	bool same = are_same_words(skip_names(our_flat.bytes), skip_names(their_flat.bytes));
	buf_release(&our_flat);
	buf_release(&their_flat);
	return same;
}

void x_text_said(const char *theirs, struct buf *out)
{
	struct buf flat;
	flatten(theirs, &flat);
	buf_add_string(out, skip_names(flat.bytes));
	buf_release(&flat);
}
