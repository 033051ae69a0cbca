/*
 * One post. It must have been posted at all; then each expectation is a question with an answer in
 * words, so that a miss tells what was seen instead.
 */
#include "show/judge_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lib/caseid.h"
#include "json/json.h"

/* A post being judged. */
struct subject {
	const struct story *story;
	struct findings *findings;
	const char *ref, *author;
	const json_t *expect;
	const json_t *words;
	const json_t *post;  /* as X has it, or NULL */
	const json_t *reply; /* the first of ours to it, or NULL */
	const char *thread;
	const char *case_id; /* of the thread, or NULL */
};

static struct finding *new_finding(const struct subject *subject)
{
	return finding_add(subject->findings, subject->ref, subject->author);
}

static const json_t *posted(const struct story *story, const char *ref)
{
	size_t i;
	json_t *mention;
	json_array_foreach(story->mentions, i, mention)
	{
		if (str_is(json_get_string(mention, "ref"), ref))
			return mention;
	}
	return NULL;
}

static const json_t *first_reply(const struct story *story, const json_t *post)
{
	const char *id = json_get_string(post, "id");
	size_t i;
	json_t *reply;
	json_array_foreach(story->replies, i, reply)
	{
		if (id && str_is(json_get_string(reply, "parent"), id))
			return reply;
	}
	return NULL;
}

/* --- the reply to this post --- */

static void judge_reply(const struct subject *subject, const char *wanted)
{
	struct finding *finding = new_finding(subject);
	bool none = str_is(wanted, "none");
	buf_add_string(&finding->expected, none ? "no reply" : "a reply");
	buf_add_string(&finding->seen, subject->reply ? "a reply" : "no reply");
	if (subject->reply && none)
		buf_add_format(&finding->seen, ": %s", json_get_string(subject->reply, "text"));
	finding_set(subject->findings, finding, none == !subject->reply);
}

static const char *reply_text(const struct subject *subject)
{
	const char *text = json_get_string(subject->reply, "text");
	return text ? text : "";
}

static bool is_devanagari(const char *text)
{
	return strstr(text, "\xe0\xa4") || strstr(text, "\xe0\xa5");
}

static void judge_script(const struct subject *subject, const char *wanted)
{
	struct finding *finding = new_finding(subject);
	const char *text = reply_text(subject);
	const char *seen = !*text ? "nothing" : is_devanagari(text) ? "devanagari" : "latin";
	buf_add_format(&finding->expected, "in %s", wanted);
	buf_add_format(&finding->seen, "%s", seen);
	finding_set(subject->findings, finding, str_is(seen, wanted));
}

static void judge_case_id(const struct subject *subject, bool wanted)
{
	struct finding *finding = new_finding(subject);
	char id[CASEID_SIZE] = "";
	bool found = caseid_find(reply_text(subject), id);
	buf_add_string(&finding->expected, wanted ? "with a case id" : "without a case id");
	buf_add_string(&finding->seen, found ? id : "no case id");
	finding_set(subject->findings, finding, found == wanted && *reply_text(subject));
}

static void judge_words(const struct subject *subject, const json_t *list, bool wanted)
{
	size_t i;
	json_t *word;
	json_array_foreach(list, i, word)
	{
		struct finding *finding = new_finding(subject);
		bool found = strstr(reply_text(subject), json_string_value(word)) != NULL;
		buf_add_format(&finding->expected, "%s \"%s\"", wanted ? "says" : "does not say",
			json_string_value(word));
		buf_add_format(&finding->seen, "%s", found ? "it does" : "it does not");
		finding_set(subject->findings, finding, found == wanted);
	}
}

/* --- the thread --- */

/* An exact number, or [least, most]. */
static void judge_reply_count(const struct subject *subject, const json_t *wanted)
{
	struct finding *finding = new_finding(subject);
	json_int_t least = json_is_array(wanted) ? json_integer_value(json_array_get(wanted, 0))
						 : json_integer_value(wanted);
	json_int_t most =
		json_is_array(wanted) ? json_integer_value(json_array_get(wanted, 1)) : least;
	json_int_t count = 0;
	size_t i;
	json_t *reply;
	json_array_foreach(subject->story->replies, i, reply) count +=
		str_is(json_get_string(reply, "thread"), subject->thread);
	if (least == most)
		buf_add_format(&finding->expected, "%lld replies in all", (long long)least);
	else
		buf_add_format(&finding->expected, "%lld to %lld replies in all", (long long)least,
			(long long)most);
	buf_add_format(&finding->seen, "%lld replies", (long long)count);
	finding_set(subject->findings, finding, count >= least && count <= most);
}

