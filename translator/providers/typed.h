/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * typed.h - @cast, @var, @enum, @enumname and members of typed values.
 */
#ifndef PROVIDERS_TYPED_H
#define PROVIDERS_TYPED_H

#include "../target/ctype.h"
#include "provider.h"

/*
 * Rewrite e in place; p: the probe that it stands in, or NULL. Resolve it then: it may hold calls and
 * operands that are not resolved yet. false: reported.
 */
bool typed_bind(const struct provider_env *env, const struct derived_probe *p, struct expr *e);

/* Suffixes of e, an EXPR_AUTOCAST, whose operand has been resolved, from this type on. */
bool typed_follow(const struct provider_env *env, struct expr *e, const struct ctype *type,
		  bool is_user);

#endif
