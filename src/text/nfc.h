/* What NFC can change: private to this room. */
#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include <stdbool.h>
#include <stdint.h>

/* No text is longer than this; what stands behind is not looked at. */
enum { NFC_MAX = 64 * 1024 * 1024 };

/* False if a text of only such code points is in NFC already. */
bool nfc_is_needed(int32_t point);

#endif
