#include "show/judge.h"

#include "base/mem.h"
#include "show/judge_priv.h"
#include "json/json.h"

enum { WORDS_CAP = 4000 };

struct finding *finding_add(struct findings *findings, const char *ref, const char *author)
{
	findings->list = mem_resize(findings->list, findings->count + 1, sizeof *findings->list);
	struct finding *finding = &findings->list[findings->count++];
	*finding = (struct finding){.ref = ref, .author = author ? author : ""};
	buf_init(&finding->expected, WORDS_CAP);
	buf_init(&finding->seen, WORDS_CAP);
	return finding;
}

void finding_set(struct findings *findings, struct finding *finding, bool met)
{
	finding->met = met;
	findings->missed += !met;
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		buf_release(&findings->list[i].expected);
		buf_release(&findings->list[i].seen);
	}
	mem_free(findings->list);
	*findings = (struct findings){0};
}

void judge(const struct story *story, const json_t *script, struct findings *out)
{
	*out = (struct findings){0};
	const json_t *words = NULL;
	size_t i;
	json_t *line;
	json_array_foreach(script, i, line)
	{
		if (json_at(line, "words", NULL))
			words = json_at(line, "words", NULL);
		if (json_at(line, "expect", NULL) && json_get_string(line, "ref"))
			judge_post(story, line, words, out);
	}
	judge_whole(story, out);
}
