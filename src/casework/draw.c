/* The life cycle's table as a picture, so that the guide cannot say something else than the program
 * does. */
#include "casework/casework_priv.h"

static const char *guard_words(const struct lifecycle_row *row)
{
	if (row->guard == GUARD_ACCEPTED)
		return " [accepted]";
	return row->guard == GUARD_NOT_ACCEPTED ? " [not accepted]" : "";
}

/* Ends from which no step leads on. */
static void draw_ends(const struct lifecycle_row *rows, size_t count, struct buf *out)
{
	for (int status = 0; status < CASE_STATUS_COUNT; status++) {
		bool leads_on = false;
		for (size_t i = 0; i < count; i++)
			leads_on = leads_on || rows[i].from == (enum case_status)status;
		if (!leads_on)
			buf_add_format(out, "    %s --> [*]\n",
				case_status_name((enum case_status)status));
	}
}

void casework_draw(struct buf *out)
{
	size_t count;
	const struct lifecycle_row *rows = lifecycle_rows(&count);
	buf_add_string(out, "stateDiagram-v2\n    [*] --> doubtful\n    [*] --> received\n");
	for (size_t i = 0; i < count; i++)
		buf_add_format(out, "    %s --> %s: %s%s\n", case_status_name(rows[i].from),
			case_status_name(rows[i].to), casework_step_name(rows[i].step),
			guard_words(&rows[i]));
	draw_ends(rows, count, out);
}
