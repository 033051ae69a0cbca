/*
 * Loading: for each language its folder, in it the words for statuses and a file for each
 * situation. A file is cut into lines, comments at its top are passed over, lines of three dashes
 * part the variants, each variant is compiled, and when all are there they are measured.
 *
 * Nothing ends it early: every fault of every file is told, so that an operator mends them in one
 * go. What was loaded is given only if there was none.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/mistakes.h"
#include "reply/reply_priv.h"

enum { FILE_CAP = 65536, PATH_CAP = 4096 };
#define STATUS_WORDS "status-words.txt"

/* One file on its way into `texts`. */
struct loader {
	const char *path;
	enum situation situation;
	struct reply_texts *texts;
	struct config_mistakes *mistakes;
};

/* ---- one file ---- */

/* Compile errors are told for a variant; here they become places in the file. */
static void tell_compile(const struct loader *loader, size_t first_line, const char *text)
{
	char *rest;
	unsigned long line = strtoul(text, &rest, 10);
	mistakes_add(
		loader->mistakes, "%s:%zu%s", loader->path, first_line + (size_t)line - 1, rest);
}

/* `text` is between two separators. Empty lines around it do not count. */
static void take_variant(const struct loader *loader, const char *text, size_t length, size_t line)
{
	struct reply_texts *texts = loader->texts;
	struct err err = {0};
	size_t name_count;
	const char *const *names = reply_names(loader->situation, &name_count);
	while (length > 0 && strchr(" \t\r\n", *text)) {
		line += *text == '\n';
		text++;
		length--;
	}
	while (length > 0 && strchr(" \t\r\n", text[length - 1]))
		length--;
	if (length == 0) {
		mistakes_add(loader->mistakes,
			"%s:%zu:1: an empty variant; write a text or remove the ---", loader->path,
			line);
		return;
	}
	if (texts->count == REPLY_VARIANTS_MAX) {
		mistakes_add(loader->mistakes, "%s:%zu:1: more than %d variants; remove some",
			loader->path, line, REPLY_VARIANTS_MAX);
		return;
	}
	struct reply_variant *variant = &texts->variants[texts->count];
	variant->line = line;
	if (template_compile(text, length, TEMPLATE_TEXT, names, name_count, &variant->program,
		    &err) == ERR_OK)
		texts->count++;
	else
		tell_compile(loader, line, err.text);
}

/* The length of a line without its end, and of a "\r" before that. */
static size_t line_length(const char *line)
{
	size_t length = strcspn(line, "\n");
	return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
}

static bool is_separator(const char *line)
{
	size_t length = line_length(line);
	while (length > 3 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		length--;
	return length == 3 && memcmp(line, "---", 3) == 0;
}

/* The line after this one, or NULL. */
static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');
	return end ? end + 1 : NULL;
}

static void take_variants(const struct loader *loader, const char *text, size_t line)
{
	const char *start = text;
	size_t start_line = line;
	for (const char *at = text; at; at = next_line(at), line++) {
		if (!is_separator(at))
			continue;
		take_variant(loader, start, (size_t)(at - start), start_line);
		start = next_line(at) ? next_line(at) : at + strlen(at);
		start_line = line + 1;
	}
	take_variant(loader, start, strlen(start), start_line);
}

/* Gives the first line that is not UTF-8, or 0. */
static size_t bad_line(const char *text)
{
	size_t number = 1;
	for (; text; text = next_line(text), number++) {
		if (!str_is_utf8(text, line_length(text)))
			return number;
	}
	return 0;
}

static void take_text(const struct loader *loader, const char *text, size_t length)
{
	size_t line = 1, bad = bad_line(text);
	if (bad > 0 || strlen(text) != length) {
		mistakes_add(loader->mistakes,
			"%s:%zu:1: this is not plain text in UTF-8; save it as UTF-8", loader->path,
			bad > 0 ? bad : 1);
		return;
	}
	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	for (; *text == '#'; line++) {
		const char *next = next_line(text);
		text = next ? next : text + strlen(text);
	}
	take_variants(loader, text, line);
}

