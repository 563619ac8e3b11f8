/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resolve.c - names to declarations, in bodies, functions and conditions.
 *
 * Works off queues: a call brings in a function, which may bring in a library
 * file, whose probes bring in more bodies. A branch that @defined() rules out
 * is dropped before it is looked at.
 */
#include "analyse.h"

static void resolve_stmts(struct resolver *r, struct stmt *list);

static void resolve_list(struct resolver *r, struct expr *list)
{
	for (struct expr *e = list; e; e = e->next)
		resolve_expr(r, e);
}

/* ---- expressions ---------------------------------------------------------- */

/* Overwrite *e by one of its operands; its place in a list stays. */
static void become(struct expr *e, const struct expr *with)
{
	struct expr *next = e->next;

	*e = *with;
	e->next = next;
}

static bool find_defined(struct expr *e, void *ctx)
{
	if (e->kind == EXPR_DEFINED || e->kind == EXPR_PROBEWRITE)
		*(bool *)ctx = true;
	return !*(bool *)ctx;
}

/* Resolves a condition. true: it hangs on @defined() alone and has *value. */
static bool resolve_choice(struct resolver *r, struct expr *condition, int64_t *value)
{
	bool defined = false;

	expr_each(condition, find_defined, &defined);
	resolve_expr(r, condition);
	if (!defined)
		return false;
	fold_expr(r->an->arena, condition);
	return expr_constant(condition, value);
}

static void resolve_ternary(struct resolver *r, struct expr *e)
{
	struct expr *taken;
	int64_t value;

	if (resolve_choice(r, e->ternary.condition, &value)) {
		taken = value ? e->ternary.yes : e->ternary.no;
		resolve_expr(r, taken);
		become(e, taken);
		return;
	}
	resolve_expr(r, e->ternary.yes);
	resolve_expr(r, e->ternary.no);
}

static void resolve_logical(struct resolver *r, struct expr *e)
{
	int64_t value;

	if (resolve_choice(r, e->logical.left, &value) && !!value != e->logical.is_and) {
		e->kind = EXPR_NUMBER;
		e->number = !!value;
		return;
	}
	resolve_expr(r, e->logical.right);
}

/* What is made of a target variable is a value, no place: its address, its text. */
static const char *made_of_target(const struct expr *e)
{
	if (e->kind == EXPR_DEREF || e->kind == EXPR_REGISTER)
		return NULL;
	if (e->target.address)
		return "the address of a target variable";
	for (const struct suffix *s = e->target.suffixes; s; s = s->next)
		if (s->kind == SUFFIX_PRETTY || s->kind == SUFFIX_PRETTY_DEEP)
			return "a pretty-printed target variable";
	return NULL;
}

/* false: reported. */
static bool may_write(struct resolver *r, const struct expr *target)
{
	const char *made = made_of_target(target);

	if (made)
		diag_at(r->an->diags, DIAG_NOT_ASSIGNABLE, target->at, "%s cannot be assigned to",
			made);
	else if (!r->an->o->guru && r->unit->is_user)
		diag_hint(diag_at(r->an->diags, DIAG_GURU, target->at,
				  "write to a target variable is not permitted"),
			  "need stap -g");
	else
		return true;
	return false;
}

/* A context variable that a handler changes is memory of what is traced. */
static void resolve_written(struct resolver *r, struct expr *target)
{
	const struct expr written = *target;

	if (!may_write(r, target))
		return;
	resolve_expr(r, target);
	if (target->kind != EXPR_DEREF && target->type != TYPE_ERROR)
		diag_at(r->an->diags, DIAG_NOT_ASSIGNABLE, written.at,
			"'%s' is not in memory here and cannot be assigned to",
			written.target.name);
}

/* What = or ++ changes. */
static void resolve_changed(struct resolver *r, struct expr *target, struct span at)
{
	if (r->is_condition)
		diag_at(r->an->diags, DIAG_CONDITION, at,
			"probe condition must not modify any variables");
	switch (target->kind) {
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		resolve_written(r, target);
		break;
	case EXPR_DEREF:
		if (check_guru(r, target->at, "write to memory"))
			resolve_deref(r, target);
		break;
	case EXPR_REGISTER:
		diag_hint(diag_at(r->an->diags, DIAG_NOT_ASSIGNABLE, target->at,
				  "a register cannot be written"),
			  "@kderef and @uderef write to memory");
		break;
	case EXPR_SYMBOL:
	case EXPR_INDEX:
		resolve_expr(r, target);
		break;
	default: /* the parser lets nothing else through */
		resolve_expr(r, target);
		break;
	}
}

static void resolve_assign(struct resolver *r, struct expr *e)
{
	struct expr *target = e->assign.target;

	resolve_expr(r, e->assign.value);
	if (e->assign.op == ASSIGN_STAT && target->kind == EXPR_SYMBOL)
		resolve_aggregate(r, target);
	else
		resolve_changed(r, target, span_known(e->op) ? e->op : e->at);
	if (e->assign.op == ASSIGN_SET)
		autocast_learn(target, e->assign.value);
}

