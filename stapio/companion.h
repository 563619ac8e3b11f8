/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * companion.h - stap_utrace, which modules with probes on processes depend on.
 *
 * It stands beside the script's module, is inserted before it, and is removed with the last one
 * that needs it; one that somebody has loaded for purposes of his own stays.
 */
#ifndef STAPIO_COMPANION_H
#define STAPIO_COMPANION_H

#include "module.h"

/**
 * companion_insert - load what the module depends on, where that is not loaded
 *
 * Return: 0 (also when it depends on nothing) or -errno (reported).
 */
int companion_insert(const struct module *m);

/**
 * companion_remove - unload it when staprun has loaded it and no module needs it
 */
void companion_remove(void);

#endif
