/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-user-host.c - runtime/user: a whole script as the translator would write it.
 *
 * Each case runs host_run() in a child with the global `mode` set by -G, and
 * looks at its output, its errors and its exit status.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"
#include "user.h"

enum { QUIET, EXIT_EARLY, SOFT_ERROR, CAUGHT, ABORT, LOOP, NEEDS_KERNEL, LIBRARY, END_ERROR };

/* ---- the script: global mode, name, hits; probes of all phases ----------------------- */

static s64 mode;
static struct stp_text name = { .initial = STP_STR_INIT("nobody") };
static struct stp_map hits = {
	.name = "hits",
	.nkeys = 1,
	.keys = { STP_STRING },
	.value = STP_STAT,
	.limit = 8,
};

static const struct stp_global globals[] = {
	{ .name = "mode", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &mode },
	{ .name = "name", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &name },
	{ .name = "hits", .kind = STP_GLOBAL_MAP, .object = &hits },
};

static const struct stp_format line = {
	.n = 2,
	.items =
		(const struct stp_item[]){
			{ .conv = 's',
			  .width = STP_UNSET,
			  .precision = STP_UNSET,
			  .literal = STP_STR_INIT(" ") },
			{ .conv = 'd',
			  .width = STP_UNSET,
			  .precision = STP_UNSET,
			  .literal = STP_STR_INIT("\n") },
		},
};

static struct stp_loop loop = { .map = &hits, .sort = STP_SORT_COUNT, .descending = 1 };

static void probe_first(struct stp_context *c)
{
	stp_log(c, stp_text_get(&name));
	if (mode == EXIT_EARLY)
		stp_exit(c);
	if (mode == ABORT) {
		stp_abort(c);
		stp_check(c, out);
	}
	if (mode == SOFT_ERROR || mode == CAUGHT) {
		stp_at(c, "operator '/' at t.stp:3:7");
		stp_div(c, 1, 0);
		stp_check(c, catch_1);
	}
	stp_log(c, STP_STR("still here"));
	goto out;
catch_1:
	if (mode == CAUGHT) {
		struct stp_str message;

		stp_catch(c, &message);
		stp_log(c, message);
	}
out:
	return;
}

static void probe_second(struct stp_context *c)
{
	s64 i = 0;

	if (mode == LOOP)
		for (;; i++)
			stp_actions(c, 1, "keyword 'for' at t.stp:9:2");
	if (mode == NEEDS_KERNEL) {
		stp_at(c, "identifier 'returnval' at t.stp:5:1");
		stp_returnval(c);
	}
	stp_map_stat_add(c, &hits, STP_VALUES(stp_s(STP_STR("b"))), 1);
	stp_map_stat_add(c, &hits, STP_VALUES(stp_s(STP_STR("a"))), 1);
	stp_map_stat_add(c, &hits, STP_VALUES(stp_s(STP_STR("a"))), 41);
	stp_warn(c, STP_STR("second"));
out:
	return;
}

static void probe_end(struct stp_context *c)
{
	stp_loop_begin(c, &loop, -1, NULL, 0);
	stp_check(c, out);
	while (stp_loop_next(c, &loop))
		stp_printf(c, &line,
			   STP_VALUES(stp_loop_key(&loop, 0),
				      stp_n(stp_stat_sum(stp_loop_stat(&loop)))));
	if (mode == END_ERROR)
		stp_error(c, STP_STR("at the end"));
	if (mode == LIBRARY && stp_pid(c) == getpid() &&
	    stp_str_equal(stp_ctime(c, 2147483647), STP_STR("Tue Jan 19 03:14:07 2038")))
		stp_log(c, stp_user_string(c, (s64)(unsigned long)"from memory"));
out:
	stp_loop_end(&loop);
}

static void probe_error(struct stp_context *c)
{
	stp_log(c, STP_STR("error probe"));
}

#define BEGIN(p, o)                                                                                \
	&(const struct stp_begin_spec)                                                             \
	{                                                                                          \
		.phase = (p), .order = (o)                                                         \
	}

