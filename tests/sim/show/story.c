#include "show/story.h"

#include "base/str.h"
#include "lib/caseid.h"
#include "json/json.h"

void story_init(struct story *story)
{
	*story = (struct story){.mentions = json_array(),
		.replies = json_array(),
		.rejects = json_array(),
		.events = json_array(),
		.statuses = json_array(),
		.mistakes = json_array(),
		.threads = json_object(),
		.posts = json_object()};
}

void story_release(struct story *story)
{
	json_decref(story->mentions);
	json_decref(story->replies);
	json_decref(story->rejects);
	json_decref(story->events);
	json_decref(story->statuses);
	json_decref(story->mistakes);
	json_decref(story->threads);
	json_decref(story->posts);
}

static void link_case(struct story *story, const char *case_id, const char *thread)
{
	if (case_id && *case_id && thread && !json_object_get(story->threads, case_id))
		json_set_string(story->threads, case_id, thread);
}

static void take_mention(struct story *story, json_t *line)
{
	json_array_append(story->mentions, line);
	const char *id = json_get_string(line, "id");
	const char *thread = json_get_string(line, "thread");
	if (id && thread)
		json_set_string(story->posts, id, thread);
	if (!story->first_mention_at)
		story->first_mention_at = json_get_int(line, "at", 0);
}

static void take_reply(struct story *story, json_t *line)
{
	json_array_append(story->replies, line);
	const char *text = json_get_string(line, "text");
	char case_id[CASEID_SIZE];
	if (text && caseid_find(text, case_id))
		link_case(story, case_id, json_get_string(line, "thread"));
	if (!story->first_reply_at)
		story->first_reply_at = json_get_int(line, "at", 0);
}

void story_take(struct story *story, json_t *line)
{
	const char *act = json_get_string(line, "act");
	if (str_is(act, "mention"))
		take_mention(story, line);
	else if (str_is(act, "reply"))
		take_reply(story, line);
	else if (str_is(act, "reject"))
		json_array_append(story->rejects, line);
	else if (str_is(act, "event"))
		json_array_append(story->events, line);
	else if (str_is(act, "status"))
		json_array_append(story->statuses, line);
	else if (str_is(act, "script_mistake"))
		json_array_append(story->mistakes, line);
	else if (str_is(act, "script_done"))
		story->script_done = true;
}

void story_take_daemon(struct story *story, const json_t *line)
{
	const char *post = json_get_string(line, "post");
	if (post && str_is(json_get_string(line, "area"), "intake"))
		link_case(story, json_get_string(line, "case"),
			json_string_value(json_object_get(story->posts, post)));
}

const char *story_thread(const struct story *story, const json_t *line)
{
	const char *thread = json_get_string(line, "thread");
	const char *case_id = json_get_string(line, "case");
	const char *post = json_get_string(line, "post");
	if (!thread && post)
		thread = json_string_value(json_object_get(story->posts, post));
	if (!thread && case_id)
		thread = json_string_value(json_object_get(story->threads, case_id));
	return thread;
}

const char *story_case(const struct story *story, const char *thread)
{
	const char *case_id;
	json_t *of;
	json_object_foreach(story->threads, case_id, of)
	{
		if (!str_is(json_string_value(of), thread))
			continue;
		size_t i;
		json_t *reply;
		json_array_foreach(story->replies, i, reply)
		{
			char found[CASEID_SIZE];
			const char *text = json_get_string(reply, "text");
			if (text && caseid_find(text, found) && str_is(found, case_id))
				return case_id;
		}
	}
	return NULL;
}