static void load_file(const struct loader *loader)
{
	struct buf text;
	struct err err = {0};
	buf_init(&text, FILE_CAP);
	enum err_code code = file_read(loader->path, &text, &err);
	if (code == ERR_OK)
		take_text(loader, text.bytes, text.length);
	else if (code == ERR_NOTFOUND)
		mistakes_add(loader->mistakes,
			"%s:1:1: this file is missing; write the reply for \"%s\" in it",
			loader->path, situation_name(loader->situation));
	else
		mistakes_add(
			loader->mistakes, "%s:1:1: cannot be read: %s", loader->path, err.text);
	buf_release(&text);
}

/* ---- one language ---- */

static void path_in(const char *folder, enum lang lang, const char *name, char out[PATH_CAP])
{
	snprintf(out, PATH_CAP, "%s/%s/%s", folder, lang_name(lang), name);
}

static void load_situation(struct replies *replies, const char *folder, enum lang lang,
	enum situation situation, struct config_mistakes *mistakes)
{
	char name[64], path[PATH_CAP];
	struct loader loader = {.path = path,
		.situation = situation,
		.texts = &replies->texts[lang][situation],
		.mistakes = mistakes};
	snprintf(name, sizeof name, "%s.txt", situation_name(situation));
	path_in(folder, lang, name, path);
	load_file(&loader);
	reply_check(replies, lang, situation, path, loader.texts, mistakes);
}

/* A file that nobody reads is a mistyped name. */
static void look_for_strangers(
	const char *folder, enum lang lang, DIR *dir, struct config_mistakes *mistakes)
{
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
		const char *name = entry->d_name;
		enum situation situation;
		if (*name == '.' || !str_ends(name, ".txt") || str_is(name, STATUS_WORDS))
			continue;
		char *stem = mem_string_n(name, strlen(name) - strlen(".txt"));
		if (!situation_from_name(stem, &situation))
			mistakes_add(mistakes,
				"%s/%s/%s:1:1: there is no situation of this name; mend the name "
				"or move the file away",
				folder, lang_name(lang), name);
		mem_free(stem);
	}
}

static void load_lang(struct replies *replies, const char *folder, enum lang lang,
	struct config_mistakes *mistakes)
{
	char path[PATH_CAP];
	path_in(folder, lang, "", path);
	DIR *dir = opendir(path);
	if (!dir) {
		mistakes_add(mistakes,
			"%s: this folder cannot be opened; it must have the replies of its "
			"language",
			path);
		return;
	}
	look_for_strangers(folder, lang, dir, mistakes);
	closedir(dir);
	path_in(folder, lang, STATUS_WORDS, path);
	reply_load_words(path, replies->status_words[lang], mistakes);
	reply_find_longest(replies, lang);
	for (int i = 0; i < SITUATION_COUNT; i++)
		load_situation(replies, folder, lang, (enum situation)i, mistakes);
}

/* ---- all ---- */

enum err_code replies_load(const struct config *config, const char *folder, struct replies **out,
	struct config_mistakes *mistakes)
{
	size_t before = mistakes->count;
	struct replies *replies = mem_new(1, sizeof *replies);
	replies->config = config;
	for (int i = 0; i < REPLY_LANGS; i++)
		load_lang(replies, folder, (enum lang)i, mistakes);
	if (mistakes->count > before) {
		replies_free(replies);
		return ERR_CONFIG;
	}
	*out = replies;
	return ERR_OK;
}

static void free_texts(struct reply_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		template_free(texts->variants[i].program);
}

void replies_free(struct replies *replies)
{
	if (!replies)
		return;
	for (size_t lang = 0; lang < REPLY_LANGS; lang++) {
		for (size_t i = 0; i < SITUATION_COUNT; i++)
			free_texts(&replies->texts[lang][i]);
		for (size_t i = 0; i < CASE_STATUS_COUNT; i++)
			mem_free(replies->status_words[lang][i]);
	}
	mem_free(replies);
}
