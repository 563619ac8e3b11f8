/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.c - child processes, files and temporary directories.
 *
 * The list of temporary directories and the group of the running child are the
 * one mutable state of base/: they have to be reachable from a signal handler.
 * The handler ends the group, removes the directories with system calls only,
 * and dies of the signal.
 */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"

#define TEMPDIRS 16
#define DEEPEST 64	/* nesting of directories that are removed */

extern char **environ;

static struct {
	char path[256];
	volatile sig_atomic_t used;
} tempdirs[TEMPDIRS];
static pid_t tempdirs_owner;	/* allow-global: a forked child leaves them to its parent */
static volatile sig_atomic_t child_group;	/* allow-global: 0: none runs */

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
	bytes[n] = '\0';	/* n < room: the last read() had room */
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

/* Async-signal-safe, hence getdents64() and no opendir(). */
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

/* ---- temporary directories -------------------------------------------- */

static void tempdirs_remove(void)
{
	if (tempdirs_owner != getpid())	/* a forked child leaves them to its parent */
		return;
	for (size_t i = 0; i < TEMPDIRS; i++) {
		if (!tempdirs[i].used)
			continue;
		directory_remove(tempdirs[i].path);
		tempdirs[i].used = 0;	/* only now: a signal may come in between */
	}
}

/*
 * A compiler that goes on would write into what is being removed. Its processes
 * get two seconds to tidy up.
 */
static void child_group_end(void)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	pid_t group = child_group;

	if (group <= 0 || tempdirs_owner != getpid())
		return;
	prctl(PR_SET_CHILD_SUBREAPER, 1);	/* init may leave orphans unreaped for long */
	kill(-group, SIGTERM);
	for (int i = 0; i < 200; i++) {
		while (waitpid(-group, NULL, WNOHANG) > 0)
			;
		if (kill(-group, 0) < 0)
			return;
		nanosleep(&pause, NULL);
	}
	kill(-group, SIGKILL);
}

static void on_signal(int sig)
{
	child_group_end();
	tempdirs_remove();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* Once, with the first directory. Ignored signals (nohup) stay ignored. */
static void tempdirs_watch(void)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU, SIGXFSZ,
	};
	struct sigaction old, sa = { .sa_handler = on_signal };

	if (tempdirs_owner == getpid())
		return;
	tempdirs_owner = getpid();
	atexit(tempdirs_remove);
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&sa.sa_mask, signals[i]);
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &sa, NULL);
	}
}

static int tempdir_register(const char *path)
{
	for (size_t i = 0; i < TEMPDIRS; i++) {
		if (tempdirs[i].used)
			continue;
		if ((size_t)snprintf(tempdirs[i].path, sizeof(tempdirs[i].path), "%s", path) >=
		    sizeof(tempdirs[i].path))
			return -ENAMETOOLONG;
		tempdirs[i].used = 1;
		return 0;
	}
	return -EMFILE;
}

/* Made and known at once: a signal comes before or after both. */
static int tempdir_make(char *path)
{
	sigset_t all, before;
	int err = 0;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (!mkdtemp(path))
		err = -errno;
	else if ((err = tempdir_register(path)))
		rmdir(path);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

/* In $TMPDIR or /tmp; mode 0700. prefix: the first characters of its name. */
int tempdir_create(struct arena *a, const char *prefix, char **ret)
{
	const char *where = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/%sXXXXXX", where && *where ? where : "/tmp", prefix);
	int err;

	tempdirs_watch();
	err = tempdir_make(path);
	if (!err)
		*ret = path;
	return err;
}

/* Leave it behind. */
void tempdir_keep(const char *path)
{
	for (size_t i = 0; i < TEMPDIRS; i++)
		if (tempdirs[i].used && strcmp(tempdirs[i].path, path) == 0)
			tempdirs[i].used = 0;
}

/* ---- processes -------------------------------------------------------- */

/* In a group of its own; signals that end us wait until it is known. */
static int spawn_group(char *const argv[], const posix_spawn_file_actions_t *actions, pid_t *pid)
{
	posix_spawnattr_t attributes;
	sigset_t all, before;
	int err = posix_spawnattr_init(&attributes);

	if (err)
		return err;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	posix_spawnattr_setsigmask(&attributes, &before);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	err = posix_spawnp(pid, argv[0], actions, &attributes, argv, environ);
	if (!err)
		child_group = *pid;
	sigprocmask(SIG_SETMASK, &before, NULL);
	posix_spawnattr_destroy(&attributes);
	return err;
}

/* pipe_out: -1, or where the child's stdout and stderr go. */
static int spawn(char *const argv[], const char *cwd, int pipe_out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int err = posix_spawn_file_actions_init(&actions);

	if (err)
		return -err;
	if (cwd)
		err = posix_spawn_file_actions_addchdir_np(&actions, cwd);
	if (!err && pipe_out >= 0)
		err = posix_spawn_file_actions_adddup2(&actions, pipe_out, STDOUT_FILENO);
	if (!err && pipe_out >= 0)
		err = posix_spawn_file_actions_adddup2(&actions, pipe_out, STDERR_FILENO);
	if (!err)
		err = spawn_group(argv, &actions, pid);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

static int wait_for(pid_t pid, int *status)
{
	int raw;

	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return -errno;
	child_group = 0;
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return 0;
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
