/* Routes: which function serves which method and path. */
#include <string.h>

#include "base/str.h"
#include "http/server.h"

static size_t segment_length(const char *text)
{
	return strcspn(text, "/");
}

/* Whether the path fits the pattern, with what stands in place of the names in braces. */
static bool fits(const char *pattern, const char *path, struct http_params *out)
{
	size_t params = 0;
	while (*pattern && *path) {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t length = segment_length(path);
		if (length == 0 || length >= ROUTE_PARAM_SIZE || params == ROUTE_PARAMS_MAX)
			return false;
		memcpy(out->values[params], path, length);
		out->values[params++][length] = '\0';
		path += length;
		pattern += segment_length(pattern);
	}
	return *pattern == *path;
}

/* The answer to HEAD is that to GET; the server leaves the body away. */
static bool serves(const struct http_route *route, const char *method)
{
	return str_is(route->method, method) ||
	       (str_is(method, "HEAD") && str_is(route->method, "GET"));
}

static void refuse(struct http_exchange *exchange, int status, const char *text)
{
	http_reply(exchange, status, "text/plain; charset=utf-8", text, strlen(text));
}

void http_dispatch(
	const struct http_route *routes, size_t count, void *arg, struct http_exchange *exchange)
{
	bool path_fits = false;
	for (size_t i = 0; i < count; i++) {
		struct http_params params = {0};
		if (!fits(routes[i].pattern, http_path(exchange), &params))
			continue;
		path_fits = true;
		if (serves(&routes[i], http_method(exchange))) {
			routes[i].serve(arg, exchange, &params);
			return;
		}
	}
	if (!path_fits) {
		refuse(exchange, 404, "There is nothing at this path.\n");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct http_params params;
		if (fits(routes[i].pattern, http_path(exchange), &params))
			http_reply_header(exchange, "Allow", routes[i].method);
	}
	refuse(exchange, 405, "This path is not for that method.\n");
}
