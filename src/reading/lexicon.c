/*
 * Two hash tables. One gives each spelling a number. The other holds the edges of a trie over these
 * numbers: (node, word) to node; a chain of entries hangs on a node where a phrase ends. Node 1 is
 * the root of the exact phrases, node 2 that of the loose ones, whose edges carry stems.
 *
 * A scan walks both from every word of the post. No phrase is longer than LEXICON_PHRASE_MAX, so
 * the cost is linear. A loose walk that finds no edge goes on over a small word, twice at most.
 */
#include "reading/lexicon.h"

#include <string.h>

#include "base/mem.h"
#include "reading/spelling.h"

enum { ROOT_EXACT = 1, ROOT_LOOSE = 2 };

struct slot {
	uint64_t key; /* 0: free */
	uint32_t value;
};

struct table {
	struct slot *slots;
	size_t count, size; /* size is a power of two */
};

struct chained {
	struct lexicon_entry entry;
	uint16_t words;
	uint32_t next; /* index + 1; 0 ends */
};

struct lexicon {
	struct table words; /* hash of a spelling to its number */
	struct table edges;
	uint16_t *flags; /* by number */
	size_t word_count, word_capacity;
	uint32_t *heads; /* by node: index + 1 of its first entry */
	size_t node_count, node_capacity;
	struct chained *entries;
	size_t entry_count, entry_capacity;
};

static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdU;
	x ^= x >> 33;
	return x;
}

/* 64 bits of FNV-1a stand for a spelling: among tens of thousands of words no two will meet. */
static uint64_t hash_of(const char *word, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325U;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)word[i]) * 0x100000001b3U;
	return hash ? hash : 1;
}

static struct slot *table_slot(const struct table *table, uint64_t key)
{
	size_t mask = table->size - 1;
	size_t at = (size_t)mix(key) & mask;
	while (table->slots[at].key && table->slots[at].key != key)
		at = (at + 1) & mask;
	return &table->slots[at];
}

static uint32_t table_get(const struct table *table, uint64_t key)
{
	return table_slot(table, key)->value;
}

static void table_grow(struct table *table)
{
	struct table old = *table;
	table->size = old.size ? old.size * 2 : 1024;
	table->slots = mem_new(table->size, sizeof(*table->slots));
	for (size_t i = 0; i < old.size; i++) {
		if (old.slots[i].key)
			*table_slot(table, old.slots[i].key) = old.slots[i];
	}
	mem_free(old.slots);
}

static void table_put(struct table *table, uint64_t key, uint32_t value)
{
	if (table->count * 2 >= table->size)
		table_grow(table);
	struct slot *slot = table_slot(table, key);
	table->count += slot->key == 0;
	*slot = (struct slot){key, value};
}

static uint32_t word_number(struct lexicon *lexicon, const char *word, size_t length)
{
	uint64_t hash = hash_of(word, length);
	uint32_t number = table_get(&lexicon->words, hash);
	if (number)
		return number;
	if (lexicon->word_count == lexicon->word_capacity) {
		lexicon->word_capacity = lexicon->word_capacity ? lexicon->word_capacity * 2 : 1024;
		lexicon->flags =
			mem_resize(lexicon->flags, lexicon->word_capacity, sizeof(*lexicon->flags));
	}
	number = (uint32_t)lexicon->word_count++;
	lexicon->flags[number] = 0;
	table_put(&lexicon->words, hash, number);
	return number;
}

static uint32_t new_node(struct lexicon *lexicon)
{
	if (lexicon->node_count == lexicon->node_capacity) {
		lexicon->node_capacity = lexicon->node_capacity ? lexicon->node_capacity * 2 : 1024;
		lexicon->heads =
			mem_resize(lexicon->heads, lexicon->node_capacity, sizeof(*lexicon->heads));
	}
	lexicon->heads[lexicon->node_count] = 0;
	return (uint32_t)lexicon->node_count++;
}

static uint64_t edge_key(uint32_t node, uint32_t word)
{
	return (uint64_t)node << 32 | word;
}

