/*
 * Cutting a text into tokens, in one pass. At each place, in this order: a link, a mention, a
 * hashtag, an emoji, a word or number; anything else stands between tokens. The folded words lie
 * one behind the other in one memory, and get their pointers when it no longer moves.
 */
#include <string.h>
#include <strings.h>

#include <unicode/uchar.h>

#include "base/mem.h"
#include "text/emoji.h"
#include "text/fold.h"
#include "text/plain.h"
#include "text/text.h"
#include "text/utf8.h"

struct cutter {
	const char *text;
	size_t length;
	size_t at;
	struct buf folded;
	struct text_token *tokens;
	size_t count, capacity;
};

/* Names and addresses are kept letter by letter. */
static void add_lower(struct cutter *cutter, size_t start, size_t end)
{
	for (size_t at = start; at < end; at++) {
		char c = cutter->text[at];
		buf_add_char(&cutter->folded, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
}

static void add_token(
	struct cutter *cutter, enum text_token_kind kind, size_t start, size_t end, size_t skip)
{
	size_t before = cutter->folded.length;
	enum text_script script = SCRIPT_NONE;
	if (kind == TOKEN_LINK || kind == TOKEN_MENTION)
		add_lower(cutter, start + skip, end);
	else
		script = fold_word(cutter->text, start + skip, end, &cutter->folded);
	if (cutter->folded.length == before)
		return; /* nothing but joiners */
	buf_add_char(&cutter->folded, '\0');
	if (cutter->count == cutter->capacity) {
		cutter->capacity = cutter->capacity ? cutter->capacity * 2 : 64;
		cutter->tokens =
			mem_resize(cutter->tokens, cutter->capacity, sizeof(*cutter->tokens));
	}
	cutter->tokens[cutter->count++] = (struct text_token){
		.kind = kind, .script = script, .start = (uint32_t)start, .end = (uint32_t)end};
}

static bool is_letter_or_mark(int32_t point)
{
	if (point < 0x80)
		return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
	return (U_GET_GC_MASK(point) & (U_GC_L_MASK | U_GC_M_MASK)) != 0 ||
	       fold_script(plain_point(point)) == SCRIPT_LATIN; /* circled and the like */
}

static bool is_digit(int32_t point)
{
	return point < 0x80 ? point >= '0' && point <= '9' : u_charDigitValue(point) >= 0;
}

static bool is_inner(int32_t point)
{
	return point == '\'' || point == 0x2019 || point == 0x2BC || plain_is_dropped(point);
}

static bool starts_with(const struct cutter *cutter, const char *prefix)
{
	size_t length = strlen(prefix);
	return cutter->length - cutter->at >= length &&
	       strncasecmp(cutter->text + cutter->at, prefix, length) == 0;
}

static bool cut_link(struct cutter *cutter)
{
	if (!starts_with(cutter, "http://") && !starts_with(cutter, "https://") &&
		!starts_with(cutter, "www.") && !starts_with(cutter, "t.co/"))
		return false;
	size_t end = cutter->at;
	while (end < cutter->length && (unsigned char)cutter->text[end] > ' ')
		end++;
	add_token(cutter, TOKEN_LINK, cutter->at, end, 0);
	cutter->at = end;
	return true;
}

/* How many bytes the @ or # has that stands here, full-width ones too; 0 if none does. */
static size_t sign_length(const struct cutter *cutter, char sign)
{
	size_t end = cutter->at;
	int32_t point = utf8_next(cutter->text, cutter->length, &end);
	bool is_sign = point == sign || point == sign - '!' + 0xFF01;
	return is_sign ? end - cutter->at : 0;
}

static bool cut_mention(struct cutter *cutter)
{
	size_t sign = sign_length(cutter, '@');
	if (!sign)
		return false;
	size_t end = cutter->at + sign;
	while (end < cutter->length &&
		(cutter->text[end] == '_' ||
			(is_letter_or_mark((unsigned char)cutter->text[end]) &&
				(unsigned char)cutter->text[end] < 0x80) ||
			is_digit((unsigned char)cutter->text[end])))
		end++;
	if (end == cutter->at + sign)
		return false;
	add_token(cutter, TOKEN_MENTION, cutter->at, end, sign);
	cutter->at = end;
	return true;
}

static bool cut_hashtag(struct cutter *cutter)
{
	size_t sign = sign_length(cutter, '#');
	if (!sign)
		return false;
	size_t end = cutter->at + sign;
	while (end < cutter->length) {
		size_t next = end;
		int32_t point = utf8_next(cutter->text, cutter->length, &next);
		if (!is_letter_or_mark(point) && !is_digit(point) && point != '_' &&
			!plain_is_dropped(point))
			break;
		end = next;
	}
	if (end == cutter->at + sign)
		return false;
	add_token(cutter, TOKEN_HASHTAG, cutter->at, end, sign);
	cutter->at = end;
	return true;
}

static bool cut_emoji(struct cutter *cutter)
{
	size_t length = emoji_length(cutter->text, cutter->length, cutter->at);
	if (!length)
		return false;
	add_token(cutter, TOKEN_EMOJI, cutter->at, cutter->at + length, 0);
	cutter->at += length;
	return true;
}

/* Whether a word of `script` ends in front of this letter: "UPपुलिस" is two. Keeps the script of
 * the letters so far. */
static bool changes_script(enum text_script *script, int32_t point)
{
	enum text_script next = fold_script(plain_point(point));
	bool change = (*script == SCRIPT_LATIN && next == SCRIPT_DEVANAGARI) ||
		      (*script == SCRIPT_DEVANAGARI && next == SCRIPT_LATIN);
	if (next != SCRIPT_NONE)
		*script = next;
	return change;
}

/* A word or a number; false, and behind one code point, if neither begins here. */
static bool cut_word(struct cutter *cutter)
{
	size_t start = cutter->at, end = start;
	bool letters = false;
	enum text_script script = SCRIPT_NONE;
	for (size_t at = start; at < cutter->length;) {
		int32_t point = utf8_next(cutter->text, cutter->length, &at);
		bool letter = is_letter_or_mark(point);
		if (letter && changes_script(&script, point))
			break;
		if (letter)
			letters = true;
		else if (!is_digit(point) && (end == start || !is_inner(point)))
			break;
		else if (!is_digit(point))
			continue; /* counts only if the word goes on behind it */
		end = at;
	}
	if (end == start) {
		utf8_next(cutter->text, cutter->length, &cutter->at);
		return false;
	}
	add_token(cutter, letters ? TOKEN_WORD : TOKEN_NUMBER, start, end, 0);
	cutter->at = end;
	return true;
}

static void cut(struct cutter *cutter)
{
	bool inside = false; /* right behind a word: an @ or # here is part of something else */
	while (cutter->at < cutter->length) {
		unsigned char byte = (unsigned char)cutter->text[cutter->at];
		if (byte <= ' ') {
			cutter->at++;
			inside = false;
			continue;
		}
		if (!inside && (cut_link(cutter) || cut_mention(cutter) || cut_hashtag(cutter)))
			continue;
		if (cut_emoji(cutter)) {
			inside = false;
			continue;
		}
		inside = cut_word(cutter);
	}
}

void text_tokenize(const char *text, size_t length, struct text_tokens *out)
{
	struct cutter cutter = {.text = text, .length = length < UINT32_MAX ? length : UINT32_MAX};
	buf_init(&cutter.folded, SIZE_MAX);
	cut(&cutter);
	out->tokens = cutter.tokens;
	out->count = cutter.count;
	out->memory = cutter.folded.bytes;
	const char *folded = out->memory;
	for (size_t i = 0; i < out->count; i++) {
		out->tokens[i].folded = folded;
		folded += strlen(folded) + 1;
	}
}

void text_tokens_release(struct text_tokens *tokens)
{
	mem_free(tokens->tokens);
	mem_free(tokens->memory);
	*tokens = (struct text_tokens){0};
}

void text_fold_phrase(const char *phrase, struct buf *out)
{
	struct text_tokens tokens;
	text_tokenize(phrase, strlen(phrase), &tokens);
	buf_clear(out);
	for (size_t i = 0; i < tokens.count; i++) {
		if (i > 0)
			buf_add_char(out, ' ');
		buf_add_string(out, tokens.tokens[i].folded);
	}
	text_tokens_release(&tokens);
}
