#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "text/text.h"

struct case_row {
	const char *text, *tokens; /* as "kind:folded kind:folded", kinds w n h m l e */
};

static const struct case_row rows[] = {
	{"", ""},
	{"   ...  !?", ""},
	{"Help me, please!", "w:help w:me w:please"},
	{"@UPPolNRI my case", "m:uppolnri w:my w:case"},
	{"#SaveLucknow #यूपी_पुलिस", "h:savelucknow h:यूपी_पुलिस"},
	{"see https://x.com/a/status/1 now", "w:see l:https://x.com/a/status/1 w:now"},
	{"www.example.com", "l:www.example.com"},
	{"a@b.example", "w:a w:b w:example"},
	{"फोन १२३४ पर", "w:फोन n:1234 w:पर"},
	{"498a 112", "w:498a n:112"},
	{"mother-in-law", "w:mother w:in w:law"},
	{"मुझे मदद चाहिए।कृपया", "w:मुझे w:मदद w:चाहिए w:कृपया"},
	{"help😡😡now", "w:help e:😡 e:😡 w:now"},
	{"👨‍👩‍👧", "e:👨👩👧"}, /* joiners are folded away */
	{"don't 'quoted' it's", "w:dont w:quoted w:it"},
	{"a#b @", "w:a w:b"},
	{"NRI-7K3F-9QXM", "w:nri w:7k3f w:9qxm"},
	{"bad\xFF\xFE bytes", "w:bad w:bytes"},
	{"\xE0\xA4", ""},
	{"𝐇𝐞𝐥𝐩 𝗺𝗲 ＦＩＲ", "w:help w:me w:fir"},
	{"ⓗⓔⓛⓟ 🄷🄴🄻🄿!", "w:help w:help"},
	{"UPपुलिस मेरीFIR", "w:up w:पुलिस w:मेरी w:fir"},
	{"#लखनऊपुलिस #JusticeForRamesh", "h:लखनऊपुलिस h:justiceforramesh"},
	{"＃help ＠UPPolice", "h:help m:uppolice"},
	{"po\xE2\x80\x8Blice\xE2\x81\xA0s \xEF\xBB\xBFhelp", "w:polices w:help"},
	{"#po\xE2\x80\x8Blice", "h:police"},
	{"मु0अ0सं0 १२३/२०२६", "w:मु0अ0सं0 n:123 n:2026"},
	{"H\xCC\xB7"
	 "E\xCC\xB7",
		"w:he"},
	{"📞 9️⃣ 🇮🇳", "e:📞 e:9 e:🇮🇳"},
};

static void add_token(struct buf *out, const struct text_token *token)
{
	static const char kinds[] = {[TOKEN_WORD] = 'w',
		[TOKEN_NUMBER] = 'n',
		[TOKEN_HASHTAG] = 'h',
		[TOKEN_MENTION] = 'm',
		[TOKEN_LINK] = 'l',
		[TOKEN_EMOJI] = 'e'};
	buf_add_format(out, "%s%c:%s", out->length ? " " : "", kinds[token->kind], token->folded);
}

static void cuts_and_folds(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 4000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text_tokens tokens;
		text_tokenize(rows[i].text, strlen(rows[i].text), &tokens);
		buf_clear(&out);
		for (size_t t = 0; t < tokens.count; t++)
			add_token(&out, &tokens.tokens[t]);
		assert_string_equal(out.bytes, rows[i].tokens);
		text_tokens_release(&tokens);
	}
	buf_release(&out);
}

static void tells_where_words_stand_and_their_script(void **state)
{
	(void)state;
	const char *text = "हे Lucknow! Москва";
	struct text_tokens tokens;
	text_tokenize(text, strlen(text), &tokens);
	assert_int_equal(tokens.count, 3);
	assert_int_equal(tokens.tokens[0].script, SCRIPT_DEVANAGARI);
	assert_int_equal(tokens.tokens[1].script, SCRIPT_LATIN);
	assert_int_equal(tokens.tokens[2].script, SCRIPT_OTHER);
	assert_memory_equal(text + tokens.tokens[1].start, "Lucknow", 7);
	assert_int_equal(tokens.tokens[1].end - tokens.tokens[1].start, 7);
	text_tokens_release(&tokens);
}

static void folds_phrases(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	text_fold_phrase("  Mother-in-Law  ", &out);
	assert_string_equal(out.bytes, "mother in law");
	text_fold_phrase("ज़मीन पर", &out);
	assert_string_equal(out.bytes, "जमीन पर");
	text_fold_phrase("!", &out);
	assert_string_equal(out.bytes, "");
	buf_release(&out);
}

static void takes_any_bytes(void **state)
{
	(void)state;
	enum { SIZE = 100 * 1024 };
	char *text = mem_new(SIZE, 1);
	struct text_tokens tokens;
	for (size_t i = 0; i < SIZE; i++)
		text[i] = (char)(i * 131 + i / 7);
	text_tokenize(text, SIZE, &tokens);
	for (size_t i = 0; i < tokens.count; i++)
		assert_true(tokens.tokens[i].start < tokens.tokens[i].end &&
			    tokens.tokens[i].end <= SIZE);
	text_tokens_release(&tokens);
	memset(text, 'a', SIZE);
	text_tokenize(text, SIZE, &tokens);
	assert_int_equal(tokens.count, 1);
	text_tokens_release(&tokens);
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_and_folds),
		cmocka_unit_test(tells_where_words_stand_and_their_script),
		cmocka_unit_test(folds_phrases),
		cmocka_unit_test(takes_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
