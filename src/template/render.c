#include <string.h>

#include "template/program.h"

/* A section that is being rendered. */
struct frame {
	size_t start;                       /* its OP_SECTION */
	const struct template_value *value; /* what it is about */
	size_t item;                        /* the present one, if it is a list */
};

struct renderer {
	const struct template_program *program;
	const struct template_value *values;
	size_t count;
	struct frame frames[TEMPLATE_DEPTH_MAX];
	size_t depth;
	struct buf *out;
};

/* NULL for a name that is absent. */
static const struct template_value *find(const struct renderer *r, size_t name)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct template_value *value = &r->values[i];
		if (strcmp(value->name, r->program->names[name]) != 0)
			continue;
		return value->item_count > 0 || (value->string && *value->string) ? value : NULL;
	}
	return NULL;
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void write_string(struct renderer *r, const char *string)
{
	if (r->program->mode == TEMPLATE_TEXT) {
		buf_add_string(r->out, string);
		return;
	}
	for (; *string; string++) {
		const char *escaped = entity(*string);
		if (escaped)
			buf_add_string(r->out, escaped);
		else
			buf_add_char(r->out, *string);
	}
}

static const char *item_of(const struct frame *frame)
{
	return frame->value->item_count > 0 ? frame->value->items[frame->item]
					    : frame->value->string;
}

/* A name inside its own section is the item, elsewhere the string or the whole list. */
static void write_value(struct renderer *r, size_t name)
{
	const struct template_value *value = find(r, name);
	if (!value)
		return;
	for (size_t i = r->depth; i-- > 0;) {
		if (r->frames[i].value == value) {
			write_string(r, item_of(&r->frames[i]));
			return;
		}
	}
	if (value->item_count == 0)
		write_string(r, value->string);
	for (size_t i = 0; i < value->item_count; i++) {
		if (i > 0)
			buf_add_string(r->out, ", ");
		write_string(r, value->items[i]);
	}
}

/* Carry out the operation at `at`; gives the next one. */
static size_t step(struct renderer *r, size_t at)
{
	const struct template_op *op = &r->program->ops[at];
	struct frame *top = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
	const struct template_value *value;
	switch (op->kind) {
	case OP_TEXT:
		buf_add(r->out, r->program->source + op->text.offset, op->text.length);
		break;
	case OP_VALUE:
		write_value(r, op->name);
		break;
	case OP_ITEM:
		if (top)
			write_string(r, item_of(top));
		break;
	case OP_SECTION:
		value = find(r, op->name);
		if (!value)
			return op->end + 1;
		r->frames[r->depth++] = (struct frame){.start = at, .value = value};
		break;
	case OP_ABSENT:
		if (find(r, op->name))
			return op->end + 1;
		break;
	case OP_END:
		if (top && ++top->item < top->value->item_count)
			return op->start + 1;
		r->depth--;
		break;
	}
	return at + 1;
}

enum err_code template_render(const struct template_program *program,
	const struct template_value *values, size_t count, struct buf *out)
{
	struct renderer r = {.program = program, .values = values, .count = count, .out = out};
	for (size_t at = 0; at < program->op_count && !out->overflowed;)
		at = step(&r, at);
	return out->overflowed ? ERR_LIMIT : ERR_OK;
}
