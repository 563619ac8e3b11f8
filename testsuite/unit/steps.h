/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * steps.h - how much work the translator has done, in basic blocks.
 *
 * The same input takes the same number on each run, whatever else the machine does: so tests can
 * say that twice the input must not take much more than twice the work.
 */
#ifndef UNIT_STEPS_H
#define UNIT_STEPS_H

extern unsigned long unit_steps;

void __sanitizer_cov_trace_pc(void); /* the compiler calls it */

#endif
