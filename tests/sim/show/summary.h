/* The end of a run as a table: for each post and for the whole, what was expected and what was
 * seen. */
#ifndef SIM_SHOW_SUMMARY_H
#define SIM_SHOW_SUMMARY_H

#include "show/judge.h"
#include "show/view.h"

void summary_print(
	const struct paper *paper, const struct story *story, const struct findings *findings);

#endif
