#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

enum { LISTEN_BACKLOG = 128 };

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un path;
};

static socklen_t read_address(const char *text, uint16_t port, union any_address *out)
{
	*out = (union any_address){0};
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return sizeof out->v4;
	}
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		return sizeof out->v6;
	}
	return 0;
}

static int new_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int bind_and_listen(int fd, const union any_address *address, socklen_t size)
{
	if (bind(fd, &address->any, size) != 0)
		return errno;
	return listen(fd, LISTEN_BACKLOG) != 0 ? errno : 0;
}

static enum err_code tell_tcp(int problem, const char *address, unsigned port, struct err *err)
{
	if (problem == EADDRINUSE)
		return err_set(err, ERR_BUSY,
			"%s port %u is in use by another program; stop that one or set another "
			"port",
			address, port);
	if (problem == EACCES)
		return err_set(err, ERR_DENIED,
			"%s port %u: no permission to listen there; choose a port above 1023",
			address, port);
	if (problem == EADDRNOTAVAIL)
		return err_set(
			err, ERR_CONFIG, "%s: this machine does not have that address", address);
	return err_set(err, ERR_IO, "%s port %u: %s", address, port, strerror(problem));
}

enum err_code listen_tcp(const char *address, uint16_t port, int *out_fd, struct err *err)
{
	union any_address to;
	socklen_t size = read_address(address, port, &to);
	if (size == 0)
		return err_set(err, ERR_CONFIG,
			"\"%s\" is no address to listen on; write one like 127.0.0.1 or ::1",
			address);
	int fd = new_socket(to.any.sa_family);
	if (fd < 0)
		return tell_tcp(errno, address, port, err);
	const int yes = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (to.any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
	int problem = bind_and_listen(fd, &to, size);
	if (problem) {
		close(fd);
		return tell_tcp(problem, address, port, err);
	}
	*out_fd = fd;
	return ERR_OK;
}

uint16_t listen_port(int fd)
{
	union any_address here = {0};
	socklen_t size = sizeof here;
	if (getsockname(fd, &here.any, &size) != 0)
		return 0;
	if (here.any.sa_family == AF_INET)
		return ntohs(here.v4.sin_port);
	return here.any.sa_family == AF_INET6 ? ntohs(here.v6.sin6_port) : 0;
}

/* Whether somebody accepts connections there. */
static bool is_answered(const union any_address *address)
{
	int fd = new_socket(AF_UNIX);
	if (fd < 0)
		return true;
	/* A queue that is full, or a socket that is another user's, is somebody's. */
	bool answered =
		connect(fd, &address->any, sizeof address->path) == 0 || errno != ECONNREFUSED;
	close(fd);
	return answered;
}

static bool is_socket(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

static enum err_code tell_unix(int problem, const char *path, struct err *err)
{
	if (problem == EADDRINUSE)
		return err_set(err, ERR_BUSY,
			"%s is in use: another daemon listens there, or it is a file of another "
			"kind",
			path);
	return err_set(
		err, problem == EACCES ? ERR_DENIED : ERR_IO, "%s: %s", path, strerror(problem));
}

enum err_code listen_unix(const char *path, int *out_fd, struct err *err)
{
	union any_address to = {0};
	to.path.sun_family = AF_UNIX;
	if (!str_copy(to.path.sun_path, sizeof to.path.sun_path, path))
		return err_set(err, ERR_CONFIG,
			"%s: the path of a socket may have %zu bytes at most; choose a shorter one",
			path, sizeof to.path.sun_path - 1);
	int fd = new_socket(AF_UNIX);
	if (fd < 0)
		return tell_unix(errno, path, err);
	/* Linux makes the file with the mode of the socket, so it is never open to others, not even
	 * for a moment. */
	fchmod(fd, S_IRUSR | S_IWUSR);
	int problem = bind_and_listen(fd, &to, sizeof to.path);
	if (problem == EADDRINUSE && is_socket(path) && !is_answered(&to)) {
		unlink(path);
		problem = bind_and_listen(fd, &to, sizeof to.path);
	}
	if (problem) {
		close(fd);
		return tell_unix(problem, path, err);
	}
	*out_fd = fd;
	return ERR_OK;
}
