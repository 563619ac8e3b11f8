/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf-type.h - types of the kernel as records (target/ctype.h), by BTF.
 */
#ifndef TARGET_BTF_TYPE_H
#define TARGET_BTF_TYPE_H

#include "ctype.h"
#include "target.h"

/* The same record whenever the same id is asked for; id 0 is void. */
const struct ctype *btf_type(const struct btf *b, uint32_t id);
/* "struct task_struct", "size_t", "enum pid_type"; stars at the end make it a pointer. NULL: none. */
const struct ctype *btf_type_find(const struct btf *b, const char *name);
/* The value of an enumerator of any enumeration. */
bool btf_enumerator_find(const struct btf *b, const char *name, int64_t *value);

#endif
