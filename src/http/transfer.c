/*
 * A transfer from its beginning (the URL, the headers and the rules that every request is under),
 * through what libcurl calls on its behalf (addresses, bytes, the moment before sending), to the
 * meaning of its end.
 *
 * A request on a kept connection that the other side closes without a byte of answer is silently
 * sent again by libcurl. We refuse the second sending of everything but GET: the asker must know
 * that the first may have arrived. So we do for a GET that is signed for one use.
 *
 * Policy is checked when a socket is made for an address (no connect is tried for one that is
 * refused) and again before each request, because a kept connection is shared by all requests to
 * the same host and port.
 */
#include "http/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"

enum {
	CONNECTION_AGE_S = 60,
	CONNECTION_LIFE_S = 600,
	HEADER_BYTES_MAX = 64 * 1024,
	ARRIVED_MAX = 256 * 1024, /* of a body that never ends, until it is given */
};

struct transfer *transfer_new(struct http_client *client, struct http_request *request)
{
	struct transfer *transfer = mem_new(1, sizeof *transfer);
	transfer->client = client;
	transfer->request = request;
	list_init(&transfer->node);
	buf_init(&transfer->answer, request->answer_cap);
	buf_init(&transfer->arrived, ARRIVED_MAX);
	request->inner = transfer;
	request->status = 0;
	request->retry_after_s = -1;
	return transfer;
}

/* --- a body that never ends --- */

static void give_later(struct transfer *transfer)
{
	if (!transfer->paused)
		loop_defer(transfer->loop, &transfer->give);
}

/* A piece of the body. What does not fit is shown again by libcurl when it is told to go on. */
static size_t on_piece(struct transfer *transfer, const char *bytes, size_t length)
{
	if (buf_add(&transfer->arrived, bytes, length) != ERR_OK) {
		transfer->held = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	give_later(transfer);
	return length;
}

void transfer_give(struct transfer *transfer)
{
	struct http_request *request = transfer->request;
	struct buf bytes = transfer->arrived;
	bool first = !transfer->told;
	if (!transfer->open || (!first && bytes.length == 0))
		return;
	if (!first)
		buf_init(&transfer->arrived, ARRIVED_MAX);
	transfer->told = true;
	if (transfer->held && !transfer->ended && !first) {
		transfer->held = false;
		curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
	}
	/* The first call has no bytes; they come in the next turn. */
	if (first && bytes.length > 0)
		give_later(transfer);
	request->on_data(request, first ? "" : bytes.bytes, first ? 0 : bytes.length);
	if (!first)
		buf_release(&bytes);
}

/* --- what libcurl calls on behalf of a transfer --- */

static size_t on_body(char *bytes, size_t one, size_t length, void *arg)
{
	(void)one;
	struct transfer *transfer = arg;
	transfer->byte_mono = clock_mono_ms();
	if (transfer->open)
		return on_piece(transfer, bytes, length);
	size_t room = transfer->answer.cap - transfer->answer.length;
	if (length <= room)
		return buf_add(&transfer->answer, bytes, length) == ERR_OK ? length : 0;
	transfer->cut = true;
	return buf_add(&transfer->answer, bytes, room) == ERR_OK ? CURL_WRITEFUNC_ERROR : 0;
}

static void on_headers_end(struct transfer *transfer)
{
	long status = 0;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	transfer->open = status >= 200 && status <= 299;
	if (transfer->open)
		give_later(transfer);
}

static size_t on_header(char *bytes, size_t one, size_t length, void *arg)
{
	(void)one;
	struct transfer *transfer = arg;
	transfer->header_bytes += length;
	transfer->byte_mono = clock_mono_ms();
	if (transfer->request->on_data && length == 2 && bytes[0] == '\r')
		on_headers_end(transfer);
	return transfer->header_bytes > HEADER_BYTES_MAX ? CURL_WRITEFUNC_ERROR : length;
}

static bool may_reach(const struct transfer *transfer, const struct sockaddr *address)
{
	if (transfer->request->unix_path)
		return address->sa_family == AF_UNIX;
	if (transfer->plain && !address_is_loopback(address))
		return false;
	return address_is_allowed(transfer->request->address, address);
}

static curl_socket_t on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	struct transfer *transfer = arg;
	if (!may_reach(transfer, &address->addr)) {
		transfer->denied++;
		return CURL_SOCKET_BAD;
	}
	transfer->tried++;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool may_reach_text(const struct transfer *transfer, const char *ip)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1)
		return may_reach(transfer, (const struct sockaddr *)&v4);
	return inet_pton(AF_INET6, ip, &v6.sin6_addr) == 1 &&
	       may_reach(transfer, (const struct sockaddr *)&v6);
}

