/* The folders of all handles, each loaded once however many handles speak from it. */
#include "reply/reply.h"

#include "base/mem.h"
#include "base/str.h"

struct reply_book {
	const struct config *config;
	struct replies *common;   /* of handles without a folder of their own */
	struct replies **replies; /* by handle, as the configuration has them; may be `common` */
};

/* Whether no handle before it, and not the common ones, speak from this handle's folder. */
static bool is_first(const struct config *config, size_t index)
{
	const char *path = config->handles[index].replies_path;
	for (size_t i = 0; i < index; i++) {
		if (str_is(config->handles[i].replies_path, path))
			return false;
	}
	return !str_is(config->replies_path, path);
}

static struct replies *loaded_before(const struct reply_book *book, size_t index)
{
	const struct config *config = book->config;
	for (size_t i = 0; i < index; i++) {
		if (str_is(config->handles[i].replies_path, config->handles[index].replies_path))
			return book->replies[i];
	}
	return book->common;
}

enum err_code reply_book_load(
	const struct config *config, struct reply_book **out, struct config_mistakes *mistakes)
{
	struct reply_book *book = mem_new(1, sizeof *book);
	book->config = config;
	book->replies = mem_new(config->handle_count, sizeof(struct replies *));
	enum err_code code = replies_load(config, config->replies_path, &book->common, mistakes);
	for (size_t i = 0; i < config->handle_count; i++) {
		const char *path = config->handles[i].replies_path;
		if (!is_first(config, i))
			book->replies[i] = loaded_before(book, i);
		else if (replies_load(config, path, &book->replies[i], mistakes) != ERR_OK)
			code = ERR_CONFIG;
	}
	*out = code == ERR_OK ? book : NULL;
	if (code != ERR_OK)
		reply_book_free(book);
	return code;
}

void reply_book_free(struct reply_book *book)
{
	for (size_t i = 0; i < book->config->handle_count; i++) {
		if (book->replies[i] && is_first(book->config, i))
			replies_free(book->replies[i]);
	}
	if (book->common)
		replies_free(book->common);
	mem_free(book->replies);
	mem_free(book);
}

const struct replies *reply_book_of(const struct reply_book *book, const char *handle)
{
	const struct config_handle *found = config_handle(book->config, handle);
	return found ? book->replies[found - book->config->handles] : book->common;
}

const struct replies *reply_book_common(const struct reply_book *book)
{
	return book->common;
}
