#include "district/book.h"

#include "base/mem.h"
#include "base/str.h"

void book_release(struct book *book)
{
	for (size_t i = 0; i < book->case_count; i++) {
		mem_free(book->cases[i]->text);
		mem_free(book->cases[i]);
	}
	mem_free(book->cases);
	mem_free(book->messages);
	*book = (struct book){0};
}

struct book_message *book_message(struct book *book, const char *id)
{
	for (size_t i = 0; i < book->message_count; i++) {
		if (str_is(book->messages[i].id, id)) {
			book->messages[i].attempts++;
			return &book->messages[i];
		}
	}
	book->messages =
		mem_resize(book->messages, book->message_count + 1, sizeof *book->messages);
	struct book_message *message = &book->messages[book->message_count++];
	*message = (struct book_message){.attempts = 1};
	str_copy(message->id, sizeof message->id, id);
	return message;
}

struct book_case *book_case(struct book *book, const char *district, const char *id)
{
	for (size_t i = 0; i < book->case_count; i++) {
		if (str_is(book->cases[i]->id, id) && str_is(book->cases[i]->district, district))
			return book->cases[i];
	}
	struct book_case *entry = mem_new(1, sizeof *entry);
	str_copy(entry->district, sizeof entry->district, district);
	str_copy(entry->id, sizeof entry->id, id);
	book->cases = mem_resize(book->cases, book->case_count + 1, sizeof(struct book_case *));
	book->cases[book->case_count++] = entry;
	return entry;
}

bool book_take_sequence(struct book_case *entry, int64_t sequence)
{
	if (sequence <= entry->sequence)
		return false;
	entry->sequence = sequence;
	return true;
}
