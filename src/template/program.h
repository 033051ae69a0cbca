/* A compiled template: a flat list of operations over one copy of the source. */
#ifndef TEMPLATE_PROGRAM_H
#define TEMPLATE_PROGRAM_H

#include "template/template.h"

enum template_op_kind {
	OP_TEXT,    /* write bytes of the source */
	OP_VALUE,   /* write the value of a name */
	OP_ITEM,    /* write the item of the innermost list: {{.}} */
	OP_SECTION, /* enter if the name is present, else go behind `end` */
	OP_ABSENT,  /* go on if the name is absent, else go behind `end` */
	OP_END,     /* of an OP_SECTION: again from behind `start` with the next item, or leave */
};

struct template_op {
	enum template_op_kind kind;
	union {
		struct {
			size_t offset, length;
		} text;
		struct {
			size_t name; /* index into `names` */
			size_t end; /* sections: index of the last operation inside or the OP_END */
		};
		size_t start; /* OP_END: index of its OP_SECTION */
	};
};

struct template_program {
	enum template_mode mode;
	char *source;
	char **names; /* those that are used */
	size_t name_count;
	struct template_op *ops;
	size_t op_count;
};

#endif
