/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - what target/ has opened so far, kept for the session.
 *
 * Private to target/. `struct target` is const for everybody; what it has learned is in here.
 */
#ifndef TARGET_STATE_H
#define TARGET_STATE_H

#include "../base/names.h"
#include "target.h"

struct target_state {
	bool btf_tried;
	struct btf *btf; /* or NULL, and */
	const char *btf_why;
	struct map *config;		  /* name -> value; NULL: not read yet */
	struct map *trace_systems;	  /* tracepoint -> subsystem; NULL: not read yet */
	struct target_syscalls *syscalls; /* NULL: not read yet */
	struct map *elf_files;		  /* path as given -> struct elf_file */
};

#endif
