#include "model/post.h"

#include "base/mem.h"

void post_release(struct post *post)
{
	mem_free(post->id);
	mem_free(post->identity);
	mem_free(post->author_id);
	mem_free(post->author_name);
	mem_free(post->conversation_id);
	mem_free(post->parent_id);
	mem_free(post->text);
	*post = (struct post){0};
}

void post_copy(struct post *out, const struct post *from)
{
	*out = *from;
	out->id = mem_string(from->id);
	out->identity = mem_string(from->identity);
	out->author_id = mem_string(from->author_id);
	out->author_name = mem_string(from->author_name);
	out->conversation_id = mem_string(from->conversation_id);
	out->parent_id = mem_string(from->parent_id);
	out->text = mem_string(from->text);
}