/* Queues the functions that a call may run; a later call finds that done. */
static void resolve_overloads(struct analysis *an, struct function *first)
{
	if (first->chained && !first->chained->overload)
		return;
	for (struct function *fn = first; fn; fn = fn->overload) {
		resolve_function(an, fn);
		first->is_chain_guru |= fn->guru;
		first->chained = fn;
	}
}

static void resolve_call(struct resolver *r, struct expr *e)
{
	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not reference function '%s'", e->call.name);
		return;
	}
	resolve_list(r, e->call.args);
	e->call.fn = scope_function(r->an, r->unit, e);
	if (e->call.fn)
		e->call.fn = function_in_context(r, e->call.fn, e);
	if (!e->call.fn)
		return;
	resolve_overloads(r->an, e->call.fn);
	if (e->call.fn->is_chain_guru && !r->an->o->guru && r->unit->is_user)
		diag_hint(diag_at(r->an->diags, DIAG_GURU, e->at,
				  "function '%s' may not be used without guru mode", e->call.name),
			  "need stap -g");
}

static void resolve_hist(struct resolver *r, struct expr *e)
{
	resolve_aggregate(r, e->hist.operand);
	if (e->hist.bucket)
		resolve_expr(r, e->hist.bucket);
}

static void resolve_print(struct resolver *r, struct expr *e)
{
	if (r->is_condition)
		diag_at(r->an->diags, DIAG_CONDITION, e->at, "probe condition must not print");
	resolve_list(r, e->print.args);
}

static unsigned int list_length(const struct expr *list)
{
	unsigned int n = 0;

	for (; list; list = list->next)
		n++;
	return n;
}

void resolve_expr(struct resolver *r, struct expr *e)
{
	switch (e->kind) {
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_WILD:
	case EXPR_FETCH:
		break;
	case EXPR_SYMBOL:
		resolve_symbol(r, e);
		break;
	case EXPR_INDEX:
		resolve_list(r, e->index.keys);
		resolve_index(r, e);
		break;
	case EXPR_UNARY:
		resolve_expr(r, e->unary.operand);
		break;
	case EXPR_BINARY:
		resolve_expr(r, e->binary.left);
		resolve_expr(r, e->binary.right);
		break;
	case EXPR_LOGICAL:
		resolve_logical(r, e);
		break;
	case EXPR_TERNARY:
		resolve_ternary(r, e);
		break;
	case EXPR_ASSIGN:
		resolve_assign(r, e);
		break;
	case EXPR_STEP:
		resolve_changed(r, e->step.target, span_known(e->op) ? e->op : e->at);
		break;
	case EXPR_IN:
		resolve_list(r, e->in.keys);
		resolve_array(r, e->in.array, list_length(e->in.keys));
		break;
	case EXPR_CALL:
		resolve_call(r, e);
		break;
	case EXPR_PRINT:
		resolve_print(r, e);
		break;
	case EXPR_STAT:
		resolve_aggregate(r, e->stat.operand);
		break;
	case EXPR_HIST:
		resolve_hist(r, e);
		break;
	case EXPR_TARGET:
		resolve_target(r, e);
		break;
	case EXPR_DEFINED:
		resolve_defined(r, e);
		break;
	case EXPR_PROBEWRITE:
		resolve_probewrite(r, e);
		break;
	case EXPR_MATCH:
		resolve_match(r, e);
		break;
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
		resolve_typed(r, e);
		break;
	case EXPR_ENTRY:
		resolve_entry(r, e);
		break;
	case EXPR_KEEP:
		break;
	case EXPR_AUTOCAST:
		resolve_autocast(r, e);
		break;
	case EXPR_PERF:
		resolve_later(r, e);
		break;
	case EXPR_DEREF:
		resolve_deref(r, e);
		break;
	case EXPR_REGISTER:
		resolve_register(r, e);
		break;
	case EXPR_EMBEDDED:
		resolve_value(r, e);
		break;
	}
}

/* ---- statements ----------------------------------------------------------- */

static void resolve_if(struct resolver *r, struct stmt *s)
{
	struct stmt *next = s->next, *taken;
	int64_t value;

	if (!resolve_choice(r, s->cond.condition, &value)) {
		resolve_stmts(r, s->cond.yes);
		resolve_stmts(r, s->cond.no);
		return;
	}
	taken = value ? s->cond.yes : s->cond.no;
	s->kind = taken ? STMT_BLOCK : STMT_EMPTY;
	s->body = taken;
	s->next = next;
	resolve_stmts(r, taken);
}

static void resolve_loop(struct resolver *r, struct stmt *s)
{
	if (s->loop.init)
		resolve_expr(r, s->loop.init);
	if (s->loop.condition)
		resolve_expr(r, s->loop.condition);
	if (s->loop.step)
		resolve_expr(r, s->loop.step);
	r->loops++;
	resolve_stmts(r, s->loop.body);
	r->loops--;
}

