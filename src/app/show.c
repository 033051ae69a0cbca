#include "app/show.h"

#include <stdio.h>

#include "base/clock.h"

enum { JSON_LINE_CAP = 1024 * 1024 };

void show_set_text(json_t *object, const char *key, const char *value)
{
	json_set_string(object, key, value && *value ? value : NULL);
}

void show_set_time(json_t *object, const char *key, int64_t at)
{
	char iso[CLOCK_ISO_SIZE];
	json_set_string(object, key, at ? clock_iso(at, iso) : NULL);
}

static json_t *reasons_json(const struct reading *reading)
{
	json_t *array = json_array();
	for (size_t i = 0; i < reading->reason_count; i++) {
		const struct reading_reason *reason = &reading->reasons[i];
		json_t *object = json_object();
		json_set_string(object, "label", reason->label);
		json_set_string(object, "value", reason->value);
		json_set_string(object, "rule", reason->rule[0] ? reason->rule : NULL);
		json_object_set_new(object, "speaks",
			reason->speaks ? json_integer(reason->speaks) : json_null());
		show_set_text(object, "words", reason->words);
		json_object_set_new(object, "start", json_integer(reason->start));
		json_object_set_new(object, "end", json_integer(reason->end));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *candidates_json(const struct reading *reading)
{
	json_t *array = json_array();
	for (size_t i = 0; i < reading->candidate_count; i++)
		json_array_append_new(array, json_string(reading->candidates[i]));
	return array;
}

/* The yes-or-no labels, and what they are called. */
struct flag {
	const char *name;
	bool is;
};
enum { FLAG_COUNT = 6 };

static void list_flags(const struct reading *reading, struct flag flags[FLAG_COUNT])
{
	flags[0] = (struct flag){"urgent", reading->urgent};
	flags[1] = (struct flag){"sensitive", reading->sensitive};
	flags[2] = (struct flag){"elsewhere", reading->elsewhere};
	flags[3] = (struct flag){"consent", reading->consent};
	flags[4] = (struct flag){"takedown", reading->takedown};
	flags[5] = (struct flag){"withdraw", reading->withdraw};
}

json_t *show_reading_json(const struct reading *reading)
{
	json_t *object = json_object();
	struct flag flags[FLAG_COUNT];
	json_set_string(object, "lang", lang_name(reading->lang));
	json_set_string(object, "intent", intent_name(reading->intent));
	json_set_string(object, "verdict", verdict_name(reading->verdict));
	json_set_string(object, "actionable", band_name(reading->actionable));
	json_object_set_new(object, "score", json_integer(reading->score));
	show_set_text(object, "district", reading->district);
	show_set_text(object, "zone", reading->zone);
	show_set_text(object, "range", reading->range);
	json_object_set_new(object, "candidates", candidates_json(reading));
	show_set_text(object, "matter", reading->matter);
	show_set_text(object, "conduct", reading->conduct);
	show_set_text(object, "matter_next", reading->matter_next);
	show_set_text(object, "conduct_next", reading->conduct_next);
	show_set_text(object, "country", reading->country);
	list_flags(reading, flags);
	for (size_t i = 0; i < FLAG_COUNT; i++)
		json_object_set_new(object, flags[i].name, json_boolean(flags[i].is));
	show_set_text(object, "case_id", reading->case_id);
	json_object_set_new(object, "reasons", reasons_json(reading));
	return object;
}

static void add_word(struct buf *out, const char *word)
{
	if (word && *word)
		buf_add_format(out, "  %s", word);
}

static void add_place(struct buf *out, const struct reading *reading)
{
	add_word(out, reading->district);
	for (size_t i = 0; i < reading->candidate_count; i++)
		buf_add_format(out, "%s%s", i ? " or " : "  ", reading->candidates[i]);
	if (!*reading->district && reading->candidate_count == 0)
		add_word(out, "(no place)");
}

void show_reading_lines(const struct reading *reading, struct buf *out)
{
	struct flag flags[FLAG_COUNT];
	buf_add_format(out, "  %s (%d)  %s  %s", band_name(reading->actionable), reading->score,
		intent_name(reading->intent), lang_name(reading->lang));
	add_place(out, reading);
	add_word(out, reading->matter);
	add_word(out, reading->conduct);
	if (*reading->country)
		buf_add_format(out, "  from %s", reading->country);
	add_word(out, verdict_name(reading->verdict));
	list_flags(reading, flags);
	for (size_t i = 0; i < FLAG_COUNT; i++)
		add_word(out, flags[i].is ? flags[i].name : NULL);
	add_word(out, reading->case_id);
	buf_add_char(out, '\n');
	for (size_t i = 0; i < reading->reason_count; i++) {
		const struct reading_reason *reason = &reading->reasons[i];
		buf_add_format(
			out, "    %-10s %-24s %s", reason->label, reason->value, reason->words);
		if (*reason->rule && reason->speaks)
			buf_add_format(out, "  (%s %+.2f)", reason->rule, reason->speaks / 100.0);
		else if (*reason->rule)
			buf_add_format(out, "  (%s)", reason->rule);
		buf_add_char(out, '\n');
	}
}

void show_json_line(json_t *value)
{
	struct buf line;
	buf_init(&line, JSON_LINE_CAP);
	(void)json_encode(value, &line);
	puts(line.bytes);
	buf_release(&line);
	json_decref(value);
}
