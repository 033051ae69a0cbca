/*
 * A line waits with the others of its thread until the thread has been quiet for QUIET_MS or its
 * first line is HELD_MS old; then the thread's block is printed. A line whose thread is not known
 * yet (a district may hear of a case before the citizen does) is asked again each time, and after
 * LOST_MS shown without a thread.
 */
#include "show/view.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

enum { QUIET_MS = 300, HELD_MS = 900, LOST_MS = 3000, TEXT_CAP = 16384, LABEL_SIZE_MAX = 80 };

struct held {
	json_t *line;
	int64_t came_at; /* to us */
	int64_t at;      /* when its writer wrote it */
};

struct view {
	const struct story *story;
	struct paper paper;
	struct held *held; /* in the order of their writing */
	size_t count;
	json_t *shown; /* object: threads that had a block */
};

struct view *view_new(const struct story *story, bool colour, size_t columns)
{
	struct view *view = mem_new(1, sizeof *view);
	view->story = story;
	view->paper = (struct paper){colour, columns};
	view->shown = json_object();
	return view;
}

void view_free(struct view *view)
{
	for (size_t i = 0; i < view->count; i++)
		json_decref(view->held[i].line);
	json_decref(view->shown);
	mem_free(view->held);
	mem_free(view);
}

static bool is_understanding(const json_t *line)
{
	return str_is(json_get_string(line, "area"), "intake") && json_get_string(line, "post") &&
	       json_get_string(line, "intent");
}

static bool is_shown(const json_t *line)
{
	static const char *const acts[] = {"mention", "mention_deleted", "reply", "reply_deleted",
		"reject", "event", "status"};
	const char *act = json_get_string(line, "act");
	return act ? str_index(act, acts, sizeof acts / sizeof *acts) >= 0 : is_understanding(line);
}

/* When a line's writer wrote it. What was understood stands directly below its post, though the
 * daemon says it after the commit, when the reply may be out already. */
static int64_t written_at(const struct story *story, const json_t *line)
{
	int64_t at = json_get_int(line, "at", 0);
	const char *iso = json_get_string(line, "time");
	if (!at && iso)
		clock_from_iso(iso, &at);
	const char *post = json_get_string(line, "post");
	size_t i;
	json_t *mention;
	json_array_foreach(story->mentions, i, mention)
	{
		if (post && str_is(json_get_string(mention, "id"), post))
			return json_get_int(mention, "at", at);
	}
	return at;
}

/* In the order of writing: what comes from different logs comes in any order. */
void view_take(struct view *view, json_t *line, int64_t now)
{
	if (!is_shown(line))
		return;
	const struct held held = {json_incref(line), now, written_at(view->story, line)};
	view->held = mem_resize(view->held, view->count + 1, sizeof *view->held);
	size_t place = view->count++;
	for (; place > 0 && view->held[place - 1].at > held.at; place--)
		view->held[place] = view->held[place - 1];
	view->held[place] = held;
}

/* --- one line of a block --- */

struct entry {
	char label[LABEL_SIZE_MAX];
	enum ink label_ink, text_ink;
	struct buf text;
};

static void set_label(struct entry *entry, enum ink ink, const char *before, const char *name)
{
	snprintf(entry->label, sizeof entry->label, "%s%s", before, name ? name : "?");
	entry->label_ink = ink;
}

static void add_word(struct buf *text, const char *before, const char *word)
{
	if (word && *word)
		buf_add_format(text, "%s%s%s", text->length ? ", " : "", before, word);
}

static void write_understanding(const json_t *line, struct entry *entry)
{
	set_label(entry, INK_FAINT, "", "understood");
	entry->text_ink = INK_FAINT;
	add_word(&entry->text, "", json_get_string(line, "intent"));
	add_word(&entry->text, "", json_get_string(line, "lang"));
	add_word(&entry->text, "district ", json_get_string(line, "district"));
	add_word(&entry->text, "matter ", json_get_string(line, "matter"));
	add_word(&entry->text, "conduct ", json_get_string(line, "conduct"));
	if (str_is(json_get_string(line, "urgent"), "yes"))
		add_word(&entry->text, "", "URGENT");
	if (str_is(json_get_string(line, "sensitive"), "yes"))
		add_word(&entry->text, "", "sensitive");
	add_word(&entry->text, "actionable: ", json_get_string(line, "actionable"));
	if (json_get_string(line, "score"))
		buf_add_format(&entry->text, " (%s)", json_get_string(line, "score"));
	const char *message = json_get_string(line, "message");
	if (message && str_starts(message, "mention "))
		buf_add_format(&entry->text, " - %s", message + strlen("mention "));
	if (json_get_string(line, "case"))
		add_word(&entry->text, "", json_get_string(line, "case"));
}

