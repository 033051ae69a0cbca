/* Sockets that listen. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include <stdint.h>

#include "base/err.h"

/* Listen on a literal address; port 0 lets the system choose. The caller closes *out_fd. */
enum err_code listen_tcp(const char *address, uint16_t port, int *out_fd, struct err *err);

uint16_t listen_port(int fd);

/* Listen on a unix socket that only our user may open. A socket file that nobody answers on is
 * taken over. The caller closes the descriptor and unlinks the file. */
enum err_code listen_unix(const char *path, int *out_fd, struct err *err);

#endif
