/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refusal.c - why the kernel did not take a module, and what to do about it.
 */
#include "refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "report.h"

struct refusal {
	const char *reason;
	const char *remedy;
};

static bool may_load_modules(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	if (syscall(SYS_capget, &header, data))
		return false;
	return data[0].effective & (1u << CAP_SYS_MODULE);
}

static bool file_contains(const char *path, const char *text)
{
	char content[256];
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, content, sizeof(content) - 1);

	if (n < 0)
		return false;
	content[n] = '\0';
	return strstr(content, text);
}

static struct refusal refusal_of_permission(void)
{
	if (!may_load_modules())
		return (struct refusal){
			"this process has not the capability CAP_SYS_MODULE",
			"a container cannot load modules: run it on the host, as root"
		};
	if (file_contains("/proc/sys/kernel/modules_disabled", "1"))
		return (struct refusal){ "loading of modules is switched off until the next boot",
					 "see kernel.modules_disabled in sysctl" };
	if (file_contains("/sys/kernel/security/lockdown", "[integrity]") ||
	    file_contains("/sys/kernel/security/lockdown", "[confidentiality]"))
		return (struct refusal){
			"the kernel is locked down (secure boot)",
			"sign the module with an enrolled key, or switch secure boot off"
		};
	return (struct refusal){ "the kernel's security policy forbids it", "see dmesg" };
}

static struct refusal refusal_of(int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
		return refusal_of_permission();
	case ENOKEY:
		return (struct refusal){
			"it is not signed with a key that the kernel knows",
			"sign it with an enrolled key, or switch off module.sig_enforce"
		};
	case EKEYREJECTED:
	case EKEYREVOKED:
	case EKEYEXPIRED:
	case EBADMSG:
		return (struct refusal){
			"the kernel rejects its signature",
			"sign it again; a module renamed with -R cannot be signed"
		};
	case EEXIST:
		return (struct refusal){ "a module of that name is loaded",
					 "staprun -d removes it; -R loads under another name" };
	case ENOEXEC:
		return (struct refusal){ "the kernel does not know its format: "
					 "it is for another kernel",
					 "run stap again; dmesg says more" };
	case EINVAL:
		return (struct refusal){ "the kernel or the module itself refuses it",
					 "dmesg says why" };
	case ENOENT:
		return (struct refusal){ "it needs a symbol that the kernel has not",
					 "run stap again; dmesg names the symbol" };
	case ENOSYS:
		return (struct refusal){ "this kernel is built without loadable modules",
					 "run it under a kernel that has them" };
	case EDQUOT:
		return (struct refusal){
			"its arrays and buffers need more memory than STP_MAXMEMORY allows",
			"raise that, or take smaller arrays and buffers (-s of stap); dmesg says "
			"more"
		};
	case ENOMEM:
		return (struct refusal){ "there is not enough memory for it and its buffers",
					 "smaller buffers: -b here, -s of stap" };
	}
	return (struct refusal){ strerror(error), "dmesg may say more" };
}

void refusal_report(const struct module *m, int error)
{
	struct refusal r = refusal_of(error);

	report_error("cannot insert module '%s': %s", m->path, r.reason);
	report_hint("%s", r.remedy);
}