static void write_mention(const json_t *line, struct entry *entry)
{
	const char *kind = json_get_string(line, "kind");
	set_label(entry, INK_STRONG, "@", json_get_string(line, "author"));
	if (kind && !str_is(kind, "post") && !str_is(kind, "answer"))
		buf_add_format(&entry->text, "(%s) ", kind);
	buf_add_string(&entry->text, json_get_string(line, "text"));
}

static void write_reply(const json_t *line, struct entry *entry)
{
	const char *answer = json_get_string(line, "answer");
	set_label(entry, INK_OURS, "@", json_get_string(line, "author"));
	buf_add_string(&entry->text, json_get_string(line, "text"));
	buf_add_format(
		&entry->text, "  [%.1f s]", (double)json_get_int(line, "after_ms", 0) / 1000.0);
	if (answer && !str_is(answer, "201"))
		buf_add_format(&entry->text, " [X kept it, but answered: %s]", answer);
}

static void write_reject(const json_t *line, struct entry *entry)
{
	set_label(entry, INK_BAD, "", "X refuses");
	entry->text_ink = INK_BAD;
	buf_add_format(&entry->text, "%lld %s", (long long)json_get_int(line, "status", 0),
		json_get_string(line, "detail"));
}

static void set_district(struct entry *entry, enum ink ink, const char *before, const json_t *line)
{
	char name[LABEL_SIZE_MAX];
	str_copy(name, sizeof name, json_get_string(line, "district"));
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	set_label(entry, ink, before, name);
}

static void write_event(const json_t *line, struct entry *entry)
{
	const char *verdict = json_get_string(line, "verdict");
	bool good = str_is(verdict, "ok");
	set_district(entry, INK_DISTRICT, "> ", line);
	entry->text_ink = good ? INK_DISTRICT : INK_BAD;
	buf_add_format(&entry->text, "%s no. %lld, %s", json_get_string(line, "type"),
		(long long)json_get_int(line, "sequence", 0),
		good ? "signature verified" : verdict);
	add_word(&entry->text, "status ", json_get_string(line, "status"));
	if (json_get_bool(line, "duplicate", false))
		buf_add_string(&entry->text, ", had it already");
	if (json_get_string(line, "fault"))
		buf_add_format(&entry->text, " [pretends: %s]", json_get_string(line, "fault"));
}

static void write_status(const json_t *line, struct entry *entry)
{
	set_district(entry, INK_STATUS, "< ", line);
	entry->text_ink = INK_STATUS;
	buf_add_string(&entry->text, json_get_string(line, "status"));
	if (json_get_string(line, "hand_to"))
		buf_add_format(&entry->text, ", handed to %s", json_get_string(line, "hand_to"));
	if (json_get_string(line, "detail"))
		buf_add_format(&entry->text, ": %s", json_get_string(line, "detail"));
	if (!json_get_bool(line, "taken", false)) {
		entry->text_ink = INK_BAD;
		buf_add_format(&entry->text, " (not taken: %lld)",
			(long long)json_get_int(line, "answer", 0));
	}
}

static void write_deletion(const json_t *line, struct entry *entry)
{
	set_label(entry, INK_FAINT, "", "deleted");
	entry->text_ink = INK_FAINT;
	buf_add_string(&entry->text, json_get_string(line, "text"));
}

