/* The version of this program; a test compares it with the build's. */
#ifndef APP_VERSION_H
#define APP_VERSION_H

#define NRISEVA_VERSION "0.1.0"

#endif
