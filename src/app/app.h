/* The command line: one table of commands, one meaning per exit code. */
#ifndef APP_APP_H
#define APP_APP_H

/* What a script may rely on. */
enum exit_code {
	EXIT_CODE_OK = 0,
	EXIT_CODE_FAILED =
		1, /* the work could not be done, or the answer is no; standard error says why */
	EXIT_CODE_USAGE = 2,  /* the command line is wrong */
	EXIT_CODE_CONFIG = 3, /* a file that an operator writes is wrong or missing */
	EXIT_CODE_STORE = 4,  /* the store cannot be used: busy, damaged, of a newer version */
};

struct command {
	const char *name;
	const char *summary;               /* one line for `nriseva --help` */
	const char *usage;                 /* all of `nriseva NAME --help` */
	int (*run)(int argc, char **argv); /* argv[0] is the command's name; gives an exit code */
};

extern const struct command cmd_serve;
extern const struct command cmd_check;
extern const struct command cmd_read;
extern const struct command cmd_length;
extern const struct command cmd_render;
extern const struct command cmd_replay;
extern const struct command cmd_status;
extern const struct command cmd_case;
extern const struct command cmd_delivery;
extern const struct command cmd_key;
extern const struct command cmd_x;
extern const struct command cmd_backup;
extern const struct command cmd_restore;
extern const struct command cmd_version;

/* Say on standard error what is wrong with the command line and where help is. Gives
 * EXIT_CODE_USAGE. */
__attribute__((format(printf, 2, 3))) int usage_error(
	const struct command *command, const char *format, ...);

#endif
