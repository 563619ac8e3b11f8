/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-base-process.c - child processes, files, and what is cleaned up behind them.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/process.h"
#include "unit.h"

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void process_captures(struct arena *a, const char *dir)
{
	char *script[] = { "sh", "-c", "pwd; echo err >&2; exit 3", NULL };
	char *killed[] = { "sh", "-c", "kill -9 $$", NULL };
	char *missing[] = { "stap-no-such-program", NULL };
	char *large[] = { "sh", "-c", "head -c 1000000 /dev/zero", NULL };
	struct process_result r;

	CHECK(process_run(a, script, dir, true, &r) == 0 && r.status == 3);
	CHECK(strncmp(r.output, dir, strlen(dir)) == 0 && strstr(r.output, "\nerr\n"));
	CHECK(process_run(a, killed, NULL, true, &r) == 0 && r.status == 128 + SIGKILL);
	CHECK(process_run(a, missing, NULL, true, &r) == -ENOENT);
	CHECK(process_run(a, missing, NULL, false, &r) == -ENOENT);
	CHECK(process_run(a, large, NULL, true, &r) == 0 && r.length == 1000000);
}

static void files_are_whole(struct arena *a, const char *dir)
{
	const char *path = arena_printf(a, "%s/file", dir);
	struct stat st;
	char *text;
	size_t n;

	CHECK(file_write(path, "one", 3) == 0 && file_write(path, "a\0bc", 4) == 0);
	CHECK(file_read(a, path, &text, &n) == 0 && n == 4 && memcmp(text, "a\0bc", 5) == 0);
	CHECK(file_write(path, "", 0) == 0 && file_read(a, path, &text, &n) == 0 && n == 0);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK(file_read(a, dir, &text, &n) == -EISDIR);
	CHECK(file_read(a, arena_printf(a, "%s/none", dir), &text, &n) == -ENOENT);
	CHECK(file_write(arena_printf(a, "%s/none/x", dir), "", 0) == -ENOENT);
	CHECK(file_read(a, "/proc/self/status", &text, &n) == 0 && n > 100);
}

static void files_are_mapped(struct arena *a, const char *dir)
{
	const char *path = arena_printf(a, "%s/mapped", dir);
	struct arena *own = arena_create();
	const void *data;
	size_t n, size = 3 * 4096 + 5;
	char *bytes = arena_alloc(a, size, 1);

	bytes[size - 1] = 'z';
	CHECK(file_write(path, bytes, size) == 0 && file_map(own, path, &data, &n) == 0);
	CHECK(n == size && !((uintptr_t)data % 8) && !memcmp(data, bytes, size));
	CHECK(unlink(path) == 0 && ((const char *)data)[size - 1] == 'z');
	arena_release(own); /* the mapping, too */
	CHECK(msync((void *)(uintptr_t)data, 4096, MS_ASYNC) < 0 && errno == ENOMEM);
	CHECK(file_write(path, "", 0) == 0 && file_map(a, path, &data, &n) == -EINVAL);
	CHECK(file_map(a, dir, &data, &n) == -EINVAL);
	CHECK(file_map(a, arena_printf(a, "%s/none", dir), &data, &n) == -ENOENT);
	/* what has a length and cannot be mapped */
	if (exists("/sys/kernel/notes"))
		CHECK(file_map(a, "/sys/kernel/notes", &data, &n) == 0 && n > 16);
}

static void directories_come_and_go(struct arena *a, const char *dir)
{
	const char *deep = arena_printf(a, "%s/a//b/c", dir), *top = arena_printf(a, "%s/a", dir);
	const char *outside = arena_printf(a, "%s/file", dir);
	bool made = true;

	CHECK(directory_make(deep) == 0 && exists(deep));
	CHECK(directory_make(deep) == 0);
	for (int i = 0; i < 300; i++)
		made &= file_write(arena_printf(a, "%s/%d", deep, i), "x", 1) == 0;
	CHECK(made && symlink(dir, arena_printf(a, "%s/link", deep)) == 0);
	CHECK(directory_remove(top) == 0 && !exists(top));
	CHECK(exists(outside));
	CHECK(directory_remove(top) == -ENOENT);
	CHECK(directory_make(arena_printf(a, "%s/file/x", dir)) == -ENOTDIR);
}

