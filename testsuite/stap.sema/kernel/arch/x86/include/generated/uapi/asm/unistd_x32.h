/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _UAPI_ASM_UNISTD_X32_H
#define _UAPI_ASM_UNISTD_X32_H

#define __NR_open (__X32_SYSCALL_BIT + 2)
#define __NR_getppid (__X32_SYSCALL_BIT + 110)

#endif