struct lexicon *lexicon_new(void)
{
	struct lexicon *lexicon = mem_new(1, sizeof(*lexicon));
	table_grow(&lexicon->words);
	table_grow(&lexicon->edges);
	word_number(lexicon, "", 0); /* number 0: no word */
	for (int i = 0; i <= ROOT_LOOSE; i++)
		new_node(lexicon);
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return;
	mem_free(lexicon->words.slots);
	mem_free(lexicon->edges.slots);
	mem_free(lexicon->flags);
	mem_free(lexicon->heads);
	mem_free(lexicon->entries);
	mem_free(lexicon);
}

/* The spellings of a phrase's words, one after the other; 0 if it has none or too many. */
static size_t spell(const char *phrase, bool exact, char out[LEXICON_PHRASE_MAX][SPELLING_SIZE])
{
	struct text_tokens tokens;
	text_tokenize(phrase, strlen(phrase), &tokens);
	size_t count = tokens.count <= LEXICON_PHRASE_MAX ? tokens.count : 0;
	for (size_t i = 0; i < count; i++) {
		char plain[SPELLING_SIZE];
		size_t length = spelling_plain(tokens.tokens[i].folded, plain);
		if (!length) {
			count = 0;
			break;
		}
		if (exact)
			memcpy(out[i], plain, length + 1);
		else
			spelling_stem(plain, length, out[i]);
	}
	text_tokens_release(&tokens);
	return count;
}

static uint32_t step(struct lexicon *lexicon, uint32_t node, const char *word)
{
	uint32_t number = word_number(lexicon, word, strlen(word));
	uint32_t next = table_get(&lexicon->edges, edge_key(node, number));
	if (!next) {
		next = new_node(lexicon);
		table_put(&lexicon->edges, edge_key(node, number), next);
	}
	return next;
}

/* The node where a phrase ends, made if need be; 0 if it has no words or too many. */
static uint32_t end_of(struct lexicon *lexicon, const char *phrase, bool exact, uint16_t *out_words)
{
	char words[LEXICON_PHRASE_MAX][SPELLING_SIZE];
	size_t count = spell(phrase, exact, words);
	uint32_t node = !count ? 0 : exact ? ROOT_EXACT : ROOT_LOOSE;
	for (size_t i = 0; i < count; i++)
		node = step(lexicon, node, words[i]);
	*out_words = (uint16_t)count;
	return node;
}

static void hang(struct lexicon *lexicon, uint32_t node, uint16_t words, struct lexicon_entry entry)
{
	if (lexicon->entry_count == lexicon->entry_capacity) {
		lexicon->entry_capacity =
			lexicon->entry_capacity ? lexicon->entry_capacity * 2 : 1024;
		lexicon->entries = mem_resize(
			lexicon->entries, lexicon->entry_capacity, sizeof *lexicon->entries);
	}
	lexicon->entries[lexicon->entry_count++] =
		(struct chained){.entry = entry, .words = words, .next = lexicon->heads[node]};
	lexicon->heads[node] = (uint32_t)lexicon->entry_count;
}

bool lexicon_add(
	struct lexicon *lexicon, const char *phrase, bool exact, struct lexicon_entry entry)
{
	uint16_t words;
	uint32_t node = end_of(lexicon, phrase, exact, &words);
	if (!node)
		return false;
	for (uint32_t e = lexicon->heads[node]; e; e = lexicon->entries[e - 1].next) {
		const struct lexicon_entry *there = &lexicon->entries[e - 1].entry;
		if (there->kind == entry.kind && there->value == entry.value)
			return true;
	}
	hang(lexicon, node, words, entry);
	return true;
}

int lexicon_add_once(
	struct lexicon *lexicon, const char *phrase, bool exact, struct lexicon_entry entry)
{
	uint16_t words;
	uint32_t node = end_of(lexicon, phrase, exact, &words);
	if (!node)
		return -1;
	for (uint32_t e = lexicon->heads[node]; e; e = lexicon->entries[e - 1].next) {
		if (lexicon->entries[e - 1].entry.kind == entry.kind)
			return lexicon->entries[e - 1].entry.value;
	}
	hang(lexicon, node, words, entry);
	return entry.value;
}

