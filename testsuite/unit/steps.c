/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "steps.h"

unsigned long unit_steps;

/* Not counted itself. */
#ifdef __clang__
__attribute__((no_sanitize("coverage")))
#else
__attribute__((no_sanitize_coverage))
#endif
void __sanitizer_cov_trace_pc(void)
{
	unit_steps++;
}
