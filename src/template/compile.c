/*
 * Compiling. The source is cut at its tags; what stands between is a text operation, each tag one
 * more. Sections that are open are kept on a small stack; when one is closed, its first operation
 * learns where it ends.
 *
 * The first fault ends it, with its line and column: an open tag, an unknown name, a section closed
 * that is not the innermost, one left open, too many in each other, or Mustache that is not ours.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "template/program.h"

/* A tag: {{, a sign or none, a name, }}. */
struct tag {
	size_t start, end; /* in the source; `end` is behind the }} */
	char sign;         /* '#', '^', '/', '!', '.' or '\0' for a value */
	size_t name;       /* of the first byte of the name */
	size_t name_length;
};

struct compiler {
	struct template_program *program;
	size_t length;  /* of the source */
	size_t written; /* the source up to here is in operations */
	const char *const *allowed;
	size_t allowed_count;
	struct {
		size_t op;       /* the section's first operation */
		size_t position; /* of its tag in the source */
	} open[TEMPLATE_DEPTH_MAX];
	size_t depth;
	struct err *err;
};

static enum err_code fault(struct compiler *c, size_t position, const char *what)
{
	size_t line = 1, column = 1;
	for (size_t i = 0; i < position; i++) {
		unsigned char byte = (unsigned char)c->program->source[i];
		if (byte == '\n') {
			line++;
			column = 1;
		} else if ((byte & 0xc0) != 0x80) {
			column++;
		}
	}
	return err_set(c->err, ERR_CONFIG, "%zu:%zu: %s", line, column, what);
}

static struct template_op *add_op(struct compiler *c, enum template_op_kind kind)
{
	struct template_program *program = c->program;
	/* Grows at each power of two. */
	if ((program->op_count & (program->op_count - 1)) == 0) {
		size_t room = program->op_count ? program->op_count * 2 : 1;
		program->ops = mem_resize(program->ops, room, sizeof *program->ops);
	}
	struct template_op *op = &program->ops[program->op_count++];
	*op = (struct template_op){.kind = kind};
	return op;
}

static void add_text(struct compiler *c, size_t end)
{
	if (end > c->written) {
		struct template_op *op = add_op(c, OP_TEXT);
		op->text.offset = c->written;
		op->text.length = end - c->written;
	}
	c->written = end;
}

/* The index of a used name, which is remembered at its first use. */
static size_t intern(struct template_program *program, const char *name)
{
	for (size_t i = 0; i < program->name_count; i++) {
		if (str_is(program->names[i], name))
			return i;
	}
	program->names =
		mem_resize(program->names, program->name_count + 1, sizeof *program->names);
	program->names[program->name_count] = mem_string(name);
	return program->name_count++;
}

static enum err_code unknown_name(struct compiler *c, const struct tag *tag, const char *name)
{
	char what[300];
	int used = snprintf(what, sizeof what, "there is no {{%.40s}} here; there is", name);
	for (size_t i = 0; i < c->allowed_count && used > 0 && (size_t)used < sizeof what; i++)
		used += snprintf(what + used, sizeof what - (size_t)used, "%s %s", i ? "," : "",
			c->allowed[i]);
	return fault(c, tag->start, what);
}

/* Find a tag's name among those that may be used. */
static enum err_code resolve(struct compiler *c, const struct tag *tag, size_t *out_name)
{
	char *name = mem_string_n(c->program->source + tag->name, tag->name_length);
	enum err_code code = ERR_OK;
	if (*name == '\0')
		code = fault(c, tag->start, "a tag without a name; write it as {{name}}");
	else if (str_index(name, c->allowed, c->allowed_count) < 0)
		code = unknown_name(c, tag, name);
	else
		*out_name = intern(c->program, name);
	mem_free(name);
	return code;
}

static bool in_list(const struct compiler *c)
{
	for (size_t i = 0; i < c->depth; i++) {
		if (c->program->ops[c->open[i].op].kind == OP_SECTION)
			return true;
	}
	return false;
}

static enum err_code compile_value(struct compiler *c, const struct tag *tag)
{
	size_t name;
	if (tag->sign == '.') {
		if (!in_list(c))
			return fault(c, tag->start,
				"{{.}} stands for an item and has no section around it");
		add_op(c, OP_ITEM);
		return ERR_OK;
	}
	enum err_code code = resolve(c, tag, &name);
	if (code == ERR_OK)
		add_op(c, OP_VALUE)->name = name;
	return code;
}

static enum err_code open_section(struct compiler *c, const struct tag *tag)
{
	size_t name;
	if (c->depth == TEMPLATE_DEPTH_MAX)
		return fault(c, tag->start, "too many sections in each other; close one first");
	enum err_code code = resolve(c, tag, &name);
	if (code != ERR_OK)
		return code;
	c->open[c->depth].op = c->program->op_count;
	c->open[c->depth++].position = tag->start;
	add_op(c, tag->sign == '#' ? OP_SECTION : OP_ABSENT)->name = name;
	return ERR_OK;
}

