/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * infer.h - the pieces of type inference: classes (infer.c), what the tree says
 * about them (constrain.c), and the tree's types afterwards (typed.c).
 */
#ifndef SEMA_INFER_H
#define SEMA_INFER_H

#include "analyse.h"

/* Something with a type; a class of them is a tree of slots, its root has the type. */
struct slot {
	struct slot *parent;
	unsigned int rank;
	enum type type;
	struct span at;	  /* of the first evidence */
	const char *name; /* of what stands there, or NULL */
	bool reported;	  /* that it has no type */
	bool is_value;	  /* of an expression that is no place */
};

struct infer {
	struct analysis *an;
	struct function *fn; /* whose body it is, or NULL */
	struct slot *spare;  /* given back, linked by .parent */
};

struct slot *slot_new(struct infer *in, enum type type, struct span at, const char *name);
/* Nobody else has it: unless it has been joined with another, it can be used anew. */
void slot_drop(struct infer *in, struct slot *s);
struct slot *slot_find(struct slot *s);
/* One class from now on; a conflict is reported at `at`, the place of what was found. */
void slots_join(struct infer *in, struct slot *wanted, struct slot *found, struct span at);
void slot_expect(struct infer *in, struct slot *s, enum type type, struct span at);
/* … of what is assigned to or stepped */
void slot_expect_target(struct infer *in, struct slot *s, enum type type, struct span at);
/* An aggregate where a value of `type` is wanted. */
void slot_refuse_aggregate(struct infer *in, struct slot *s, enum type type, struct span at);
struct slot *variable_slot(struct infer *in, struct variable *v);
struct slot *key_slot(struct infer *in, struct variable *v, unsigned int i);
struct slot *result_slot(struct infer *in, struct function *fn);

void constrain_aggregates(struct infer *in, struct stmt *list);
void constrain_stmts(struct infer *in, struct stmt *list);
void constrain_condition(struct infer *in, struct expr *e);

/* After the variables have their types: those of the tree, and the formats of prints. */
void type_stmts(struct analysis *an, struct stmt *list);
void type_expr(struct analysis *an, struct expr *e, bool value_used);

void hint_extractors(struct diag *d);

#endif
