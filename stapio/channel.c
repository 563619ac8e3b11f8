/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * channel.c - the files of a loaded module in /proc.
 */
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../runtime/abi/wire.h"
#include "report.h"

/* Some machines have more CPUs than a process usually has descriptors. */
static bool channel_raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return !setrlimit(RLIMIT_NOFILE, &limit);
}

static int channel_open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == EMFILE && channel_raise_limit())
		fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
	return fd;
}

static int channel_open_data(struct channel *c, const char *name)
{
	for (;;) {
		char path[PATH_MAX];
		int *data;
		int fd;

		snprintf(path, sizeof(path), STP_DATA_PATH, name, c->ndata);
		fd = channel_open_file(path, O_RDONLY);
		if (fd < 0 && errno == ENOENT && c->ndata)
			return 0;
		data = fd < 0 ? NULL : realloc(c->data, (c->ndata + 1) * sizeof(*data));
		if (!data) {
			int ret = -errno;

			report_error("cannot open '%s': %s", path, strerror(-ret));
			if (fd >= 0)
				close(fd);
			return ret;
		}
		c->data = data;
		c->data[c->ndata++] = fd;
	}
}

int channel_open(struct channel *c, const char *name)
{
	char path[PATH_MAX];

	*c = (struct channel){ .control = -1 };
	snprintf(path, sizeof(path), STP_CONTROL_PATH, name);
	c->control = channel_open_file(path, O_RDWR);
	if (c->control < 0) {
		int ret = -errno;

		if (ret == -EBUSY)
			report_error("module '%s' has a session with another stapio", name);
		else
			report_error("cannot open '%s': %s", path, strerror(-ret));
		return ret;
	}
	return channel_open_data(c, name);
}

void channel_close(struct channel *c)
{
	if (c->control >= 0)
		close(c->control);
	for (unsigned int i = 0; i < c->ndata; i++)
		close(c->data[i]);
	free(c->data);
	*c = (struct channel){ .control = -1 };
}

bool channel_exists(const char *name)
{
	char path[PATH_MAX];
	struct statfs fs;

	snprintf(path, sizeof(path), STP_DATA_PATH, name, 0);
	if (statfs(path, &fs) || fs.f_type != PROC_SUPER_MAGIC)
		return false;
	snprintf(path, sizeof(path), STP_CONTROL_PATH, name);
	return !statfs(path, &fs) && fs.f_type == PROC_SUPER_MAGIC;
}
