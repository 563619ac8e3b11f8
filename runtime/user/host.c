/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.c - run a generated script as an ordinary program, without a kernel.
 *
 * For language tests in milliseconds, under sanitizers. Build and run:
 *
 *	gcc -fwrapv -g -fsanitize=address,undefined -Iruntime/abi -Iruntime/core \
 *		script.c runtime/core/[a-z]*.c runtime/user/[a-z]*.c -o script
 *	./script [-G NAME=VALUE]...
 *
 * begin probes run in their order, then end probes, or error probes once there
 * were more soft errors than MAXERRORS; never probes do not run. With no other
 * probes there is nothing to wait for, so the session ends by itself after
 * begin. A script with probes of any other family is refused. What the script
 * prints goes to stdout, "ERROR: …" and "WARNING: …" lines to stderr. Exit
 * status: 0; 1 if there was an ERROR line or the script was refused; 2 if the
 * command line is wrong. Limits are those of the module.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine.h"
#include "user.h"

struct host host;

const struct stp_engine stp_engine_begin = { "begin", 1 };
const struct stp_engine stp_engine_timer = { "timer", 0 };
const struct stp_engine stp_engine_uprobe = { "process", 0 };
const struct stp_engine stp_engine_tracepoint = { "kernel.trace", 0 };

/* ---- ports ------------------------------------------------------------------- */

void stp_port_flush(struct stp_context *c, bool more)
{
	fwrite(c->out.buf, 1, c->out.used, stdout);
	c->out.used = 0;
	if (!more)
		fflush(stdout);
}

void stp_port_warning(struct stp_context *c, struct stp_str text)
{
	stp_port_flush(c, 0);
	fprintf(stderr, "WARNING: %.*s\n", (int)text.len, text.s);
}

void stp_port_exit(struct stp_context *c)
{
	(void)c;
	host.exiting = 1;
}

bool stp_port_supply(struct stp_context *c)
{
	(void)c;
	storage_refill(&host);
	return 1;
}

/* The kernel's memory does not exist here; user memory is this program's. */
bool stp_port_read(void *dst, u64 addr, u32 n, bool user)
{
	struct iovec to = { dst, n };
	struct iovec from = { (void *)(unsigned long)addr, n };

	return user && process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)n;
}

bool stp_port_write(u64 addr, const void *src, u32 n, bool user)
{
	struct iovec from = { (void *)src, n };
	struct iovec to = { (void *)(unsigned long)addr, n };

	return user && process_vm_writev(getpid(), &from, 1, &to, 1, 0) == (ssize_t)n;
}

const char *stp_port_probe_type(const struct stp_context *c)
{
	return c->probe->engine->name;
}

u32 stp_port_user_word(const struct stp_context *c)
{
	(void)c;
	return sizeof(long);
}

bool stp_port_has_registers(const struct stp_context *c)
{
	return c->regs;
}

u64 stp_port_pc(const struct stp_context *c)
{
	(void)c;
	return 0;
}

u64 stp_port_user_pc(const struct stp_context *c)
{
	(void)c;
	return 0;
}

/* ---- handlers ------------------------------------------------------------------ */

/* There is one thread: nobody can hold a lock. */
bool stp_lock_globals(struct stp_context *c, const struct stp_lock_need *needs, u32 n)
{
	c->locks = needs;
	c->nlocks = n;
	return 1;
}

void stp_unlock_globals(struct stp_context *c)
{
	c->locks = NULL;
}

static s64 handler_budget(const struct host *h, const struct stp_probe *probe)
{
	if (!probe->loops || h->limits.suppress_time)
		return (s64)(~0ull >> 1);
	return (s64)h->limits.actions;
}

static void report_error(struct host *h)
{
	char text[4096];

	stp_error_text(&h->context, text, sizeof(text));
	h->errors++;
	if (h->limits.suppress_errors) {
		fprintf(stderr, "WARNING: %s\n", text);
		return;
	}
	fprintf(stderr, "ERROR: %s\n", text);
	h->reported = 1;
	h->failed |= h->errors > h->limits.errors;
}

