/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _UAPI_ASM_UNISTD_32_H
#define _UAPI_ASM_UNISTD_32_H

#define __NR_exit 1
#define __NR_open 5
#define __NR_close 6
#define __NR_getppid 64
#define __NR_fcntl64 221
#define __NR_openat 295

#endif
