/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-stapio-options.c - the command line of staprun and stapio.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "../../stapio/options.h"
#include "unit.h"

/* Splits at blanks; the text lives as long as the next call. */
static int parse(struct options *o, const char *line)
{
	static char text[512];
	static char *words[32];
	int n = 0;

	snprintf(text, sizeof(text), "staprun %s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		words[n++] = strcmp(word, "''") ? word : word + 2;
	words[n] = NULL;
	return options_parse(o, n, words);
}

static bool rejects(const char *line)
{
	struct options o;

	return parse(&o, line) != 0;
}

static void test_values(void)
{
	struct options o;

	CHECK(!parse(&o, "-vtw -b 16 -o x -S 10,3 -T 50 --timeout 5 m.ko a=1 b=2"));
	CHECK(o.verbose && o.timing && o.no_warnings && o.buffer_mb == 16);
	CHECK(!strcmp(o.output, "x") && o.size_mb == 10 && o.keep == 3);
	CHECK(o.wake_ms == 50 && o.timeout_s == 5);
	CHECK(!strcmp(o.module, "m.ko") && !strcmp(o.settings[1], "b=2") && !o.settings[2]);
	CHECK(!parse(&o, "m") && o.wake_ms == 200 && o.control == -1 && !*o.settings);
	CHECK(!parse(&o, "-x 42 m") && o.target == 42);
	CHECK(!parse(&o, "-c ls m") && !strcmp(o.command, "ls"));
	CHECK(!parse(&o, "-L m") && o.load_only);
	CHECK(!parse(&o, "-A m") && o.attach);
	CHECK(!parse(&o, "-d m") && o.delete);
	CHECK(!parse(&o, "-d *") && o.delete);
	CHECK(!parse(&o, "m") && o.color == COLOR_AUTO);
	CHECK(!parse(&o, "-C never m") && o.color == COLOR_NEVER);
	CHECK(!parse(&o, "-C always m") && o.color == COLOR_ALWAYS);
	CHECK(!parse(&o, "-R -D -o f m") && o.rename && o.daemon);
	CHECK(!parse(&o, "--bulk -S 1 m") && o.bulk && o.size_mb == 1 && !o.keep);
	CHECK(!parse(&o, "--control=5 --data=6,7 --name=x --started=9 m"));
	CHECK(o.control == 5 && o.started == 9 && !strcmp(o.data, "6,7"));
	/* Words behind the module are no options. */
	CHECK(!parse(&o, "m a=-v") && !o.verbose);
}

static void test_rejected(void)
{
	CHECK(rejects(""));
	CHECK(rejects("-c '' m"));
	CHECK(rejects("-c ls -x 1 m"));
	CHECK(rejects("-x 0 m"));
	CHECK(rejects("-x 1x m"));
	CHECK(rejects("-b 0 m"));
	CHECK(rejects("-b 4096 m"));
	CHECK(rejects("-S 10 m"));
	CHECK(rejects("-S 0 -o x m"));
	CHECK(rejects("-S 1, -o x m"));
	CHECK(rejects("-S 1,2,3 -o x m"));
	CHECK(rejects("-D m"));
	CHECK(rejects("-A -L m"));
	CHECK(rejects("-A m a=1"));
	CHECK(rejects("-A -x 1 m"));
	CHECK(rejects("-r 1:x m"));
	CHECK(rejects("-N 1 m"));
	CHECK(rejects("-C red m"));
	CHECK(rejects("-A *") && rejects("*"));
	CHECK(rejects("-M 1 m"));
	CHECK(rejects("--nonsense m"));
	CHECK(rejects("m word"));
	CHECK(rejects("m =1"));
	CHECK(rejects("--timeout 0 m"));
}

int main(void)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	test_values();
	test_rejected();
	return unit_status();
}
