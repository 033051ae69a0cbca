#include "app/store_file.h"

#include <getopt.h>

#include "app/load.h"

int store_file_command(const struct command *command, int argc, char **argv,
	int (*act)(const char *store_path, const char *file, bool json))
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"store", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'},
		{0},
	};
	const char *config = NULL, *store = NULL;
	bool json = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			config = optarg;
		else if (option == 's')
			store = optarg;
		else if (option == 'j')
			json = true;
		else
			return usage_error(command, "unknown option");
	}
	if (argc - optind != 1)
		return usage_error(command, "name one file");
	if (store)
		return act(store, argv[optind], json);
	struct loaded loaded;
	if (!loaded_open(config, false, &loaded))
		return EXIT_CODE_CONFIG;
	int code = act(loaded.config->store_path, argv[optind], json);
	loaded_release(&loaded);
	return code;
}
