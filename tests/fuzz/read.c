/* Cuts, folds, masks and reads whatever comes. What comes out must be UTF-8 as far as what went in
 * was, every position inside the text, and a masked text must have nothing more to be masked. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config/weights.h"
#include "reading/reading.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const towns[] = {"Malihabad", "मलिहाबाद"};
static const char *const fraud[] = {"fraud", "cheated", "ठगी", "paise le liye"};
static const char *const refused[] = {"refused", "did not register", "नहीं लिखी"};

static const struct config_district districts[] = {
	{.id = "lucknow",
		.name_en = "Lucknow",
		.name_hi = "लखनऊ",
		.aliases = towns,
		.alias_count = 2,
		.zone = "",
		.range = ""},
	{.id = "banda", .name_en = "Banda", .name_hi = "बाँदा", .zone = "", .range = ""},
};

static const struct config_category categories[] = {
	{.id = "fraud",
		.kind = CATEGORY_MATTER,
		.name_en = "Fraud",
		.name_hi = "ठगी",
		.words = fraud,
		.word_count = 4},
	{.id = "refused",
		.kind = CATEGORY_CONDUCT,
		.name_en = "Refused",
		.name_hi = "मना",
		.words = refused,
		.word_count = 3},
};

static const struct config_weight speaks[] = {
	{TARGET_ACT, 120}, {INTENT_COMPLAINT, 90}, {TARGET_URGENT, 60}, {TARGET_CATEGORY, 200}};

static const struct config_feature features[] = {
	{.kind = FEATURE_BIAS, .phrase = "-", .weights = speaks, .weight_count = 1},
	{.kind = FEATURE_PHRASE, .phrase = "paise", .weights = speaks, .weight_count = 4},
	{.kind = FEATURE_PHRASE, .phrase = "मेरी बहन", .weights = speaks, .weight_count = 3},
	{.kind = FEATURE_CATEGORY, .phrase = "fraud", .weights = speaks, .weight_count = 4},
	{.kind = FEATURE_FORM,
		.index = FORM_QUESTION,
		.phrase = "question",
		.weights = speaks,
		.weight_count = 2},
};

static const char *const cities[] = {"Toronto", "टोरंटो"};
static const struct config_country countries[] = {
	{.id = "CA", .name_en = "Canada", .name_hi = "कनाडा", .names = cities, .name_count = 2}};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void cut(const char *text, size_t size)
{
	struct text_tokens tokens;
	uint32_t end = 0;
	text_tokenize(text, size, &tokens);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct text_token *token = &tokens.tokens[i];
		must(token->start >= end && token->end > token->start && token->end <= size);
		must(token->kind == TOKEN_LINK ||
			str_is_utf8(token->folded, strlen(token->folded)));
		end = token->end;
	}
	text_tokens_release(&tokens);
}

static void mask(const char *text, size_t size)
{
	struct buf once, twice;
	buf_init(&once, size * 3 + 100);
	buf_init(&twice, size * 3 + 100);
	int count = text_mask(text, size, &once);
	must(!once.overflowed && (count > 0 || once.length == size));
	must(!str_is_utf8(text, size) || str_is_utf8(once.bytes, once.length));
	must(text_mask(once.bytes, once.length, &twice) == 0);
	must(twice.length == once.length && memcmp(twice.bytes, once.bytes, once.length) == 0);
	buf_release(&once);
	buf_release(&twice);
}

static void compose(const char *text, size_t size)
{
	struct buf once, twice;
	buf_init(&once, size * 9 + 100);
	buf_init(&twice, size * 9 + 100);
	text_nfc(text, size, &once);
	must(!once.overflowed && str_is_utf8(once.bytes, once.length));
	text_nfc(once.bytes, once.length, &twice);
	must(twice.length == once.length && memcmp(twice.bytes, once.bytes, once.length) == 0);
	buf_release(&once);
	buf_release(&twice);
}

static void read_post(const char *text, size_t size)
{
	static struct reader *reader;
	static struct config config = {.case_prefix = "NRI",
		.actionable_yes = 60,
		.actionable_doubtful = 30,
		.urgent = 20,
		.features = features,
		.feature_count = sizeof features / sizeof *features,
		.countries = countries,
		.country_count = 1,
		.districts = districts,
		.district_count = 2,
		.categories = categories,
		.category_count = 2};
	struct reading out;
	struct err err;
	must(reader || reader_new(&config, &reader, &err) == ERR_OK);
	reader_read(reader, text, size, &out);
	must(out.reason_count <= READING_REASONS_MAX);
	for (size_t i = 0; i < out.reason_count; i++) {
		const struct reading_reason *reason = &out.reasons[i];
		must(reason->start <= reason->end && reason->end <= size);
		must(str_is_utf8(reason->words, strlen(reason->words)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	must(text != NULL);
	if (size)
		memcpy(text, data, size);
	cut(text, size);
	mask(text, size);
	compose(text, size);
	read_post(text, size);
	free(text);
	return 0;
}
