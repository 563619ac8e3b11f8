/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * caller.c - who runs staprun, and going back to being that user.
 */
#include "caller.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "report.h"

static bool caller_in_group(gid_t group)
{
	autofree gid_t *groups = NULL;
	int n;

	if (getgid() == group)
		return true;
	n = getgroups(0, NULL);
	if (n <= 0)
		return false;
	groups = calloc((size_t)n, sizeof(*groups));
	if (!groups)
		return false;
	n = getgroups(n, groups);
	for (int i = 0; i < n; i++)
		if (groups[i] == group)
			return true;
	return false;
}

int caller_check(void)
{
	const struct group *stapdev;
	const struct passwd *user;

	if (!getuid())
		return 0;
	stapdev = getgrnam("stapdev");
	if (stapdev && caller_in_group(stapdev->gr_gid)) {
		if (!geteuid())
			return 0;
		report_error("staprun is not installed setuid root");
		report_hint("run it as root, or: chmod u+s staprun");
		return -EPERM;
	}
	user = getpwuid(getuid());
	report_error("user %s may not load modules", user ? user->pw_name : "without a name");
	report_hint("run it as root, or become a member of the group stapdev: "
		    "usermod -a -G stapdev %s",
		    user ? user->pw_name : "USER");
	return -EPERM;
}

int caller_become(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();

	if (setresgid(gid, gid, gid) || setresuid(uid, uid, uid)) {
		int ret = -errno;

		report_error("cannot become user %u: %s", (unsigned int)uid, strerror(errno));
		return ret;
	}
	if (uid && (!setuid(0) || !seteuid(0))) {
		report_error("privilege could not be given up");
		return -EPERM;
	}
	return 0;
}
