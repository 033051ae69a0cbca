#include "show/width.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

void width_setup(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "");
}

/* One character: its length in bytes and its columns. */
static size_t take(const char *text, size_t length, size_t *out_columns)
{
	wchar_t c;
	mbstate_t state = {0};
	size_t size = mbrtowc(&c, text, length, &state);
	*out_columns = 1;
	if (size == 0 || size > length)
		return 1;
	int columns = wcwidth(c);
	if (columns >= 0)
		*out_columns = (size_t)columns;
	return size;
}

size_t width_of(const char *text, size_t length)
{
	size_t width = 0;
	for (size_t at = 0; at < length;) {
		size_t columns;
		at += take(text + at, length - at, &columns);
		width += columns;
	}
	return width;
}

size_t width_fit(const char *text, size_t columns)
{
	size_t length = strlen(text);
	size_t width = 0;
	size_t at = 0;
	size_t word_end = 0; /* where the last whole word ended */
	while (at < length && text[at] != '\n') {
		size_t more;
		size_t size = take(text + at, length - at, &more);
		if (width + more > columns && at > 0)
			return word_end ? word_end : at;
		width += more;
		at += size;
		if (at == length || text[at] == ' ' || text[at] == '\n')
			word_end = at;
	}
	return at ? at : (size_t)(length > 0);
}

size_t width_skip(const char *text)
{
	return strspn(text, " \n");
}

void width_add(struct buf *out, const char *text, size_t length, size_t columns)
{
	for (size_t i = 0; i < length; i++)
		buf_add_char(out, (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i]);
	for (size_t width = width_of(text, length); width < columns; width++)
		buf_add_char(out, ' ');
}