static int on_about_to_send(
	void *arg, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	struct transfer *transfer = arg;
	if (!transfer->request->unix_path && !may_reach_text(transfer, remote_ip)) {
		transfer->denied++;
		return CURL_PREREQFUNC_ABORT;
	}
	if (transfer->sendings > 0 &&
		(transfer->request->once || !str_is(transfer->request->method, "GET"))) {
		transfer->repeated = true;
		return CURL_PREREQFUNC_ABORT;
	}
	transfer->sendings++;
	return CURL_PREREQFUNC_OK;
}

/* --- the beginning of a transfer --- */

static bool is_token(const char *name)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return *name && name[strspn(name, token)] == '\0';
}

static bool is_value(const char *value)
{
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;
		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return true;
}

static void add_line(struct transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);
	if (!longer)
		panic("out of memory (a header line)");
	transfer->headers = longer;
}

static enum err_code add_header(
	struct transfer *transfer, const char *name, const char *value, struct err *err)
{
	if (!is_token(name) || !is_value(value))
		return err_set(err, ERR_FORMAT,
			"a request header (%s) has characters that do not belong there",
			is_token(name) ? name : "its name");
	struct buf line;
	buf_init(&line, HEADER_BYTES_MAX);
	/* "Name;" is how libcurl is told to send a header without a value. */
	enum err_code code = buf_add_format(&line, *value ? "%s: %s" : "%s;", name, value);
	if (code == ERR_OK)
		add_line(transfer, line.bytes);
	buf_release(&line);
	return code == ERR_OK ? ERR_OK
			      : err_set(err, ERR_FORMAT, "the request header %s is too long", name);
}

static enum err_code add_headers(struct transfer *transfer, struct err *err)
{
	const struct http_request *request = transfer->request;
	bool typed = false;
	for (size_t i = 0; i < request->header_count; i++) {
		enum err_code code = add_header(
			transfer, request->headers[i].name, request->headers[i].value, err);
		if (code != ERR_OK)
			return code;
		typed = typed || curl_strequal(request->headers[i].name, "Content-Type");
	}
	add_line(transfer, "Expect:");
	if (!typed)
		add_line(transfer, "Content-Type:");
	return ERR_OK;
}

/* https, or http where the policy has it; a host, no user and no password. */
static enum err_code check_url(struct transfer *transfer, struct err *err)
{
	const struct http_request *request = transfer->request;
	CURLU *url = curl_url();
	char *scheme = NULL;
	enum err_code code = ERR_OK;
	if (!url ||
		curl_url_set(url, CURLUPART_URL, request->url, CURLU_DISALLOW_USER) != CURLUE_OK ||
		curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
		code = err_set(err, ERR_FORMAT,
			"\"%s\" is no URL to call; write one like https://example.com/path, "
			"without user and password",
			request->url);
	else if (str_is(scheme, "http"))
		transfer->plain = true;
	else if (!str_is(scheme, "https"))
		code = err_set(err, ERR_FORMAT, "%s: only https can be called", request->url);
	if (transfer->plain && !request->unix_path && !request->address->loopback)
		code = err_set(err, ERR_DENIED,
			"%s: only https is allowed; http is for loopback, where the configuration "
			"says plain_loopback",
			request->url);
	curl_free(scheme);
	curl_url_cleanup(url);
	return code;
}

static void set_method(CURL *easy, const struct http_request *request)
{
	if (str_is(request->method, "GET")) {
		curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
	} else if (str_is(request->method, "POST") || str_is(request->method, "PUT")) {
		/* A PUT of libcurl's own would ask us for its body piece by piece. */
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
		curl_easy_setopt(
			easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
	} else {
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	}
}

static void set_rules(CURL *easy, const struct transfer *transfer)
{
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http" : "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* One request, one connection at a time: what was sent and what not stays easy to tell. */
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* Without it, ending a transfer that is still resolving stops the whole loop until the
	 * resolver answers. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(
		easy, CURLOPT_CONNECTTIMEOUT_MS, (long)transfer->request->connect_timeout_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
		transfer->request->on_data ? 0L : (long)transfer->request->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)CONNECTION_AGE_S);
	curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, (long)CONNECTION_LIFE_S);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "nriseva/0.1");
}

