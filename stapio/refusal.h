/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refusal.h - why the kernel did not take a module, and what to do about it.
 *
 * Used by module.c after finit_module() has failed.
 */
#ifndef STAPIO_REFUSAL_H
#define STAPIO_REFUSAL_H

#include "module.h"

/**
 * refusal_report - report a failed insertion
 * @error: the errno of finit_module()
 */
void refusal_report(const struct module *m, int error);

#endif
