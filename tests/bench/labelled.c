/*
 * A file of labelled posts, line by line and column by column. A line that is wrong is told and left
 * out, and the rest is read all the same, so that one run tells all mistakes.
 */
#include "labelled.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/text.h"

enum { FILE_MAX = 4 * 1024 * 1024, COLUMN_COUNT = 8 };
enum column { LANG, INTENT, ACT, DISTRICT, MATTER, CONDUCT, FLAGS, TEXT };

static const char *const columns[COLUMN_COUNT] = {
	"lang", "intent", "act", "district", "matter", "conduct", "flags", "text"};
static const char *const acts[] = {"no", "yes", "?"};
static const char *const flag_names[FLAG_COUNT] = {
	"urgent", "elsewhere", "solved", "not_solved", "takedown", "withdraw", "rhetoric", "firm"};

/* Where we are, for mistakes. */
struct place {
	const char *file;
	size_t line;
	const struct config *config;
	struct buf *mistakes;
};

const char *labelled_flag_name(enum labelled_flag flag)
{
	return flag_names[flag];
}

const char *act_name(enum act act)
{
	return acts[act];
}

static bool complain(const struct place *place, const char *what, const char *value)
{
	buf_add_format(
		place->mistakes, "%s:%zu: %s: \"%.80s\"\n", place->file, place->line, what, value);
	return false;
}

/* --- columns --- */

static bool take_intent(const struct place *place, const char *value, enum intent *out)
{
	for (int i = 0; i < INTENT_COUNT; i++) {
		if (strcmp(value, intent_name((enum intent)i)) == 0) {
			*out = (enum intent)i;
			return true;
		}
	}
	return complain(place, "unknown intent", value);
}

static bool take_act(const struct place *place, const char *value, enum act *out)
{
	int act = str_index(value, acts, sizeof acts / sizeof *acts);
	if (act < 0)
		return complain(place, "act is yes, no or ?", value);
	*out = (enum act)act;
	return true;
}

static bool has_district(const struct labelled_post *post, const char *id)
{
	for (size_t i = 0; i < post->district_count; i++) {
		if (strcmp(post->districts[i], id) == 0)
			return true;
	}
	return false;
}

static bool take_districts(const struct place *place, char *value, struct labelled_post *out)
{
	if (strcmp(value, "-") == 0)
		return true;
	for (char *id; (id = strsep(&value, "|"));) {
		if (!config_district(place->config, id))
			return complain(place, "unknown district", id);
		if (has_district(out, id))
			return complain(place, "a district twice", id);
		if (out->district_count == READING_CANDIDATES_MAX)
			return complain(place, "too many districts", id);
		str_copy(out->districts[out->district_count++], LABEL_SIZE, id);
	}
	return true;
}

static bool take_category(const struct place *place, const char *value,
	enum config_category_kind kind, char out[LABEL_SIZE])
{
	if (strcmp(value, "-") == 0)
		return true;
	const struct config_category *category = config_category(place->config, value);
	if (!category || category->kind != kind)
		return complain(place, kind == CATEGORY_MATTER ? "no matter" : "no conduct", value);
	return str_copy(out, LABEL_SIZE, value);
}

static bool take_flags(const struct place *place, char *value, bool out[FLAG_COUNT])
{
	if (strcmp(value, "-") == 0)
		return true;
	for (char *name; (name = strsep(&value, ","));) {
		int flag = str_index(name, flag_names, FLAG_COUNT);
		if (flag < 0)
			return complain(place, "unknown flag", name);
		if (out[flag])
			return complain(place, "a flag twice", name);
		out[flag] = true;
	}
	return true;
}

/* In place: "\n" becomes a line break. */
static void unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++) {
		bool line_break = from[0] == '\\' && from[1] == 'n';
		*to++ = line_break ? '\n' : *from;
		from += line_break;
	}
	*to = '\0';
}

static bool take_text(const struct place *place, char *value, char **out)
{
	if (!*value)
		return complain(place, "no text", value);
	if (!str_is_utf8(value, strlen(value)))
		return complain(place, "the text is no UTF-8", value);
	unescape(value);
	*out = mem_string(value);
	return true;
}

/* --- lines --- */

static bool cut(const struct place *place, char *line, char *out[COLUMN_COUNT])
{
	size_t count = 0;
	for (char *rest = line, *column; (column = strsep(&rest, "\t"));) {
		if (count < COLUMN_COUNT)
			out[count] = column;
		count++;
	}
	return count == COLUMN_COUNT || complain(place, "not 8 columns", out[0]);
}

