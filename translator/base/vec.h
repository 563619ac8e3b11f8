/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vec.h - a growable array in an arena.
 *
 *	struct { VEC(struct probe *); } probes = { 0 };
 *	vec_push(arena, &probes, p);
 *	for (size_t i = 0; i < probes.n; i++)
 *		use(probes.v[i]);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <string.h>

#include "arena.h"

#define VEC(type)                                                                                  \
	type *v;                                                                                   \
	size_t n, room

#define vec_push(a, vec, item)                                                                     \
	do {                                                                                       \
		__typeof__(vec) vec_ = (vec);                                                      \
		if (vec_->n == vec_->room) {                                                       \
			size_t room_ = vec_->room ? 2 * vec_->room : 8;                            \
			void *new_ = arena_alloc((a), room_ * sizeof(*vec_->v),                    \
						 _Alignof(__typeof__(*vec_->v)));                  \
			if (vec_->n)                                                               \
				memcpy(new_, vec_->v, vec_->n * sizeof(*vec_->v));                 \
			vec_->v = new_;                                                            \
			vec_->room = room_;                                                        \
		}                                                                                  \
		vec_->v[vec_->n++] = (item);                                                       \
	} while (0)

#endif
