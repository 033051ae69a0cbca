/*
 * Wiping what a case keeps of a citizen's words. The skeleton stays: id, district, labels, times, notes.
 *
 * A webhook's bytes are never changed, so an event that waits with a text is given up as wiped. Its district must hear of the
 * case all the same: the event is written anew, as the case is now and without the text, under a new id and the next number.
 * That holds for one that is on its way, too, for it may fail.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "intake/apply.h"

/* --- events --- */

static const char *district_of_lane(const char *lane)
{
	const char *colon = strchr(lane, ':');
	return colon ? colon + 1 : lane;
}

static enum err_code tell_anew(const struct rules *rules, struct store_tx *tx,
	const struct store_unheard *unheard, size_t count, struct subject *subject,
	struct lane_set *touched, struct err *err)
{
	struct case_record *record = &subject->record;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < count && code == ERR_OK; i++)
		code = write_event_of(rules, tx, unheard[i].type, district_of_lane(unheard[i].lane),
			++record->sequence, record->post_id, NULL, subject, touched, err);
	return code == ERR_OK && count > 0 ? store_case_update(tx, record, err) : code;
}

static enum err_code wipe_events(const struct rules *rules, struct store_tx *tx,
	const char *identity, struct subject *subject, struct lane_set *touched, struct err *err)
{
	struct store_unheard unheard[STORE_UNHEARD_MAX];
	size_t count;
	enum err_code code = store_wipe_events(tx, subject->record.row, identity, subject->now_ms,
		unheard, &count, &subject->wiped.events, err);
	if (code != ERR_OK)
		return code;
	return tell_anew(rules, tx, unheard, count, subject, touched, err);
}

/* --- a case --- */

const char *wiped_words(const struct store_wiped *wiped, char out[WIPED_WORDS_SIZE])
{
	snprintf(out, WIPED_WORDS_SIZE, "%lld post%s, %lld repl%s, %lld event%s",
		(long long)wiped->posts, wiped->posts == 1 ? "" : "s", (long long)wiped->replies,
		wiped->replies == 1 ? "y" : "ies", (long long)wiped->events,
		wiped->events == 1 ? "" : "s");
	return out;
}

enum err_code wipe_case(const struct rules *rules, struct store_tx *tx, struct subject *subject,
	struct lane_set *touched, struct err *err)
{
	char words[WIPED_WORDS_SIZE], note[WIPED_WORDS_SIZE + 32];
	enum err_code code = store_wipe_case(tx, subject->record.row, &subject->wiped, err);
	if (code == ERR_OK)
		code = wipe_events(rules, tx, NULL, subject, touched, err);
	if (code != ERR_OK)
		return code;
	snprintf(note, sizeof note, "texts wiped: %s", wiped_words(&subject->wiped, words));
	return store_case_note(tx, subject->record.row, subject->now_ms, subject->who, note, err);
}

/* --- a post that is gone --- */

enum err_code wipe_gone(const struct rules *rules, struct store_tx *tx, const char *handle,
	const struct gone_post *post, int64_t now_ms, struct lane_set *touched, struct err *err)
{
	char note[160];
	int64_t case_row;
	struct subject subject = {.handle = handle, .who = "nriseva", .now_ms = now_ms};
	enum err_code code = store_wipe_post(tx, handle, post->identity, &case_row, err);
	if (code != ERR_OK || !case_row)
		return code;
	code = store_case_by_row(tx, case_row, &subject.record, err);
	if (code == ERR_OK)
		code = wipe_events(rules, tx, post->identity, &subject, touched, err);
	if (code != ERR_OK)
		return code;
	snprintf(note, sizeof note, "post %s is %.60s; its text is wiped", post->identity,
		post->why);
	return store_case_note(tx, case_row, now_ms, subject.who, note, err);
}