static void probe_run(struct host *h, const struct stp_probe *probe)
{
	struct stp_context *c = &h->context;

	stp_context_start(c, probe, handler_budget(h, probe));
	if (!probe->condition || probe->condition(c))
		if (!stp_failed(c))
			probe->handler(c);
	stp_port_flush(c, 0);
	if (c->error)
		report_error(h);
	commands_run();
	storage_refill(h);
}

static s64 probe_order(const struct stp_probe *probe)
{
	return ((const struct stp_begin_spec *)probe->spec)->order;
}

static int compare_probes(const void *a, const void *b)
{
	const struct stp_probe *p = *(const struct stp_probe *const *)a;
	const struct stp_probe *q = *(const struct stp_probe *const *)b;

	if (probe_order(p) != probe_order(q))
		return probe_order(p) < probe_order(q) ? -1 : 1;
	return (p > q) - (p < q);
}

/* May another probe of this phase start? */
static bool phase_open(const struct host *h, enum stp_phase phase)
{
	switch (phase) {
	case STP_BEGIN:
		return !h->failed && !h->exiting;
	case STP_END:
		return !h->failed;
	case STP_ERROR:
		return h->failed;
	case STP_NEVER:
		return 0;
	}
	return 0;
}

static void phase_run(struct host *h, enum stp_phase phase)
{
	const struct stp_script *s = h->script;
	const struct stp_probe **list = calloc(s->nprobes + 1, sizeof(*list));
	u32 i, n = 0;

	if (!list)
		abort();
	for (i = 0; i < s->nprobes; i++)
		if (((const struct stp_begin_spec *)s->probes[i].spec)->phase == phase)
			list[n++] = &s->probes[i];
	qsort(list, n, sizeof(*list), compare_probes);
	for (i = 0; i < n && phase_open(h, phase); i++)
		probe_run(h, list[i]);
	free(list);
}

/* ---- the program ------------------------------------------------------------------ */

/* What the kernel's loader refuses, and what only a kernel can run. */
static bool script_accepted(const struct stp_script *s)
{
	u32 i;

	if (s->abi != STP_ABI_VERSION) {
		fprintf(stderr, "ERROR: script ABI %u found, %u expected\n", s->abi,
			STP_ABI_VERSION);
		return 0;
	}
	for (i = 0; i < s->nprobes; i++) {
		if (s->probes[i].engine->runs_here)
			continue;
		fprintf(stderr,
			"ERROR: probe %s needs a kernel: the user-space host runs only "
			"begin, end, error and never\n",
			s->probes[i].point);
		return 0;
	}
	return 1;
}

static bool assign_global(const struct host *h, const char *assignment)
{
	switch (stp_global_set(h->script, assignment, h->limits.string)) {
	case STP_SET_OK:
		return 1;
	case STP_SET_UNKNOWN:
		fprintf(stderr, "ERROR: -G '%s': no such global\n", assignment);
		return 0;
	case STP_SET_FIXED:
		fprintf(stderr, "ERROR: -G '%s': not a global that can be set\n", assignment);
		return 0;
	case STP_SET_VALUE:
		fprintf(stderr, "ERROR: -G '%s': not a number\n", assignment);
		return 0;
	}
	return 0;
}

static bool parse_options(const struct host *h, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "G:")) != -1)
		if (option != 'G' || !assign_global(h, optarg))
			return 0;
	if (optind == argc)
		return 1;
	fprintf(stderr, "usage: %s [-G NAME=VALUE]...\n", argv[0]);
	return 0;
}

int host_run(const struct stp_script *script, int argc, char **argv)
{
	host.script = script;
	host.limits = stp_limits_resolve(host.script);
	if (!script_accepted(host.script))
		return 1;
	storage_init(&host);
	if (!parse_options(&host, argc, argv)) {
		storage_free(&host);
		return 2;
	}
	phase_run(&host, STP_BEGIN);
	phase_run(&host, STP_END);
	phase_run(&host, STP_ERROR);
	storage_free(&host);
	if (host.errors || host.skipped)
		fprintf(stderr, "WARNING: Number of errors: %llu, skipped probes: %llu\n",
			host.errors, host.skipped);
	return host.reported;
}
