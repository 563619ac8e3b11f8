/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.h - `$variables` of probes on system calls, whoever finds the calls.
 */
#ifndef PROVIDERS_CALL_H
#define PROVIDERS_CALL_H

#include "provider.h"

/* As of struct provider, for a probe where a call is entered, or returns. */
bool call_variable(const struct provider_env *env, const struct derived_probe *p, struct expr *e,
		   bool is_return);
void call_variables(const struct provider_env *env, bool is_return,
		    void (*each)(void *ctx, const char *name_and_type), void *ctx);

#endif
