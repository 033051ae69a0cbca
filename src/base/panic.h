/* The end of the process for what cannot go on: our own inconsistency, or no memory. */
#ifndef BASE_PANIC_H
#define BASE_PANIC_H

/* Say what is inconsistent and abort. All state is in the store; a supervisor restarts us. */
__attribute__((noreturn, format(printf, 1, 2))) void panic(const char *format, ...);

#endif
