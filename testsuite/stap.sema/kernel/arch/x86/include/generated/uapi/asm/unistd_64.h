/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Some system calls of a kernel, for tests of analysis. */
#ifndef _UAPI_ASM_UNISTD_64_H
#define _UAPI_ASM_UNISTD_64_H

#define __NR_read 0
#define __NR_write 1
#define __NR_open 2
#define __NR_close 3
#define __NR_getppid 110
#define __NR_openat 257

#ifdef __KERNEL__
#define __NR_syscalls 463
#endif

#endif
