/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.c - child processes, files and directories.
 */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "cleanup.h"

#define DEEPEST 64 /* nesting of directories that are removed */

/* ---- files ------------------------------------------------------------ */

static int read_all(struct arena *a, int fd, size_t guess, char **text, size_t *length)
{
	size_t room = guess + 1, n = 0;
	char *bytes = arena_alloc(a, room, 1), *more;

	for (;;) {
		ssize_t got = read(fd, bytes + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		n += (size_t)got;
		if (got == 0)
			break;
		if (n == room) {
			more = arena_alloc(a, 2 * room, 1);
			memcpy(more, bytes, n);
			bytes = more;
			room *= 2;
		}
	}
	bytes[n] = '\0'; /* n < room: the last read() had room */
	*text = bytes;
	*length = n;
	return 0;
}

int file_read(struct arena *a, const char *path, char **text, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = -EISDIR;
	else
		err = read_all(a, fd, st.st_size > 0 ? (size_t)st.st_size : 4095, text, length);
	close(fd);
	return err;
}

/* sysfs cannot be mapped before Linux 6.16; what fstat() says of the length holds there. */
static int read_aligned(struct arena *a, int fd, size_t size, const void **data, size_t *length)
{
	char *bytes = arena_alloc(a, size, 8);
	ssize_t got = 1;

	for (*length = 0; *length < size && got > 0; *length += (size_t)got) {
		got = read(fd, bytes + *length, size - *length);
		if (got < 0)
			return -errno;
	}
	*data = bytes;
	return 0;
}

int file_map(struct arena *a, const char *path, const void **data, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *mapping;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size < 1) {
		close(fd);
		return -EINVAL;
	}
	*length = (size_t)st.st_size;
	mapping = mmap(NULL, *length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping == MAP_FAILED) {
		err = read_aligned(a, fd, *length, data, length);
	} else {
		arena_adopt(a, mapping, *length);
		*data = mapping;
	}
	close(fd);
	return err;
}

void file_touch(const char *path)
{
	utimensat(AT_FDCWD, path, NULL, 0);
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		bytes += done;
		n -= (size_t)done;
	}
	return 0;
}

int file_write(const char *path, const void *data, size_t length)
{
	char *beside;
	int fd, err;

	if (asprintf(&beside, "%s.%ld.tmp", path, (long)getpid()) < 0)
		return -ENOMEM;
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = -errno;
		free(beside);
		return err;
	}
	err = write_all(fd, data, length);
	if (close(fd) < 0 && !err)
		err = -errno;
	if (!err && rename(beside, path) < 0)
		err = -errno;
	if (err)
		unlink(beside);
	free(beside);
	return err;
}

int file_copy(struct arena *a, const char *from, const char *to)
{
	size_t length;
	char *data;
	int err = file_read(a, from, &data, &length);

	return err ? err : file_write(to, data, length);
}

/* ---- directories ------------------------------------------------------ */

int directory_make(const char *path)
{
	char *copy = strdup(path);
	int err = 0;

	if (!copy)
		return -ENOMEM;
	for (char *p = copy + (*copy == '/'); !err; p++) {
		bool last = *p == '\0';

		if (!last && *p != '/')
			continue;
		*p = '\0';
		if (*copy && mkdir(copy, 0777) < 0 && errno != EEXIST)
			err = -errno;
		if (last)
			break;
		*p = '/';
	}
	free(copy);
	return err;
}

static int remove_entries(int dir, int depth);

/* One entry of an open directory. */
static int remove_entry(int dir, const char *name, int depth)
{
	int fd, err;

	if (unlinkat(dir, name, 0) == 0)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	if (depth == DEEPEST)
		return -ELOOP;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = remove_entries(fd, depth + 1);
	close(fd);
	if (!err && unlinkat(dir, name, AT_REMOVEDIR) < 0)
		err = -errno;
	return err;
}

/* For signal handlers too, hence getdents64() and no opendir(). */
static int remove_entries(int dir, int depth)
{
	_Alignas(struct dirent64) char batch[2048];
	ssize_t n;
	int err = 0;

	while (!err && (n = getdents64(dir, batch, sizeof(batch))) > 0) {
		for (ssize_t i = 0; i < n && !err;) {
			struct dirent64 *e = (struct dirent64 *)(void *)(batch + i);

			if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
				err = remove_entry(dir, e->d_name, depth);
			i += e->d_reclen;
		}
	}
	return err ? err : n < 0 ? -errno : 0;
}

/* -ENOENT when it is not there; symbolic links are removed, not followed. */
int directory_remove(const char *path)
{
	return remove_entry(AT_FDCWD, path, 0);
}

/* ---- processes -------------------------------------------------------- */

/* What the child does: argv, or the reason why not into the pipe. */
static _Noreturn void child_exec(char *const argv[], const char *cwd, int pipe_out, int report)
{
	int err;

	if (!(cwd && chdir(cwd)) && (pipe_out < 0 || (dup2(pipe_out, STDOUT_FILENO) >= 0 &&
						      dup2(pipe_out, STDERR_FILENO) >= 0)))
		execvp(argv[0], argv);
	err = errno;
	if (write(report, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

static int wait_for(pid_t pid, int *status)
{
	int raw;

	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return -errno;
	group_ended();
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return 0;
}

/* pipe_out: -1, or where the child's stdout and stderr go. */
static int spawn(char *const argv[], const char *cwd, int pipe_out, pid_t *pid)
{
	int ends[2];
	int err = 0;
	int status;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	*pid = group_fork();
	if (*pid == 0)
		child_exec(argv, cwd, pipe_out, ends[1]);
	close(ends[1]);
	if (*pid < 0)
		err = -*pid;
	else if (read(ends[0], &err, sizeof(err)) > 0)
		wait_for(*pid, &status);
	close(ends[0]);
	return -err;
}

static int run_captured(struct arena *a, char *const argv[], const char *cwd,
			struct process_result *ret)
{
	int ends[2], err, err_wait;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	err = spawn(argv, cwd, ends[1], &pid);
	close(ends[1]);
	if (!err) {
		err = read_all(a, ends[0], 4095, &ret->output, &ret->length);
		err_wait = wait_for(pid, &ret->status);
		err = err ? err : err_wait;
	}
	close(ends[0]);
	return err;
}

int process_run(struct arena *a, char *const argv[], const char *cwd, bool capture,
		struct process_result *ret)
{
	pid_t pid;
	int err;

	*ret = (struct process_result){ 0 };
	fflush(NULL);
	if (capture)
		return run_captured(a, argv, cwd, ret);
	err = spawn(argv, cwd, -1, &pid);
	return err ? err : wait_for(pid, &ret->status);
}
