/* The bytes that a district is told: `case.opened`, `case.updated`, `case.closed`, with what the
 * endpoint is cleared for. */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include "base/buf.h"
#include "base/err.h"
#include "config/config.h"
#include "model/case.h"

enum { EVENT_BODY_CAP = 20000 }; /* Standard Webhooks' advice: below about 20 kB */

/* What an event says beside the case itself. */
struct event_about {
	enum event_type type;
	const char *sender;    /* our name */
	const char *recipient; /* district */
	int64_t sequence;      /* of this event in this case */
	int64_t at;            /* when it happened */
	const char *post_id;   /* the citizen's post that led to it, or NULL */
	const char *text;      /* that post's text, or NULL */
	const char *reason;    /* case.closed, case.updated: why, or NULL */
};

/*
 * Write the body: {"type","timestamp","data":{sender, recipient, case, sequence, status, handle,
 * district, matter, conduct, country, urgent, sensitive, language, post: {id, text, masked, cut},
 * reason}}.
 * What is not known is null; without post_id `post` is null.
 *
 * Text and reason are masked unless `cleared` (`masked` says whether there was anything to mask),
 * and then the text is cut so that the body fits into EVENT_BODY_CAP (`cut` says so); a post of
 * ordinary length makes a body below 4 kB. Always valid UTF-8. Adds to `out`, whose cap must leave
 * room for EVENT_BODY_CAP.
 */
void event_write_body(const struct case_record *record, const struct event_about *about,
	bool cleared, struct buf *out);

#endif