static void resolve_foreach(struct resolver *r, struct stmt *s)
{
	struct expr *array = s->foreach.array;
	unsigned int nkeys = list_length(s->foreach.keys);

	if (s->foreach.limit)
		resolve_expr(r, s->foreach.limit);
	if (array->kind == EXPR_HIST) {
		resolve_aggregate(r, array->hist.operand);
		if (nkeys != 1 || s->foreach.value)
			diag_at(r->an->diags, DIAG_ARRAY_ARITY, array->at,
				"a histogram is iterated over with one variable");
	} else if (array->kind == EXPR_INDEX) {
		if (nkeys != list_length(array->index.keys))
			diag_at(r->an->diags, DIAG_ARRAY_ARITY, array->at,
				"foreach has %u index variables, the slice has %u indices", nkeys,
				list_length(array->index.keys));
		resolve_list(r, array->index.keys);
		resolve_index(r, array);
	} else {
		resolve_array(r, array, nkeys);
	}
	for (struct expr *k = s->foreach.keys; k; k = k->next)
		resolve_expr(r, k);
	if (s->foreach.value)
		resolve_expr(r, s->foreach.value);
	r->loops++;
	resolve_stmts(r, s->foreach.body);
	r->loops--;
}

static void resolve_jump(struct resolver *r, struct stmt *s)
{
	if (!r->loops)
		diag_at(r->an->diags, DIAG_OUTSIDE_LOOP, s->at, "'%s' outside of a loop",
			s->kind == STMT_BREAK ? "break" : "continue");
}

static void resolve_return(struct resolver *r, struct stmt *s)
{
	if (!s->expr)
		return;
	if (r->fn) /* the parser lets no other through */
		r->fn->returns_value = true;
	resolve_expr(r, s->expr);
}

static void resolve_stmt(struct resolver *r, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
		resolve_expr(r, s->expr);
		break;
	case STMT_BLOCK:
		resolve_stmts(r, s->body);
		break;
	case STMT_IF:
		resolve_if(r, s);
		break;
	case STMT_FOR:
		resolve_loop(r, s);
		break;
	case STMT_FOREACH:
		resolve_foreach(r, s);
		break;
	case STMT_RETURN:
		resolve_return(r, s);
		break;
	case STMT_DELETE:
		resolve_deleted(r, s->expr);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		resolve_jump(r, s);
		break;
	case STMT_TRY:
		resolve_stmts(r, s->try_.body);
		if (s->try_.variable)
			resolve_expr(r, s->try_.variable);
		resolve_stmts(r, s->try_.handler);
		break;
	}
}

static void resolve_stmts(struct resolver *r, struct stmt *list)
{
	for (struct stmt *s = list; s; s = s->next)
		resolve_stmt(r, s);
}

/* ---- queues ---------------------------------------------------------------- */

void resolve_function(struct analysis *an, struct function *fn)
{
	if (fn->called)
		return;
	fn->called = true;
	if (fn->decl->embedded)
		resolve_embedded(an, fn, scope_unit(an, fn->decl->file));
	vec_push(an->arena, &an->called, fn);
}

static void function_resolve_body(struct analysis *an, struct function *fn)
{
	struct resolver r = {
		.an = an,
		.fn = fn,
		.work = fn->work,
		.unit = scope_unit(an, fn->decl->file),
		.names = map_create(an->arena),
	};

	if (!fn->decl->body || (fn->work && !copy_allowed(an, fn->decl->body, fn->called_at)))
		return;
	for (unsigned int i = 0; i < fn->nparameters; i++)
		map_set(r.names, fn->parameters[i]->name, fn->parameters[i]);
	fn->body = stmt_copy(an->arena, fn->decl->body);
	resolve_stmts(&r, fn->body);
}

static void work_resolve(struct analysis *an, struct work *w)
{
	struct resolver r = { .an = an, .work = w, .names = map_create(an->arena) };
	struct stmt *s = w->body->stmts->body;

	work_unshare(an, w);
	/* The statements of all parts are one list by now; a part ends where the next begins. */
	for (struct part *p = w->parts; p; p = p->next) {
		r.unit = p->unit;
		for (; s && !(p->next && s == p->next->stmts); s = s->next)
			resolve_stmt(&r, s);
	}
}

static void condition_resolve(struct analysis *an, struct condition *c)
{
	struct resolver r = {
		.an = an,
		.unit = c->unit,
		.is_condition = true,
		.names = map_create(an->arena),
	};

	resolve_expr(&r, c->expr);
}

bool resolve_pending(struct analysis *an)
{
	bool any = false;

	for (; an->worked < an->work.n; any = true)
		work_resolve(an, an->work.v[an->worked++]);
	for (; an->conditions_done < an->conditions.n; any = true)
		condition_resolve(an, &an->conditions.v[an->conditions_done++]);
	for (; an->called_done < an->called.n; any = true)
		function_resolve_body(an, an->called.v[an->called_done++]);
	return any;
}

void resolve_all_functions(struct analysis *an)
{
	for (size_t i = 0; i < an->all_functions.n; i++)
		if (is_users(an, an->all_functions.v[i]->decl->at))
			scope_link(an, an->all_functions.v[i]);
	for (size_t i = 0; i < an->all_functions.n; i++)
		if (is_users(an, an->all_functions.v[i]->decl->at) &&
		    !function_is_contextual(an, an->all_functions.v[i]))
			resolve_function(an, an->all_functions.v[i]);
}
