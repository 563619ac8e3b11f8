/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.h - a script's module: open it, distrust it, insert it, remove it.
 *
 * Part of the privileged loader. The file is opened once, as the caller; what
 * is checked is what is loaded. Each refusal names its reason and the remedy.
 */
#ifndef STAPIO_MODULE_H
#define STAPIO_MODULE_H

#include <stdbool.h>

#include "modinfo.h"

struct module {
	char *path;
	int fd;
	unsigned char *image; /* the whole file */
	size_t size;
	struct modinfo info;
	bool renamed; /* the image differs from the file */
};

/**
 * module_open - find, open and check a module's file
 * @name: a path; without '/' and '.ko' a name in /lib/modules/RELEASE/systemtap
 *
 * Return: 0 or -errno (reported). module_close() is due either way.
 */
int module_open(struct module *m, const char *name);
void module_close(struct module *m);

/**
 * module_rename - give it a name that no other process gives, before insertion
 */
void module_rename(struct module *m);

/**
 * module_load - load it
 *
 * Return: 0 or -errno (not reported).
 */
int module_load(const struct module *m, const char *parameters);

/**
 * module_insert - load it, and what it depends on
 * @parameters: as of insmod, "" for none
 *
 * Return: 0 or -errno (reported).
 */
int module_insert(const struct module *m, const char *parameters);

/**
 * module_remove - unload a module, waiting a little while it is in use
 *
 * Return: 0 (also when it is not loaded) or -errno (reported).
 */
int module_remove(const char *name);

/**
 * module_remove_unused - unload each script's module that no session holds
 *
 * Return: 0 or -errno (reported).
 */
int module_remove_unused(void);

/**
 * module_is_script - is this the name of a loaded module that stap made?
 *
 * What keeps staprun -d and -A from the modules of the system. Reports if not.
 */
bool module_is_script(const char *name);

#endif