static const struct stp_probe probes[] = {
	{ .engine = &stp_engine_begin,
	  .spec = BEGIN(STP_END, 0),
	  .point = "end",
	  .handler = probe_end },
	{ .engine = &stp_engine_begin,
	  .spec = BEGIN(STP_BEGIN, 1),
	  .point = "begin(1)",
	  .handler = probe_second,
	  .loops = 1 },
	{ .engine = &stp_engine_begin,
	  .spec = BEGIN(STP_BEGIN, -5),
	  .point = "begin(-5)",
	  .handler = probe_first },
	{ .engine = &stp_engine_begin,
	  .spec = BEGIN(STP_NEVER, 0),
	  .point = "never",
	  .handler = probe_error },
	{ .engine = &stp_engine_begin,
	  .spec = BEGIN(STP_ERROR, 0),
	  .point = "error",
	  .handler = probe_error },
};

static struct stp_loop *const loops[] = { &loop };

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION,
	.name = "t.stp",
	.globals = globals,
	.nglobals = STP_COUNT(globals),
	.loops = loops,
	.nloops = STP_COUNT(loops),
	.probes = probes,
	.nprobes = STP_COUNT(probes),
};

/* ---- running it ------------------------------------------------------------------------ */

static char out[4096], err[4096];

static void drain(int fd, char *text)
{
	size_t n = 0;
	ssize_t got;

	while (n < sizeof(out) - 1 && (got = read(fd, text + n, sizeof(out) - 1 - n)) > 0)
		n += (size_t)got;
	text[n] = 0;
	close(fd);
}

/* Exit status of a run with these arguments; fills out and err. */
static int run(const char *first, const char *second)
{
	char *argv[] = {
		"script", "-G", (char *)first, second ? "-G" : NULL, (char *)second, NULL
	};
	int o[2], e[2], status;
	pid_t child;

	fflush(stdout);
	if (pipe(o) || pipe(e) || (child = fork()) < 0)
		abort();
	if (!child) {
		dup2(o[1], STDOUT_FILENO);
		dup2(e[1], STDERR_FILENO);
		exit(host_run(&stp_script, second ? 5 : 3, argv));
	}
	close(o[1]);
	close(e[1]);
	drain(o[0], out);
	drain(e[0], err);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_plain_run(void)
{
	CHECK(run("mode=0", "name=somebody") == 0);
	CHECK(!strcmp(out, "somebody\nstill here\na 42\nb 1\n"));
	CHECK(!strcmp(err, "WARNING: second\n"));
}

static void test_exit_and_abort(void)
{
	CHECK(run("mode=1", NULL) == 0 && !strcmp(out, "nobody\nstill here\n") && !*err);
	CHECK(run("mode=4", NULL) == 0 && !strcmp(out, "nobody\n") && !*err);
}

static void test_errors(void)
{
	CHECK(run("mode=2", NULL) == 1);
	CHECK(!strcmp(out, "nobody\nerror probe\n"));
	CHECK(!strcmp(err,
		      "ERROR: division by 0 near operator '/' at t.stp:3:7 in probe begin(-5)\n"
		      "WARNING: Number of errors: 1, skipped probes: 0\n"));
	CHECK(run("mode=3", NULL) == 0 && strstr(out, "nobody\ndivision by 0\n"));
	CHECK(run("mode=5", NULL) == 1 && strstr(err, "ERROR: MAXACTION exceeded near keyword"));
	CHECK(run("mode=6", NULL) == 1 && strstr(err, "ERROR: returnval() needs the kernel near"));
	CHECK(run("mode=8", NULL) == 1 && strstr(out, "a 42\nb 1\nerror probe\n"));
	CHECK(strstr(err, "ERROR: at the end in probe end\n"));
}

static void test_library(void)
{
	CHECK(run("mode=7", NULL) == 0 && strstr(out, "from memory\n"));
}

static void test_command_line(void)
{
	CHECK(run("mode=x", NULL) == 2 && !strcmp(err, "ERROR: -G 'mode=x': not a number\n"));
	CHECK(run("more=1", NULL) == 2 && !strcmp(err, "ERROR: -G 'more=1': no such global\n"));
	CHECK(run("hits=1", NULL) == 2 &&
	      !strcmp(err, "ERROR: -G 'hits=1': not a global that can be set\n"));
}

int main(void)
{
	test_plain_run();
	test_exit_and_abort();
	test_errors();
	test_library();
	test_command_line();
	return unit_status();
}
