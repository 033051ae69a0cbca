#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

void *mem_new(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);
	if (!memory)
		panic("out of memory (%zu x %zu bytes)", count, size);
	return memory;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	void *memory = reallocarray(old, count ? count : 1, size ? size : 1);
	if (!memory)
		panic("out of memory (%zu x %zu bytes)", count, size);
	return memory;
}

void *mem_copy(const void *from, size_t size)
{
	void *memory = mem_new(1, size);
	if (size)
		memcpy(memory, from, size);
	return memory;
}

char *mem_string(const char *from)
{
	return from ? mem_string_n(from, strlen(from)) : NULL;
}

char *mem_string_n(const char *from, size_t length)
{
	char *string = mem_new(length + 1, 1);
	if (length)
		memcpy(string, from, length);
	return string;
}

void mem_free(void *memory)
{
	free(memory);
}

void mem_replace(char **place, const char *value)
{
	char *copy = mem_string(value);
	mem_free(*place);
	*place = copy;
}
