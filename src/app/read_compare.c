#include "app/read_commands.h"

#include <stdio.h>
#include <string.h>

#include "app/show.h"
#include "base/str.h"

enum { VALUE_SIZE = 200 };

static const char *const label_names[READ_LABELS] = {"actionable", "intent", "verdict", "lang",
	"district", "matter", "conduct", "country", "flags"};

/* The values of a reading, in the order of label_names. */
static void list_values(const struct reading *reading, char out[READ_LABELS][VALUE_SIZE])
{
	snprintf(out[0], VALUE_SIZE, "%s (%d)", band_name(reading->actionable), reading->score);
	snprintf(out[1], VALUE_SIZE, "%s", intent_name(reading->intent));
	snprintf(out[2], VALUE_SIZE, "%s",
		verdict_name(reading->verdict) ? verdict_name(reading->verdict) : "");
	snprintf(out[3], VALUE_SIZE, "%s", lang_name(reading->lang));
	snprintf(out[4], VALUE_SIZE, "%s", reading->district);
	for (size_t i = 0; i < reading->candidate_count; i++) {
		size_t used = strlen(out[4]);
		snprintf(out[4] + used, VALUE_SIZE - used, "%s%s", used ? "|" : "",
			reading->candidates[i]);
	}
	snprintf(out[5], VALUE_SIZE, "%s", reading->matter);
	snprintf(out[6], VALUE_SIZE, "%s", reading->conduct);
	snprintf(out[7], VALUE_SIZE, "%s", reading->country);
	snprintf(out[8], VALUE_SIZE, "%s%s%s%s%s%s", reading->urgent ? "urgent " : "",
		reading->sensitive ? "sensitive " : "", reading->elsewhere ? "elsewhere " : "",
		reading->consent ? "consent " : "", reading->takedown ? "takedown " : "",
		reading->withdraw ? "withdraw " : "");
}

bool read_compare_begin(struct read_comparison *comparison, const char *old_config, bool json)
{
	*comparison = (struct read_comparison){.json = json};
	return loaded_open(old_config, false, &comparison->old);
}

/* A score that moves within its band is no change that anybody meets. */
static bool differs(size_t label, const char *was, const char *is)
{
	if (label != 0)
		return !str_is(was, is);
	return strcspn(was, " ") != strcspn(is, " ") || strncmp(was, is, strcspn(was, " ")) != 0;
}

static void print_change(const struct read_comparison *comparison, const struct post *post,
	char was[READ_LABELS][VALUE_SIZE], char is[READ_LABELS][VALUE_SIZE])
{
	json_t *object = json_object(), *changes = json_object();
	if (!comparison->json)
		puts(post->text);
	for (size_t i = 0; i < READ_LABELS; i++) {
		if (!differs(i, was[i], is[i]))
			continue;
		json_t *change = json_object();
		show_set_text(change, "was", was[i]);
		show_set_text(change, "is", is[i]);
		json_object_set_new(changes, label_names[i], change);
		if (!comparison->json)
			printf("    %-10s %s -> %s\n", label_names[i], *was[i] ? was[i] : "-",
				*is[i] ? is[i] : "-");
	}
	show_set_text(object, "id", post->id);
	json_set_string(object, "text", post->text);
	json_object_set_new(object, "changes", changes);
	if (comparison->json)
		show_json_line(object);
	else
		json_decref(object);
	if (!comparison->json)
		putchar('\n');
}

void read_compare(
	struct read_comparison *comparison, const struct post *post, const struct reading *reading)
{
	struct reading old;
	char was[READ_LABELS][VALUE_SIZE], is[READ_LABELS][VALUE_SIZE];
	bool changed = false;
	reader_read(comparison->old.reader, post->text, strlen(post->text), &old);
	list_values(&old, was);
	list_values(reading, is);
	for (size_t i = 0; i < READ_LABELS; i++) {
		bool differ = differs(i, was[i], is[i]);
		comparison->by_label[i] += differ;
		changed = changed || differ;
	}
	comparison->posts++;
	comparison->changed += changed;
	if (changed)
		print_change(comparison, post, was, is);
}

void read_compare_end(struct read_comparison *comparison)
{
	FILE *out = comparison->json ? stderr : stdout;
	fprintf(out, "%zu of %zu posts are read otherwise", comparison->changed, comparison->posts);
	for (size_t i = 0; i < READ_LABELS; i++) {
		if (comparison->by_label[i])
			fprintf(out, "; %s %zu", label_names[i], comparison->by_label[i]);
	}
	fputc('\n', out);
	loaded_release(&comparison->old);
}
