/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.c - a script's module: open it, distrust it, insert it, remove it.
 */
#include "module.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "cleanup.h"
#include "companion.h"
#include "refusal.h"
#include "report.h"

enum {
	MAX_IMAGE = 256 << 20,
	INSERT_TRIES = 10,
	REMOVE_TRIES = 100, /* at 100 ms */
};

static int module_find(struct module *m, const char *name)
{
	size_t n = strlen(name);
	struct utsname u;
	int ret;

	uname(&u);
	if (strchr(name, '/') || (n > 3 && !strcmp(name + n - 3, ".ko")))
		ret = asprintf(&m->path, "%s", name);
	else
		ret = asprintf(&m->path, "/lib/modules/%s/systemtap/%s.ko", u.release, name);
	if (ret >= 0)
		return 0;
	m->path = NULL;
	report_error("out of memory");
	return -ENOMEM;
}

/* With the caller's rights: staprun must open nothing for him that he could not. */
static int module_open_file(struct module *m)
{
	uid_t privileged = geteuid();
	int error;

	if (seteuid(getuid()))
		return -errno;
	m->fd = open(m->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	error = errno;
	if (seteuid(privileged))
		return -errno;
	if (m->fd >= 0)
		return 0;
	report_error("cannot open module '%s': %s", m->path,
		     error == ELOOP ? "it is a symbolic link" : strerror(error));
	if (error == ELOOP)
		report_hint("name the file itself");
	else if (error == ENOENT)
		report_hint("stap -p4 SCRIPT builds a module and prints its path; "
			    "stap SCRIPT builds and runs it");
	return -error;
}

static int module_check_file(const struct module *m, const struct stat *st)
{
	const char *why = NULL;

	if (!S_ISREG(st->st_mode))
		why = "it is no regular file";
	else if (st->st_uid && st->st_uid != getuid())
		why = "it belongs to another user";
	else if (st->st_mode & S_IWOTH)
		why = "all users may write to it";
	else if ((st->st_mode & S_IWGRP) && st->st_gid && st->st_gid != getgid())
		why = "other users may write to it";
	else if (st->st_size > MAX_IMAGE)
		why = "it is too large";
	if (!why)
		return 0;
	report_error("module '%s' is not to be trusted: %s", m->path, why);
	report_hint("expected a regular file of root's or yours that nobody else may write to");
	return -EPERM;
}

static int module_read(struct module *m, size_t size)
{
	m->image = malloc(size + 1);
	if (!m->image) {
		report_error("out of memory for module '%s'", m->path);
		return -ENOMEM;
	}
	while (m->size < size) {
		ssize_t n = pread(m->fd, m->image + m->size, size - m->size, (off_t)m->size);

		if (n < 0) {
			int ret = -errno;

			report_error("cannot read module '%s': %s", m->path, strerror(errno));
			return ret;
		}
		if (!n)
			break;
		m->size += (size_t)n;
	}
	return 0;
}

static int module_check_image(struct module *m)
{
	const char *why = modinfo_read(&m->info, m->image, m->size);
	struct utsname u;

	if (why) {
		report_error("'%s' is not a module for this machine: %s", m->path, why);
		report_hint("stap -p4 SCRIPT builds one and prints its path");
		return -ENOEXEC;
	}
	uname(&u);
	if (!strcmp(m->info.release, u.release))
		return 0;
	report_error("module '%s' is for kernel %s, this is %s", m->path, m->info.release,
		     u.release);
	report_hint("build it for this kernel: run stap again");
	return -ENOEXEC;
}

int module_open(struct module *m, const char *name)
{
	struct stat st;
	int ret;

	*m = (struct module){ .fd = -1 };
	ret = module_find(m, name);
	if (!ret)
		ret = module_open_file(m);
	if (ret)
		return ret;
	if (fstat(m->fd, &st)) {
		ret = -errno;
		report_error("cannot examine module '%s': %s", m->path, strerror(errno));
		return ret;
	}
	ret = module_check_file(m, &st);
	if (!ret)
		ret = module_read(m, (size_t)st.st_size);
	if (!ret)
		ret = module_check_image(m);
	return ret;
}

void module_close(struct module *m)
{
	free(m->path);
	free(m->image);
	if (m->fd >= 0)
		close(m->fd);
}

void module_rename(struct module *m)
{
	char suffix[16];
	size_t n = (size_t)snprintf(suffix, sizeof(suffix), "_%d", (int)getpid());
	size_t keep = strlen(m->info.name);

	if (keep + n >= MODULE_NAME_SIZE)
		keep = MODULE_NAME_SIZE - 1 - n;
	memcpy(m->info.name + keep, suffix, n + 1);
	memset(m->image + m->info.name_at, 0, MODULE_NAME_SIZE);
	memcpy(m->image + m->info.name_at, m->info.name, keep + n);
	m->renamed = true;
}

int module_load(const struct module *m, const char *parameters)
{
	long ret;

	/* A renamed module exists in memory only. */
	if (m->renamed)
		ret = syscall(SYS_init_module, m->image, m->size, parameters);
	else
		ret = syscall(SYS_finit_module, m->fd, parameters, 0);
	return ret ? -errno : 0;
}

/* What it depends on may be removed by another staprun before it is held. */
int module_insert(const struct module *m, const char *parameters)
{
	int ret;

	for (int i = 0; i < INSERT_TRIES; i++) {
		ret = companion_insert(m);
		if (ret)
			return ret;
		ret = module_load(m, parameters);
		if (ret != -ENOENT || !m->info.needs_companion)
			break;
	}
	if (ret)
		refusal_report(m, -ret);
	return ret;
}

int module_remove(const char *name)
{
	const struct timespec pause = { .tv_nsec = 100000000 };

	for (int i = 0; i < REMOVE_TRIES; i++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT) {
			companion_remove();
			return 0;
		}
		if (errno != EWOULDBLOCK && errno != EBUSY)
			break;
		nanosleep(&pause, NULL);
	}
	if (errno == EWOULDBLOCK || errno == EBUSY) {
		report_error("module '%s' is still in use", name);
		report_hint("end the staprun that holds it, then: staprun -d %s", name);
		return -EBUSY;
	}
	report_error("cannot remove module '%s': %s", name, strerror(errno));
	return -errno;
}

int module_remove_unused(void)
{
	DIR *modules = opendir("/sys/module");
	struct dirent *e;
	int ret = 0;

	if (!modules) {
		ret = -errno;
		report_error("cannot list the modules: %s", strerror(errno));
		return ret;
	}
	while ((e = readdir(modules))) {
		if (strlen(e->d_name) >= MODULE_NAME_SIZE || !channel_exists(e->d_name))
			continue;
		if (!syscall(SYS_delete_module, e->d_name, O_NONBLOCK) || errno == ENOENT ||
		    errno == EWOULDBLOCK || errno == EBUSY)
			continue;
		ret = -errno;
		report_error("cannot remove module '%s': %s", e->d_name, strerror(errno));
	}
	closedir(modules);
	companion_remove();
	return ret;
}

bool module_is_script(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_";
	char path[32 + MODULE_NAME_SIZE];
	size_t n = strlen(name);

	snprintf(path, sizeof(path), "/sys/module/%.*s", MODULE_NAME_SIZE, name);
	if (!n || n >= MODULE_NAME_SIZE || strspn(name, good) != n || access(path, F_OK)) {
		report_error("no module '%s' is loaded", name);
		return false;
	}
	if (channel_exists(name))
		return true;
	report_error("module '%s' is not a script's", name);
	return false;
}
