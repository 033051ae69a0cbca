/* Numbers with letters in them, in a plain text (plain.h): private to this room. Each gives where
 * the thing ends that begins at `at`, 0 if none does. */
#ifndef TEXT_PAPERS_H
#define TEXT_PAPERS_H

#include <stdbool.h>
#include <stddef.h>

/* A case id as we write it: letters, dash, four symbols, dash, four symbols. */
size_t papers_case_id(const char *text, size_t length, size_t at);

/* A vehicle: "UP32AB1234", "up 32 ab 1234". */
size_t papers_vehicle(const char *text, size_t length, size_t at);

/* A passport: a letter and seven digits (perhaps apart), two letters and six or seven digits; if a
 * word told so, all that countries write. */
size_t papers_passport(const char *text, size_t length, size_t at, bool told);

/* A PAN (ABCDE1234F), perhaps apart if a word told so. */
size_t papers_pan(const char *text, size_t length, size_t at, bool told);

/* The code of a bank's branch: four letters, 0, six symbols. */
size_t papers_ifsc(const char *text, size_t length, size_t at);

#endif
