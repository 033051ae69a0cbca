/* The folding of one word: private to this room. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stddef.h>

#include "base/buf.h"
#include "text/text.h"

/* Add the folded form of text[start..end) to `out`; gives the script of its first letter. */
enum text_script fold_word(const char *text, size_t start, size_t end, struct buf *out);

/* The script of a plain letter (plain_point); SCRIPT_NONE for anything else. */
enum text_script fold_script(int32_t point);

#endif