static bool says_any(const char *text, const json_t *words)
{
	size_t i;
	json_t *word;
	json_array_foreach(words, i, word)
	{
		if (strstr(text, json_string_value(word)))
			return true;
	}
	return false;
}

/* The named follow-ups must come in this order; others may stand between. */
static void judge_follow_ups(const struct subject *subject, const json_t *wanted)
{
	struct finding *finding = new_finding(subject);
	size_t at = 0;
	size_t i;
	json_t *reply;
	json_array_foreach(subject->story->replies, i, reply)
	{
		if (!str_is(json_get_string(reply, "thread"), subject->thread))
			continue;
		const char *next = json_string_value(json_array_get(wanted, at));
		if (next && says_any(json_get_string(reply, "text"),
				    json_at(subject->words, next, NULL))) {
			buf_add_format(&finding->seen, "%s%s", at ? ", " : "", next);
			at++;
		}
	}
	buf_add_string(&finding->expected, "follow-ups ");
	json_t *name;
	json_array_foreach(wanted, i, name)
		buf_add_format(&finding->expected, "%s%s", i ? ", " : "", json_string_value(name));
	if (at == 0)
		buf_add_string(&finding->seen, "no follow-ups");
	finding_set(subject->findings, finding, at == json_array_size(wanted));
}

/* --- the case, as the districts saw it --- */

static bool is_of_case(const struct subject *subject, const json_t *fact)
{
	return subject->case_id && str_is(json_get_string(fact, "case"), subject->case_id);
}

static bool is_accepted_event(const struct subject *subject, const json_t *event)
{
	return is_of_case(subject, event) && str_is(json_get_string(event, "verdict"), "ok") &&
	       json_get_int(event, "answer", 0) < 300 && !json_get_bool(event, "duplicate", false);
}

/* The district that was told first, or null: nobody. */
static void judge_district(const struct subject *subject, const json_t *wanted)
{
	struct finding *finding = new_finding(subject);
	const char *name = json_string_value(wanted);
	const char *first = NULL;
	size_t i;
	json_t *event;
	json_array_foreach(subject->story->events, i, event)
	{
		if (!first && is_accepted_event(subject, event))
			first = json_get_string(event, "district");
	}
	buf_add_format(&finding->expected, "%s is told", name ? name : "no district");
	buf_add_format(&finding->seen, "%s", first ? first : "nobody");
	finding_set(subject->findings, finding, str_is(name, first));
}

/* Whether "type" or "district:type" names the fact, whose kind stands under `key`. */
static bool is_named(const char *name, const json_t *fact, const char *key)
{
	const char *colon = strchr(name, ':');
	const char *kind = json_get_string(fact, key);
	if (!colon)
		return str_is(name, kind);
	const char *district = json_get_string(fact, "district");
	size_t length = (size_t)(colon - name);
	return str_is(colon + 1, kind) && district && strlen(district) == length &&
	       strncmp(district, name, length) == 0;
}

/* Facts must come in this order; others may stand between. */
static void judge_order(const struct subject *subject, const json_t *wanted, const char *what,
	const json_t *facts, const char *key,
	bool (*counts)(const struct subject *, const json_t *))
{
	struct finding *finding = new_finding(subject);
	size_t at = 0;
	size_t i;
	json_t *fact;
	json_array_foreach(facts, i, fact)
	{
		const char *next = json_string_value(json_array_get(wanted, at));
		if (!counts(subject, fact))
			continue;
		buf_add_format(&finding->seen, "%s%s:%s", finding->seen.length ? ", " : "",
			json_get_string(fact, "district"), json_get_string(fact, key));
		at += next && is_named(next, fact, key);
	}
	buf_add_format(&finding->expected, "%s ", what);
	json_t *name;
	json_array_foreach(wanted, i, name)
		buf_add_format(&finding->expected, "%s%s", i ? ", " : "", json_string_value(name));
	if (finding->seen.length == 0)
		buf_add_string(&finding->seen, "none");
	finding_set(subject->findings, finding, at == json_array_size(wanted));
}

static bool is_taken_status(const struct subject *subject, const json_t *status)
{
	return is_of_case(subject, status) && json_get_bool(status, "taken", false);
}

