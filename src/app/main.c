/* `nriseva COMMAND ...`: find the command in the table, or help. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/suggest.h"
#include "base/str.h"

static const struct command *const commands[] = {&cmd_serve, &cmd_check, &cmd_read, &cmd_length,
	&cmd_render, &cmd_replay, &cmd_status, &cmd_case, &cmd_delivery, &cmd_key, &cmd_x,
	&cmd_backup, &cmd_restore, &cmd_version};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
	fputs("Usage: nriseva COMMAND [OPTION]...\n"
	      "\n"
	      "Answers people who write to a police help handle on X, and tells the districts.\n"
	      "\n",
		out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\nnriseva COMMAND --help tells more of each.\n", out);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (str_is(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

static int unknown(const char *name)
{
	const char *names[COMMAND_COUNT];
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = commands[i]->name;
	const char *meant = suggest(name, names, COMMAND_COUNT);
	fprintf(stderr, "nriseva: there is no command \"%s\"", name);
	if (meant)
		fprintf(stderr, "; did you mean \"%s\"?", meant);
	fputs("\nSee nriseva --help.\n", stderr);
	return EXIT_CODE_USAGE;
}

static bool is_help(const char *word)
{
	return str_is(word, "--help") || str_is(word, "-h");
}

/* Help is asked for before "--", which ends the options. */
static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && !str_is(argv[i], "--"); i++) {
		if (is_help(argv[i]))
			return true;
	}
	return false;
}

static int help_of(const struct command *command)
{
	fputs(command->usage, stdout);
	return EXIT_CODE_OK;
}

/* What was printed but could not be written (a full disk, a closed pipe) is a failure too. */
static int ended(int code)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("nriseva: standard output");
		return code == EXIT_CODE_OK ? EXIT_CODE_FAILED : code;
	}
	return code;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_CODE_USAGE;
	}
	const char *name = argv[1];
	if (is_help(name) || (str_is(name, "help") && argc == 2)) {
		print_help(stdout);
		return ended(EXIT_CODE_OK);
	}
	if (str_is(name, "--version"))
		name = "version";
	bool helps = str_is(name, "help");
	if (helps)
		name = argv[2];
	const struct command *command = find(name);
	if (!command)
		return unknown(name);
	if (helps || asks_for_help(argc - 1, argv + 1))
		return ended(help_of(command));
	return ended(command->run(argc - 1, argv + 1));
}