/* In a child: make one directory, keep another, then end in the given way. */
static void child_ends(struct arena *a, int fd, int sig)
{
	char *gone, *kept;

	if (tempdir_create(a, "stap-gone", &gone) || tempdir_create(a, "stap-kept", &kept))
		_exit(9);
	tempdir_keep(kept);
	if (file_write(arena_printf(a, "%s/f", gone), "x", 1))
		_exit(8);
	dprintf(fd, "%s %s", gone, kept);
	close(fd);
	if (sig)
		raise(sig);
	exit(0);
}

/* The watcher needs a moment. */
static bool gone_soon(const char *path)
{
	for (int i = 0; exists(path) && i < 1000; i++)
		usleep(10000);
	return !exists(path);
}

/* sig: 0 for an ordinary exit. */
static bool tempdirs_go(struct arena *a, int sig)
{
	char text[600] = "", gone[300] = "", kept[300] = "";
	int ends[2], status = -1;
	pid_t pid;
	bool ended;

	if (pipe(ends) < 0)
		return false;
	pid = fork();
	if (pid == 0)
		child_ends(a, ends[1], sig);
	close(ends[1]);
	if (read(ends[0], text, sizeof(text) - 1) <= 0)
		return false;
	close(ends[0]);
	waitpid(pid, &status, 0);
	ended = sig ? WIFSIGNALED(status) && WTERMSIG(status) == sig : status == 0;
	return ended && sscanf(text, "%299s %299s", gone, kept) == 2 &&
	       (sig == SIGKILL ? gone_soon(gone) : !exists(gone)) && exists(kept) &&
	       directory_remove(kept) == 0;
}

/* In a child: a program that does not end by itself, nor by SIGTERM, and writes to a directory. */
static void child_works(struct arena *a, int fd)
{
	char *dir;
	char *argv[] = { "sh", "-c", NULL, NULL };
	struct process_result r;

	if (tempdir_create(a, "stap-busy", &dir))
		_exit(9);
	argv[2] = (char *)arena_printf(
		a, "trap '' TERM; sh -c 'echo %s $$ >&%d; exec %d>&-; sleep 1000'; :", dir, fd, fd);
	process_run(a, argv, dir, true, &r);
	_exit(8);
}

/* Killed while a child of its own is at work: neither that nor its directory stays. */
static bool work_ends(struct arena *a, int sig)
{
	char text[300] = "";
	char dir[300] = "";
	int grandchild = 0;
	int ends[2];
	pid_t pid;

	if (pipe(ends) < 0)
		return false;
	pid = fork();
	if (pid == 0)
		child_works(a, ends[1]);
	close(ends[1]);
	if (read(ends[0], text, sizeof(text) - 1) <= 0)
		return false;
	close(ends[0]);
	kill(pid, sig);
	waitpid(pid, NULL, 0);
	return sscanf(text, "%299s %d", dir, &grandchild) == 2 && gone_soon(dir) &&
	       gone_soon(arena_printf(a, "/proc/%d/cwd", grandchild));
}

int main(void)
{
	struct arena *a = arena_create();
	char *dir;

	umask(027);
	CHECK(tempdir_create(a, "stap-test", &dir) == 0);
	process_captures(a, dir);
	files_are_whole(a, dir);
	files_are_mapped(a, dir);
	directories_come_and_go(a, dir);
	CHECK(tempdirs_go(a, 0));
	CHECK(tempdirs_go(a, SIGINT));
	CHECK(tempdirs_go(a, SIGTERM));
	CHECK(tempdirs_go(a, SIGHUP));
	CHECK(tempdirs_go(a, SIGKILL));
	CHECK(work_ends(a, SIGTERM));
	CHECK(work_ends(a, SIGKILL));
	arena_release(a);
	return unit_status();
}