/* What the first event says under `key`. */
static void judge_told(const struct subject *subject, const char *key, const json_t *wanted)
{
	struct finding *finding = new_finding(subject);
	const json_t *told = NULL;
	size_t i;
	json_t *event;
	json_array_foreach(subject->story->events, i, event)
	{
		if (!told && is_accepted_event(subject, event))
			told = json_object_get(event, key);
	}
	char *expected = json_dumps(wanted, JSON_ENCODE_ANY);
	char *seen = told ? json_dumps(told, JSON_ENCODE_ANY) : NULL;
	buf_add_format(&finding->expected, "event says %s: %s", key, expected);
	buf_add_format(&finding->seen, "%s", seen ? seen : "nothing");
	finding_set(subject->findings, finding, told && json_equal(told, wanted));
	free(expected);
	free(seen);
}

static bool is_said_in(const json_t *facts, const char *words, const char *key, const char *value)
{
	size_t i;
	json_t *fact;
	json_array_foreach(facts, i, fact)
	{
		const char *text = json_get_string(fact, "text");
		if (value && str_is(json_get_string(fact, key), value) && text &&
			strstr(text, words))
			return true;
	}
	return false;
}

/* Words that neither a reply nor an event may pass on. */
static void judge_never(const struct subject *subject, const json_t *list)
{
	size_t i;
	json_t *word;
	json_array_foreach(list, i, word)
	{
		struct finding *finding = new_finding(subject);
		const char *words = json_string_value(word);
		bool replied =
			is_said_in(subject->story->replies, words, "thread", subject->thread);
		bool told = is_said_in(subject->story->events, words, "case", subject->case_id);
		buf_add_format(&finding->expected, "\"%s\" is passed on to nobody", words);
		buf_add_format(&finding->seen, "%s",
			replied ? "in a reply"
			: told  ? "in an event"
				: "it is not");
		finding_set(subject->findings, finding, !replied && !told);
	}
}

/* --- all of it --- */

static void judge_case(const struct subject *subject)
{
	static const char *const told[] = {"language", "urgent", "sensitive", "matter", "conduct"};
	const json_t *expect = subject->expect;
	const json_t *wanted = json_object_get(expect, "district");
	if (wanted)
		judge_district(subject, wanted);
	if ((wanted = json_object_get(expect, "events")))
		judge_order(subject, wanted, "events", subject->story->events, "type",
			is_accepted_event);
	if ((wanted = json_object_get(expect, "statuses")))
		judge_order(subject, wanted, "statuses", subject->story->statuses, "status",
			is_taken_status);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		if ((wanted = json_object_get(expect, told[i])))
			judge_told(subject, told[i], wanted);
	}
	if ((wanted = json_object_get(expect, "never")))
		judge_never(subject, wanted);
}

static void judge_replies(const struct subject *subject)
{
	const json_t *expect = subject->expect;
	if (json_get_string(expect, "reply"))
		judge_reply(subject, json_get_string(expect, "reply"));
	if (json_get_string(expect, "script"))
		judge_script(subject, json_get_string(expect, "script"));
	if (json_object_get(expect, "case_id"))
		judge_case_id(subject, json_get_bool(expect, "case_id", false));
	judge_words(subject, json_object_get(expect, "contains"), true);
	judge_words(subject, json_object_get(expect, "lacks"), false);
	if (json_object_get(expect, "replies"))
		judge_reply_count(subject, json_object_get(expect, "replies"));
	if (json_object_get(expect, "follow_ups"))
		judge_follow_ups(subject, json_object_get(expect, "follow_ups"));
}

void judge_post(const struct story *story, const json_t *line, const json_t *words,
	struct findings *findings)
{
	struct subject subject = {.story = story,
		.findings = findings,
		.ref = json_get_string(line, "ref"),
		.author = json_get_string(line, "author"),
		.expect = json_object_get(line, "expect"),
		.words = words};
	subject.post = posted(story, subject.ref);
	if (!subject.post) {
		struct finding *finding = new_finding(&subject);
		buf_add_string(&finding->expected, "is posted");
		buf_add_string(&finding->seen, "what it waits for has not happened");
		finding_set(findings, finding, false);
		return;
	}
	subject.reply = first_reply(story, subject.post);
	subject.thread = json_get_string(subject.post, "thread");
	subject.case_id = story_case(story, subject.thread);
	judge_replies(&subject);
	judge_case(&subject);
}