static bool take_header(const struct place *place, char *const cells[COLUMN_COUNT])
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (strcmp(cells[i], columns[i]) != 0)
			return complain(place, "not the name of this column", cells[i]);
	}
	return true;
}

static bool take_post(
	const struct place *place, char *const cells[COLUMN_COUNT], struct labelled_post *out)
{
	*out = (struct labelled_post){.line = place->line};
	if (!lang_from_name(cells[LANG], &out->lang))
		return complain(place, "unknown lang", cells[LANG]);
	return take_intent(place, cells[INTENT], &out->intent) &&
	       take_act(place, cells[ACT], &out->act) &&
	       take_districts(place, cells[DISTRICT], out) &&
	       take_category(place, cells[MATTER], CATEGORY_MATTER, out->matter) &&
	       take_category(place, cells[CONDUCT], CATEGORY_CONDUCT, out->conduct) &&
	       take_flags(place, cells[FLAGS], out->flags) &&
	       take_text(place, cells[TEXT], &out->text);
}

static void add(struct labelled *posts, const struct labelled_post *post)
{
	if (posts->count == posts->capacity) {
		posts->capacity = posts->capacity ? 2 * posts->capacity : 256;
		posts->posts = mem_resize(posts->posts, posts->capacity, sizeof *posts->posts);
	}
	posts->posts[posts->count++] = *post;
}

enum err_code labelled_parse(const char *name, char *bytes, const struct config *config,
	struct labelled *out, struct buf *mistakes)
{
	struct place place = {name, 0, config, mistakes};
	size_t before = mistakes->length;
	bool header = true;
	*out = (struct labelled){0};
	for (char *rest = bytes, *line; (line = strsep(&rest, "\n"));) {
		char *cells[COLUMN_COUNT];
		struct labelled_post post;
		place.line++;
		if (line[0] == '#' || (!line[0] && !rest))
			continue;
		bool cut_well = cut(&place, line, cells);
		if (cut_well && header)
			take_header(&place, cells);
		else if (cut_well && take_post(&place, cells, &post))
			add(out, &post);
		header = false;
	}
	labelled_compare(out, name, out, name, mistakes);
	return mistakes->length > before || mistakes->overflowed ? ERR_CONFIG : ERR_OK;
}

enum err_code labelled_load(
	const char *path, const struct config *config, struct labelled *out, struct buf *mistakes)
{
	struct buf file;
	struct err err;
	const char *slash = strrchr(path, '/');
	*out = (struct labelled){0};
	buf_init(&file, FILE_MAX);
	enum err_code code = file_read(path, &file, &err);
	if (code == ERR_OK)
		code = labelled_parse(slash ? slash + 1 : path, file.bytes, config, out, mistakes);
	else
		buf_add_format(mistakes, "%s\n", err.text);
	buf_release(&file);
	return code;
}

void labelled_release(struct labelled *posts)
{
	for (size_t i = 0; i < posts->count; i++)
		mem_free(posts->posts[i].text);
	mem_free(posts->posts);
	*posts = (struct labelled){0};
}

/* --- the same text twice --- */

static char **fold_all(const struct labelled *posts)
{
	enum { FOLDED_MAX = 64 * 1024 };
	char **folded = mem_new(posts->count + 1, sizeof *folded);
	for (size_t i = 0; i < posts->count; i++) {
		struct buf buf;
		buf_init(&buf, FOLDED_MAX);
		text_fold_phrase(posts->posts[i].text, &buf);
		folded[i] = buf_detach(&buf);
		buf_release(&buf);
	}
	return folded;
}

static void free_all(char **folded, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mem_free(folded[i]);
	mem_free(folded);
}

void labelled_compare(const struct labelled *a, const char *a_name, const struct labelled *b,
	const char *b_name, struct buf *mistakes)
{
	char **folded_a = fold_all(a), **folded_b = fold_all(b);
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = a == b ? i + 1 : 0; j < b->count; j++) {
			if (strcmp(folded_a[i], folded_b[j]) == 0)
				buf_add_format(mistakes, "%s:%zu: the same text as %s:%zu\n",
					b_name, b->posts[j].line, a_name, a->posts[i].line);
		}
	}
	free_all(folded_a, a->count);
	free_all(folded_b, b->count);
}