static void write_entry(const json_t *line, struct entry *entry)
{
	const char *act = json_get_string(line, "act");
	if (!act)
		write_understanding(line, entry);
	else if (str_is(act, "mention"))
		write_mention(line, entry);
	else if (str_is(act, "reply"))
		write_reply(line, entry);
	else if (str_is(act, "reject"))
		write_reject(line, entry);
	else if (str_is(act, "event"))
		write_event(line, entry);
	else if (str_is(act, "status"))
		write_status(line, entry);
	else
		write_deletion(line, entry);
}

static void print_entry(const struct view *view, const json_t *line, enum ink mark_ink)
{
	struct entry entry = {.text_ink = INK_PLAIN};
	buf_init(&entry.text, TEXT_CAP);
	write_entry(line, &entry);
	paper_entry(&view->paper, "  │ ", mark_ink, entry.label, entry.label_ink, entry.text.bytes,
		entry.text_ink);
	buf_release(&entry.text);
}

/* --- blocks --- */

/* Neighbouring threads get different inks. */
static enum ink thread_ink(const char *thread)
{
	static const enum ink inks[] = {INK_GOOD, INK_STATUS, INK_OURS, INK_DISTRICT};
	size_t sum = 0;
	for (const char *p = thread; *p; p++)
		sum = sum * 10 + (unsigned char)*p;
	return inks[sum % (sizeof inks / sizeof *inks)];
}

static const char *author_of(const struct story *story, const char *thread)
{
	size_t i;
	json_t *mention;
	json_array_foreach(story->mentions, i, mention)
	{
		if (str_is(json_get_string(mention, "thread"), thread))
			return json_get_string(mention, "author");
	}
	return "";
}

static void print_head(struct view *view, const char *thread)
{
	char head[LABEL_SIZE_MAX * 2];
	bool seen = json_object_get(view->shown, thread) != NULL;
	snprintf(head, sizeof head, "● %s  @%s%s", thread, author_of(view->story, thread),
		seen ? ", continued" : "");
	json_object_set_new(view->shown, thread, json_true());
	paper_line(&view->paper, INK_PLAIN, "");
	paper_line(&view->paper, thread_ink(thread), head);
}

static bool belongs(const struct view *view, const struct held *held, const char *thread)
{
	return str_is(story_thread(view->story, held->line), thread);
}

/* Print all that is held of this thread, in the order of its coming. `thread` is a copy. */
static void print_block(struct view *view, const char *thread)
{
	print_head(view, thread);
	size_t kept = 0;
	for (size_t i = 0; i < view->count; i++) {
		if (!belongs(view, &view->held[i], thread)) {
			view->held[kept++] = view->held[i];
			continue;
		}
		print_entry(view, view->held[i].line, thread_ink(thread));
		json_decref(view->held[i].line);
	}
	view->count = kept;
	fflush(stdout);
}

static bool is_due(const struct view *view, const char *thread, int64_t now)
{
	int64_t first = 0;
	int64_t last = 0;
	for (size_t i = 0; i < view->count; i++) {
		if (!belongs(view, &view->held[i], thread))
			continue;
		int64_t came_at = view->held[i].came_at;
		first = !first || came_at < first ? came_at : first;
		last = came_at > last ? came_at : last;
	}
	return now - last >= QUIET_MS || now - first >= HELD_MS;
}

static void print_lost(struct view *view, size_t index)
{
	paper_line(&view->paper, INK_PLAIN, "");
	print_entry(view, view->held[index].line, INK_FAINT);
	json_decref(view->held[index].line);
	view->count--;
	memmove(&view->held[index], &view->held[index + 1],
		(view->count - index) * sizeof *view->held);
}

/* Print one block that is due. False if there is none. */
static bool print_one(struct view *view, int64_t now, bool all)
{
	for (size_t i = 0; i < view->count; i++) {
		const char *thread = story_thread(view->story, view->held[i].line);
		if (!thread && (all || now - view->held[i].came_at >= LOST_MS)) {
			print_lost(view, i);
			return true;
		}
		if (thread && (all || is_due(view, thread, now))) {
			char *copy = mem_string(thread);
			print_block(view, copy);
			mem_free(copy);
			return true;
		}
	}
	return false;
}

void view_print(struct view *view, int64_t now, bool all)
{
	while (print_one(view, now, all))
		;
}
