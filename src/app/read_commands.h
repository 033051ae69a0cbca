/* What `nriseva read` does beside reading: read_explain.c, read_compare.c, read_report.c. */
#ifndef APP_READ_COMMANDS_H
#define APP_READ_COMMANDS_H

#include <stdbool.h>

#include "app/load.h"
#include "model/post.h"

/* The text, with `colour` the words that led to a label in that label's colour; then the reading with
 * its reasons. */
void read_explain(const struct post *post, const struct reading *reading, bool colour);

enum { READ_LABELS = 9 }; /* in which two readings are compared */

/* What another configuration makes of the same posts. */
struct read_comparison {
	struct loaded old;
	bool json;
	size_t posts, changed;
	size_t by_label[READ_LABELS]; /* private, as the order of labels */
};
bool read_compare_begin(struct read_comparison *comparison, const char *old_config, bool json);
void read_compare(
	struct read_comparison *comparison, const struct post *post, const struct reading *reading);
void read_compare_end(struct read_comparison *comparison); /* prints the sums; releases */

/* What operators' decisions say of the rules. `store`: NULL for the configuration's. Gives an exit
 * code. */
int read_report(const char *config, const char *store, bool json);

#endif