bool lexicon_mark(struct lexicon *lexicon, const char *word, unsigned flags)
{
	char words[LEXICON_PHRASE_MAX][SPELLING_SIZE];
	if (spell(word, true, words) != 1)
		return false;
	uint32_t number = word_number(lexicon, words[0], strlen(words[0]));
	lexicon->flags[number] |= (uint16_t)flags;
	return true;
}

int lexicon_find(const struct lexicon *lexicon, const char *phrase, uint16_t kind)
{
	char words[LEXICON_PHRASE_MAX][SPELLING_SIZE];
	size_t count = spell(phrase, true, words);
	uint32_t node = count ? ROOT_EXACT : 0;
	for (size_t i = 0; i < count && node; i++) {
		uint32_t number = table_get(&lexicon->words, hash_of(words[i], strlen(words[i])));
		node = number ? table_get(&lexicon->edges, edge_key(node, number)) : 0;
	}
	for (uint32_t e = node ? lexicon->heads[node] : 0; e; e = lexicon->entries[e - 1].next) {
		if (lexicon->entries[e - 1].entry.kind == kind)
			return lexicon->entries[e - 1].entry.value;
	}
	return -1;
}

void lexicon_look_up(const struct lexicon *lexicon, const char *folded, struct lexicon_word *out)
{
	char plain[SPELLING_SIZE], stem[SPELLING_SIZE];
	out->plain = out->stem = 0;
	out->flags = 0;
	size_t length = spelling_plain(folded, plain);
	if (!length)
		return;
	out->plain = table_get(&lexicon->words, hash_of(plain, length));
	size_t stem_length = spelling_stem(plain, length, stem);
	out->stem = stem_length == length ? out->plain
					  : table_get(&lexicon->words, hash_of(stem, stem_length));
	if (out->plain)
		out->flags = lexicon->flags[out->plain];
}

static void add_match(struct lexicon_matches *out, struct lexicon_match match)
{
	if (out->count == out->capacity) {
		out->capacity = out->capacity ? out->capacity * 2 : 64;
		out->matches = mem_resize(out->matches, out->capacity, sizeof(*out->matches));
	}
	out->matches[out->count++] = match;
}

static void walk(const struct lexicon *lexicon, const struct lexicon_word *words, size_t count,
	size_t first, uint32_t node, struct lexicon_matches *out)
{
	bool loose = node == ROOT_LOOSE;
	int skips = 0;
	for (size_t i = first; i < count; i++) {
		if (i > first && words[i].first)
			return;
		uint32_t word = loose ? words[i].stem : words[i].plain;
		uint32_t next = word ? table_get(&lexicon->edges, edge_key(node, word)) : 0;
		if (!next) {
			bool skip = loose && i > first && (words[i].flags & LEXICON_FILLER);
			if (!skip || ++skips > LEXICON_SKIPS_MAX)
				return;
			continue;
		}
		node = next;
		for (uint32_t e = lexicon->heads[node]; e; e = lexicon->entries[e - 1].next) {
			const struct chained *entry = &lexicon->entries[e - 1];
			add_match(out, (struct lexicon_match){.entry = entry->entry,
					       .words = entry->words,
					       .first = (uint32_t)first,
					       .last = (uint32_t)i});
		}
	}
}

void lexicon_scan(const struct lexicon *lexicon, const struct lexicon_word *words, size_t count,
	struct lexicon_matches *out)
{
	*out = (struct lexicon_matches){0};
	for (size_t i = 0; i < count; i++) {
		if (words[i].plain)
			walk(lexicon, words, count, i, ROOT_EXACT, out);
		if (words[i].stem)
			walk(lexicon, words, count, i, ROOT_LOOSE, out);
	}
}
