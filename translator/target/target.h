/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - the traced system: a kernel release with its BTF, and ELF files.
 *
 * Knows no syntax tree. Everything is opened on first use and kept for the
 * session; lookups are by name. Functions return NULL / -errno, and the caller
 * (a provider, the driver) reports.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct btf;
struct elf_file;

struct target {
	struct arena *arena;
	const char *release;   /* "6.1.0-56-amd64"; kernel_vr */
	const char *version;   /* "6.1.0": kernel_v */
	const char *arch;      /* "x86_64" */
	const char *build_dir; /* headers: /lib/modules/REL/build, or NULL */
	const char *cache_dir; /* for extracted BTF; or NULL */
	bool running;	       /* release is that of the running kernel */
	struct target_state *state;
};

/* release: NULL = running, a release, or a build tree "/DIR" (-r). -ENOENT: no such kernel here;
 * *why then says what was looked for and which package brings it. */
/* Everything else that a release may lack (headers, BTF) is told when it is asked for. */
int target_open(struct arena *a, const char *release, const char *cache_dir, struct target **ret,
		const char **why);
/* Is it the DWARF number of a register that a probe's registers hold? */
bool target_has_register(const struct target *t, int64_t number);
/* Value of CONFIG_name from the kernel's configuration, or NULL. */
const char *target_config(const struct target *t, const char *name);

/* kernel BTF from /sys/kernel/btf/vmlinux (running), build_dir/vmlinux, /boot/vmlinuz-REL (XZ,
 * ZSTD, gzip; cached). NULL and *why. */
const struct btf *target_btf(const struct target *t, const char **why);

/* Subsystem of a kernel tracepoint ("sched" of sched_switch), from tracefs when the release is
 * running, else from the headers' include/trace/events. NULL: not known. */
const char *target_trace_system(const struct target *t, const char *tracepoint);
bool target_trace_systems_known(const struct target *t); /* false: neither could be read */

/* ---- system calls (target/syscalls.c) ---- */
/* The number spaces of a kernel; script.h has the same order. */
enum syscall_abi { SYSCALL_64, SYSCALL_32, SYSCALL_X32, SYSCALL_ABIS };
struct target_syscall {
	const char *name;	  /* "openat" */
	int number[SYSCALL_ABIS]; /* -1: not in that one */
};
/* All of the kernel; none, and *why, without its headers. */
const struct target_syscall *const *target_syscalls(const struct target *t, size_t *n,
						    const char **why);
const struct target_syscall *target_syscall(const struct target *t, const char *name); /* or NULL */

/* ---- BTF (target/btf.c) ---- */
/* data stays in use. 0, or -EINVAL: not well-formed (checked whole: lookups need no checks). */
int btf_parse(struct arena *a, const void *data, size_t length, struct btf **ret);
struct btf_param {
	const char *name;
	uint32_t type;
};
/* Parameters of FUNC `name`; 0 or -ENOENT. */
int btf_function(const struct btf *b, const char *name, struct arena *a, struct btf_param **params,
		 unsigned int *nparams, uint32_t *return_type);
/* C spelling of a type: "struct task_struct *". */
const char *btf_type_name(const struct btf *b, struct arena *a, uint32_t type);
enum btf_class {
	BTF_CLASS_INT,
	BTF_CLASS_POINTER,
	BTF_CLASS_STRUCT,
	BTF_CLASS_FLOAT,
	BTF_CLASS_VOID,
};
enum btf_class btf_classify(const struct btf *b, uint32_t type, unsigned int *size,
			    bool *is_signed);
void btf_each_function(const struct btf *b, void (*each)(void *ctx, const char *name), void *ctx);

/* ---- programs (target/program.c) ---- */
bool program_can_run(const char *path); /* a file that may be executed */
/* As execvp() does; NULL when no directory of PATH has it. */
const char *program_search(struct arena *a, const char *name);
/* The absolute path of what runs for a name: searched in PATH when it has no slash, of a script its
 * interpreter. -errno when there is none, and *why says it in words. */
int program_resolve(struct arena *a, const char *name, const char **path, const char **why);

/* ---- ELF (target/elf.c) ---- */
struct elf_symbol {
	const char *name;
	uint64_t address; /* st_value */
	uint64_t offset;  /* in the file */
	uint64_t size;
	bool is_ifunc;
	bool is_exported; /* other files may call it */
};
/* path is searched in PATH when it has no slash; *real receives the absolute file name. Not found,
 * not ELF, another machine: -errno, and *why says it in words ("is a script of '/bin/sh'"). */
int elf_open(const struct target *t, const char *path, struct elf_file **ret, const char **real,
	     const char **why);
/* Function symbols of .symtab and .dynsym (also of the separate debug file by build-id when
 * there), each name and offset once, in address order, that match the fnmatch pattern. */
size_t elf_functions(struct elf_file *f, const char *pattern, struct elf_symbol **ret);
void elf_each_function(struct elf_file *f, void (*each)(void *ctx, const char *name), void *ctx);
const char *elf_path(const struct elf_file *f);	    /* real, absolute */
const char *elf_build_id(const struct elf_file *f); /* hex, or NULL */
bool elf_has_symtab(const struct elf_file *f);	    /* false: stripped, and no debug file */
bool elf_is_64bit(const struct elf_file *f);
/* Where the one symbol of that name is, of code or data. false, and *why: none, or several. */
bool elf_symbol_address(struct elf_file *f, const char *name, uint64_t *address, const char **why);
/* Where an address of code lies in the file. false: nowhere. */
bool elf_offset(const struct elf_file *f, uint64_t address, uint64_t *offset);
/* Bytes of the file from `offset`; how many there were, up to n. */
size_t elf_read(const struct elf_file *f, uint64_t offset, void *buf, size_t n);

#endif
