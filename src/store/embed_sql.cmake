# Turn sql/*.sql into an enum and an array of statements, and sql/ENGINE/*.sql into an array of migrations.
#   cmake -DFROM=.../sql -DTO=... -P embed_sql.cmake
# A statement begins with a line `-- :name WORD` and goes to the next such line; comment lines are left out.

function(as_c_string text out)
	string(REPLACE "\\" "\\\\" text "${text}")
	string(REPLACE "\"" "\\\"" text "${text}")
	string(REPLACE "\n" "\\n\"\n\t\t\"" text "${text}")
	set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

set(enum "")
set(array "")
file(GLOB files ${FROM}/*.sql)
foreach(file ${files})
	file(READ ${file} text)
	string(FIND "${text}" "-- :name " at)
	while(NOT at EQUAL -1)
		math(EXPR at "${at} + 9")
		string(SUBSTRING "${text}" ${at} -1 text)
		string(FIND "${text}" "\n" end)
		string(SUBSTRING "${text}" 0 ${end} name)
		string(SUBSTRING "${text}" ${end} -1 text)
		string(FIND "${text}" "-- :name " at)
		string(SUBSTRING "${text}" 0 ${at} body)
		string(REGEX REPLACE "\n--[^\n]*" "" body "${body}")
		string(STRIP "${body}" body)
		string(TOUPPER "${name}" upper)
		string(APPEND enum "\tSQL_${upper},\n")
		as_c_string("${body}" body)
		string(APPEND array "\t[SQL_${upper}] = {\"${name}\",\n\t\t${body}},\n")
	endwhile()
endforeach()

set(migrations "")
file(GLOB files ${FROM}/sqlite/*.sql)
foreach(file ${files})
	file(READ ${file} text)
	as_c_string("${text}" text)
	string(APPEND migrations "\t${text},\n")
endforeach()

file(WRITE ${TO}/store_sql.h "/* Made from sql/ by embed_sql.cmake. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <stddef.h>

enum sql {
${enum}\tSQL_COUNT
};

struct sql_statement {
	const char *name;
	const char *text; /* parameters as $1, $2 ... */
};

extern const struct sql_statement sql_statements[SQL_COUNT];
extern const char *const sql_migrations[];
extern const size_t sql_migration_count;

#endif
")
file(WRITE ${TO}/store_sql.c "#include \"store_sql.h\"

const struct sql_statement sql_statements[SQL_COUNT] = {
${array}};

const char *const sql_migrations[] = {
${migrations}};

const size_t sql_migration_count = sizeof sql_migrations / sizeof *sql_migrations;
")