static enum err_code close_section(struct compiler *c, const struct tag *tag)
{
	size_t name;
	char what[160];
	enum err_code code = resolve(c, tag, &name);
	if (code != ERR_OK)
		return code;
	const char *closed = c->program->names[name];
	if (c->depth == 0) {
		snprintf(what, sizeof what, "{{/%.40s}} closes a section that was not opened",
			closed);
		return fault(c, tag->start, what);
	}
	size_t start = c->open[c->depth - 1].op;
	if (c->program->ops[start].name != name) {
		snprintf(what, sizeof what, "{{/%.40s}} stands where {{/%.40s}} must come first",
			closed, c->program->names[c->program->ops[start].name]);
		return fault(c, tag->start, what);
	}
	if (c->program->ops[start].kind == OP_SECTION)
		add_op(c, OP_END)->start = start;
	c->program->ops[start].end = c->program->op_count - 1;
	c->depth--;
	return ERR_OK;
}

/* Read the tag at `start`, where the source has "{{". */
static enum err_code read_tag(struct compiler *c, size_t start, struct tag *out)
{
	const char *source = c->program->source;
	const char *inside = source + start + 2;
	const char *close = strstr(inside, "}}");
	const char *next = strstr(inside, "{{");
	bool comment = *inside == '!';
	if (!close || (next && next < close && !comment))
		return fault(c, start, "this tag is not closed; write }} behind the name");
	if (*inside != '\0' && strchr("{&>=<$", *inside))
		return fault(c, start,
			"only {{name}}, {{#name}}, {{^name}}, {{/name}} and {{! comment }} can be "
			"used");
	out->start = start;
	out->end = (size_t)(close - source) + 2;
	out->sign = *inside != '\0' && strchr("#^/!", *inside) ? *inside++ : '\0';
	while (inside < close && strchr(" \t\r\n", *inside))
		inside++;
	while (close > inside && strchr(" \t\r\n", close[-1]))
		close--;
	out->name = (size_t)(inside - source);
	out->name_length = (size_t)(close - inside);
	if (out->sign == '\0' && out->name_length == 1 && *inside == '.')
		out->sign = '.';
	return ERR_OK;
}

/* If a section's tag stands alone on its line, widen it to the whole line with its end. */
static void widen(const struct compiler *c, struct tag *tag)
{
	const char *source = c->program->source;
	size_t start = tag->start, end = tag->end;
	while (start > 0 && (source[start - 1] == ' ' || source[start - 1] == '\t'))
		start--;
	while (source[end] == ' ' || source[end] == '\t' || source[end] == '\r')
		end++;
	if ((start > 0 && source[start - 1] != '\n') || (end < c->length && source[end] != '\n'))
		return;
	tag->start = start;
	tag->end = end < c->length ? end + 1 : end;
}

static enum err_code compile_tag(struct compiler *c, struct tag *tag)
{
	struct tag whole = *tag;
	if (tag->sign == '\0' || tag->sign == '.') {
		add_text(c, tag->start);
		c->written = tag->end;
		return compile_value(c, tag);
	}
	widen(c, &whole);
	add_text(c, whole.start > c->written ? whole.start : c->written);
	c->written = whole.end;
	if (tag->sign == '!')
		return ERR_OK;
	return tag->sign == '/' ? close_section(c, tag) : open_section(c, tag);
}

static enum err_code compile_all(struct compiler *c)
{
	const char *source = c->program->source;
	enum err_code code = ERR_OK;
	if (strlen(source) != c->length)
		return fault(c, strlen(source), "a NUL byte; the file must be plain text");
	for (const char *at = source; code == ERR_OK && (at = strstr(at, "{{"));) {
		struct tag tag = {0};
		code = read_tag(c, (size_t)(at - source), &tag);
		if (code == ERR_OK)
			code = compile_tag(c, &tag);
		at = source + tag.end;
	}
	if (code != ERR_OK)
		return code;
	if (c->depth > 0)
		return fault(c, c->open[c->depth - 1].position, "this section is not closed");
	add_text(c, c->length);
	return ERR_OK;
}

enum err_code template_compile(const char *source, size_t length, enum template_mode mode,
	const char *const *names, size_t name_count, struct template_program **out, struct err *err)
{
	if (length > TEMPLATE_SOURCE_MAX)
		return err_set(err, ERR_CONFIG, "1:1: the text is larger than %d bytes",
			TEMPLATE_SOURCE_MAX);
	struct compiler c = {.program = mem_new(1, sizeof *c.program),
		.length = length,
		.allowed = names,
		.allowed_count = name_count,
		.err = err};
	c.program->mode = mode;
	c.program->source = mem_string_n(source, length);
	enum err_code code = compile_all(&c);
	if (code == ERR_OK)
		*out = c.program;
	else
		template_free(c.program);
	return code;
}

void template_free(struct template_program *program)
{
	if (!program)
		return;
	for (size_t i = 0; i < program->name_count; i++)
		mem_free(program->names[i]);
	mem_free(program->names);
	mem_free(program->ops);
	mem_free(program->source);
	mem_free(program);
}

bool template_uses(const struct template_program *program, const char *name)
{
	for (size_t i = 0; i < program->name_count; i++) {
		if (str_is(program->names[i], name))
			return true;
	}
	return false;
}