static void set_callbacks(CURL *easy, struct transfer *transfer)
{
	curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->message);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, (void *)transfer);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, (void *)transfer);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_about_to_send);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, (void *)transfer);
}

enum err_code transfer_begin(struct transfer *transfer, struct err *err)
{
	enum err_code code = check_url(transfer, err);
	if (code == ERR_OK)
		code = add_headers(transfer, err);
	if (code != ERR_OK)
		return code;
	CURL *easy = transfer->easy = curl_easy_init();
	if (!easy)
		panic("out of memory (curl_easy_init)");
	curl_easy_setopt(easy, CURLOPT_URL, transfer->request->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	if (transfer->request->unix_path)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, transfer->request->unix_path);
	set_method(easy, transfer->request);
	set_rules(easy, transfer);
	set_callbacks(easy, transfer);
	return ERR_OK;
}

/* --- the end of a transfer --- */

static void transfer_free(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	buf_release(&transfer->answer);
	buf_release(&transfer->arrived);
	loop_undefer(&transfer->give);
	loop_timer_free(transfer->silence);
	mem_free(transfer);
}

static int64_t retry_after(struct transfer *transfer)
{
	curl_off_t seconds = 0;
	struct curl_header *header;
	if (curl_easy_header(transfer->easy, "Retry-After", 0, CURLH_HEADER, -1, &header) !=
		CURLHE_OK)
		return -1;
	curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &seconds);
	return seconds > 0 ? seconds : 0;
}

void transfer_finish(struct transfer *transfer, enum err_code code, const struct err *err)
{
	struct http_request *request = transfer->request;
	long status = 0;
	if (transfer->easy) {
		curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
		request->retry_after_s = retry_after(transfer);
	}
	request->status = (int)status;
	request->answer = transfer->answer;
	request->cut = transfer->cut;
	request->sent = transfer->sendings > 0;
	request->done(request, code, code == ERR_OK ? NULL : err);
	transfer_free(transfer);
}

static const char *words_of(const struct transfer *transfer, CURLcode result)
{
	return transfer->message[0] ? transfer->message : curl_easy_strerror(result);
}

static bool is_tls_refusal(CURLcode result)
{
	return result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_ISSUER_ERROR ||
	       result == CURLE_SSL_INVALIDCERTSTATUS || result == CURLE_SSL_PINNEDPUBKEYNOTMATCH ||
	       result == CURLE_SSL_CACERT_BADFILE || result == CURLE_SSL_CRL_BADFILE;
}

enum err_code transfer_judge(const struct transfer *transfer, CURLcode result, struct err *err)
{
	const char *url = transfer->request->url, *words = words_of(transfer, result);
	bool sent = transfer->sendings > 0;
	if (result == CURLE_OK || (result == CURLE_WRITE_ERROR && transfer->cut))
		return ERR_OK;
	if (transfer->repeated)
		return err_set(err, ERR_REMOTE,
			"%s: the connection was closed before an answer came", url);
	if (transfer->denied > 0 && transfer->tried == 0 && !sent)
		return err_set(err, ERR_DENIED,
			"%s: its address is not one that requests may go to (private, local or "
			"reserved); open the subnet for this endpoint if it is right",
			url);
	if (is_tls_refusal(result))
		return err_set(
			err, ERR_DENIED, "%s: the certificate was not accepted: %s", url, words);
	if (result == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_TIMEOUT, "%s: %s", url, words);
	if (!sent && (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL))
		return err_set(err, ERR_FORMAT, "%s: %s", url, words);
	return err_set(err, sent ? ERR_REMOTE : ERR_UNREACHABLE, "%s: %s", url, words);
}

const char *http_answer_header(const struct http_request *request, const char *name)
{
	const struct transfer *transfer = request->inner;
	struct curl_header *header;
	if (!transfer->easy ||
		curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}
