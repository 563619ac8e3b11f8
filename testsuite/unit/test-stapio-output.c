/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-stapio-output.c - files, their names, rotation; warnings; the account.
 *
 * Works in a temporary directory of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../stapio/account.h"
#include "../../stapio/output.h"
#include "../../stapio/warnings.h"
#include "unit.h"

static bool file_is(const char *path, const char *content)
{
	char text[4096] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return n >= 0 && !strcmp(text, content);
}

static bool file_exists(const char *path)
{
	return !access(path, F_OK);
}

static void test_plain_file(void)
{
	const struct output_place place = { .name = "plain%%", .suffix = "_1", .interrupt = -1 };
	struct output o;

	CHECK(!output_open(&o, &place));
	CHECK(!output_write(&o, "one\n", 4, true));
	CHECK(!output_write(&o, "two\n", 4, true));
	CHECK(file_is("plain%_1", ""));
	CHECK(!output_flush(&o) && file_is("plain%_1", "one\ntwo\n"));
	CHECK(!output_close(&o));
}

static void test_strftime(void)
{
	const struct output_place place = { .name = "log-%Y", .suffix = "", .interrupt = -1 };
	time_t now = time(NULL);
	struct output o;
	char name[32];

	strftime(name, sizeof(name), "log-%Y", localtime(&now));
	CHECK(!output_open(&o, &place));
	CHECK(file_exists(name));
	CHECK(!output_close(&o));
}

static void test_rotation_by_size(void)
{
	const struct output_place place = {
		.name = "rot",
		.suffix = "",
		.max_size = 10,
		.keep = 2,
		.interrupt = -1,
	};
	struct output o;

	CHECK(!output_open(&o, &place));
	CHECK(!output_write(&o, "aaaa\n", 5, true));
	CHECK(!output_write(&o, "bbbb\n", 5, true));
	CHECK(!output_write(&o, "cccc\n", 5, true));
	CHECK(file_is("rot.0", "aaaa\nbbbb\n"));
	/* A handler's later records stay with its first. */
	CHECK(!output_write(&o, "dddddddd\n", 9, false));
	CHECK(!output_write(&o, "eeee\n", 5, true));
	CHECK(file_is("rot.1", "cccc\ndddddddd\n"));
	CHECK(!file_exists("rot.0") && file_exists("rot.2"));
	CHECK(!output_write(&o, "0123456789abc\n", 14, true));
	CHECK(!output_close(&o));
	CHECK(file_is("rot.3", "0123456789abc\n") && !file_exists("rot.1"));
}

static void test_rotation_by_signal(void)
{
	const struct output_place place = { .name = "sig", .suffix = "", .interrupt = -1 };
	struct output o;

	CHECK(!output_open(&o, &place));
	CHECK(!output_write(&o, "1", 1, true) && !output_rotate(&o));
	CHECK(!output_write(&o, "2", 1, true) && !output_rotate(&o));
	CHECK(!output_write(&o, "3", 1, true) && !output_close(&o));
	CHECK(file_is("sig.0", "1") && file_is("sig.1", "2") && file_is("sig", "3"));
}

static void test_large_record(void)
{
	const struct output_place place = { .name = "large", .suffix = "", .interrupt = -1 };
	size_t n = 5 << 20;
	char *bytes = calloc(1, n);
	struct output o;
	struct stat st;

	CHECK(!output_open(&o, &place));
	CHECK(!output_write(&o, "x", 1, true) && !output_write(&o, bytes, n, true));
	CHECK(!output_close(&o));
	CHECK(!stat("large", &st) && st.st_size == (off_t)n + 1);
	free(bytes);
}

static void test_full_disk(void)
{
	const struct output_place place = { .name = "/dev/full", .suffix = "", .interrupt = -1 };
	struct output o;

	CHECK(!output_open(&o, &place));
	CHECK(!output_write(&o, "x", 1, true));
	CHECK(output_flush(&o) == -ENOSPC);
	CHECK(output_write(&o, "y", 1, true) == -ENOSPC);
	CHECK(output_close(&o) == -ENOSPC);
}

static void test_no_file(void)
{
	const struct output_place place = { .name = "no/such/dir", .suffix = "", .interrupt = -1 };
	struct output o;

	CHECK(output_open(&o, &place) == -ENOENT);
	output_close(&o);
}

/* A reader that takes nothing: the record is not taken, nothing hangs. */
static void test_blocked_pipe(void)
{
	const struct output_place place = { .name = NULL, .suffix = "", .interrupt = -1 };
	static char bytes[200 << 10];
	int saved = dup(STDOUT_FILENO);
	struct output o;
	int ends[2];
	int first;
	int second;
	ssize_t n = 0;
	ssize_t got;

	fflush(stdout);
	if (pipe(ends) || dup2(ends[1], STDOUT_FILENO) < 0)
		abort();
	close(ends[1]);
	output_open(&o, &place);
	first = output_write(&o, bytes, sizeof(bytes), true);
	second = output_write(&o, bytes, sizeof(bytes), true);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while ((got = read(ends[0], bytes, sizeof(bytes))) > 0 || o.used) {
		n += got > 0 ? got : 0;
		output_flush(&o);
	}
	output_close(&o);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(ends[0]);
	CHECK(first == 0);
	CHECK(second == -EINTR);
	CHECK(n == sizeof(bytes));
}

static void test_warnings(void)
{
	static struct warnings w;
	bool all = true;
	char text[16];

	CHECK(warnings_new(&w, "a", 1));
	CHECK(warnings_new(&w, "ab", 2));
	CHECK(!warnings_new(&w, "a", 1));
	for (int i = 0; i < WARNINGS_KEPT - 2; i++)
		all &= warnings_new(&w, text, (size_t)snprintf(text, sizeof(text), "w%d", i));
	CHECK(all);
	CHECK(!warnings_new(&w, "a", 1));
	/* One more, and the oldest is forgotten. */
	CHECK(warnings_new(&w, "one more", 8));
	CHECK(warnings_new(&w, "a", 1));
	CHECK(!warnings_new(&w, "one more", 8));
	warnings_deinit(&w);
}

static void test_account(void)
{
	struct account a = { 0 };
	char payload[sizeof(struct stp_probe_account) + 32] = { 0 };
	size_t n = sizeof(struct stp_probe_account);

	memcpy(payload + n, "point\0name\0place", 17);
	CHECK(!account_add(&a, payload, n + 17));
	CHECK(a.nprobes == 1 && !strcmp(a.probes[0].place, "place"));
	CHECK(account_add(&a, payload, n + 16) == -EPROTO);
	CHECK(account_add(&a, payload, n) == -EPROTO);
	CHECK(a.nprobes == 1);
	CHECK(!account_print_lost(&a));
	a.done.records_lost = 1;
	CHECK(account_print_lost(&a));
	account_deinit(&a);
}

int main(void)
{
	char directory[] = "/tmp/test-stapio-XXXXXX";
	char remove[sizeof(directory) + 8];

	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(directory) || chdir(directory))
		return 1;
	test_plain_file();
	test_strftime();
	test_rotation_by_size();
	test_rotation_by_signal();
	test_large_record();
	test_full_disk();
	test_no_file();
	test_blocked_pipe();
	test_warnings();
	test_account();
	snprintf(remove, sizeof(remove), "rm -r %s", directory);
	CHECK(!system(remove));
	return unit_status();
}
