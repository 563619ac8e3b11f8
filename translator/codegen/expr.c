/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expr.c - values.
 *
 * expr_value() is the heart: the C text of an expression, after the statements
 * that must run before it. What can fail or has an effect is hoisted into a
 * temporary, or into `dst` when the caller has a place for it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

const char discard[] = "";

/* ---- C expressions ----------------------------------------------------- */

struct cx cx_call(const char *text)
{
	return (struct cx){ text, PREC_PRIMARY, true, false };
}

struct cx cx_of(struct gen *g, enum prec prec, const char *fmt, ...)
{
	struct cx x = { NULL, prec, true, false };
	va_list ap;

	va_start(ap, fmt);
	x.text = arena_vprintf(g->a, fmt, ap);
	va_end(ap);
	return x;
}

const char *cx_text(struct gen *g, struct cx x, enum prec least)
{
	return x.prec >= least ? x.text : arena_printf(g->a, "(%s)", x.text);
}

/* As an operand of C arithmetic: signed, whatever the provider's text yields. */
static struct cx cooked(struct gen *g, struct cx x)
{
	return x.raw ? cx_of(g, PREC_UNARY, "(s64)%s", cx_text(g, x, PREC_UNARY)) : x;
}

static struct cx widened(struct gen *g, struct cx x)
{
	if (x.prec == PREC_PRIMARY && strspn(x.text, "0123456789") == strlen(x.text))
		return cx_of(g, PREC_PRIMARY, "%sLL", x.text);
	return cx_of(g, PREC_UNARY, "(s64)%s", cx_text(g, x, PREC_UNARY));
}

/* A value that must survive what comes next, in a temporary. */
struct cx cx_capture(struct gen *g, const struct expr *e, struct cx x)
{
	const char *t;

	if (frame_is_temp(x.text))
		return x;
	x = cx_keep(g, e, x);
	t = frame_temp(g, e->type);
	line(g, "%s = %s;", t, x.text);
	return cx_call(t);
}

struct cx cx_keep(struct gen *g, const struct expr *e, struct cx x)
{
	if (e->type == TYPE_STRING && !frame_is_temp(x.text) && expr_borrows(g, e))
		return cx_of(g, PREC_PRIMARY, "stp_keep(c, %s)", x.text);
	return x;
}

/*
 * An operation with an effect becomes a statement of its own. Its result may go
 * straight into a variable of the script only where no catch block could see
 * that an operation which failed has set it.
 */
struct cx cx_hoist(struct gen *g, const struct expr *e, struct cx x, bool can_fail, const char *dst)
{
	if (dst && dst != discard && can_fail && g->f->try_ && !frame_is_temp(dst))
		dst = NULL;
	if (!dst)
		dst = frame_temp(g, e->type);
	if (dst == discard)
		line(g, "%s;", x.text);
	else
		line(g, "%s = %s;", dst, x.text);
	if (can_fail)
		emit_check(g);
	return cx_call(dst);
}

void unsupported(struct gen *g, const struct expr *e, const char *what)
{
	diag_at(g->ds, DIAG_NOT_TRANSLATED, e->at, "%s cannot be translated yet", what);
}

/* ---- lists ------------------------------------------------------------- */

static bool list_emits(const struct expr *list)
{
	for (; list; list = list->next)
		if (expr_emits(list))
			return true;
	return false;
}

/* Values of a list, then of `behind`, are computed in this order. */
unsigned int expr_list(struct gen *g, const struct expr *list, const struct expr *behind,
		       struct cx *ret, unsigned int room)
{
	unsigned int n = 0;

	for (const struct expr *e = list; e && n < room; e = e->next, n++) {
		if (e->kind == EXPR_WILD) {
			ret[n] = cx_call("0");
			continue;
		}
		ret[n] = expr_value(g, e, NULL);
		if ((list_emits(e->next) && !expr_steady(e, e->next)) ||
		    (behind && expr_emits(behind) && !expr_steady(e, behind)))
			ret[n] = cx_capture(g, e, ret[n]);
	}
	return n;
}

static const char *value_item(struct gen *g, const struct expr *e, struct cx x)
{
	return arena_printf(g->a, "stp_%c(%s)", e->type == TYPE_STRING ? 's' : 'n', x.text);
}

/* STP_VALUES(stp_n(a), stp_s(b)), or 0 for none. */
const char *value_array(struct gen *g, const struct expr *list, const struct cx *x)
{
	const char *text = NULL;

	for (unsigned int i = 0; list; list = list->next, i++) {
		const char *item = value_item(g, list, x[i]);

		text = text ? arena_printf(g->a, "%s, %s", text, item) : item;
	}
	return text ? arena_printf(g->a, "STP_VALUES(%s)", text) : "0";
}

const char *keys_text(struct gen *g, const struct expr *keys, const struct expr *behind)
{
	struct cx x[9];

	expr_list(g, keys, behind, x, 9);
	return value_array(g, keys, x);
}

/* Keys that are used twice: each is computed once. */
const char *keys_fixed(struct gen *g, const struct expr *keys, const struct expr *behind)
{
	struct cx x[9];
	unsigned int i = 0;

	expr_list(g, keys, behind, x, 9);
	for (const struct expr *k = keys; k && i < 9; k = k->next, i++)
		if (k->kind != EXPR_NUMBER && k->kind != EXPR_STRING && k->kind != EXPR_SYMBOL)
			x[i] = cx_capture(g, k, x[i]);
	return value_array(g, keys, x);
}

unsigned int keys_wild(const struct expr *keys)
{
	unsigned int wild = 0, bit = 1;

	for (; keys; keys = keys->next, bit <<= 1)
		if (keys->kind == EXPR_WILD)
			wild |= bit;
	return wild;
}

const struct variable *expr_variable(const struct expr *e)
{
	if (e->kind == EXPR_SYMBOL)
		return e->symbol.var;
	return e->kind == EXPR_INDEX ? e->index.var : NULL;
}

/* ---- kinds ------------------------------------------------------------- */

static struct cx number_value(struct gen *g, int64_t n)
{
	struct cx x;

	if (n == INT64_MIN)
		return cx_of(g, PREC_ADD, "-9223372036854775807LL - 1");
	if (n > INT32_MAX || n < -INT32_MAX)
		return cx_of(g, n < 0 ? PREC_UNARY : PREC_PRIMARY, "%lldLL", (long long)n);
	x = cx_of(g, n < 0 ? PREC_UNARY : PREC_PRIMARY, "%lld", (long long)n);
	x.wide = false;
	return x;
}

static struct cx symbol_value(struct gen *g, const struct expr *e)
{
	const struct variable *v = e->symbol.var;

	if (v->kind != VARIABLE_GLOBAL)
		return cx_call(frame_local(g, v));
	if (v->is_array || v->type == TYPE_STAT)
		unsupported(g, e, "an array or aggregate as a value");
	if (v->type == TYPE_STRING)
		return cx_of(g, PREC_PRIMARY, "stp_text_get(&%s)", v->cname);
	if (v->is_counter)
		return cx_of(g, PREC_PRIMARY, "stp_counter_read(c, &%s)", v->cname);
	return cx_call(v->cname);
}

static struct cx index_value(struct gen *g, const struct expr *e)
{
	const struct variable *v = e->index.var;
	const char *keys = keys_text(g, e->index.keys, NULL);

	if (v->type == TYPE_STAT)
		unsupported(g, e, "an aggregate as a value");
	return cx_of(g, PREC_PRIMARY, "stp_map_get%s(c, &%s, %s)",
		     v->type == TYPE_STRING ? "_str" : "", v->cname, keys);
}

static struct cx unary_value(struct gen *g, const struct expr *e)
{
	struct cx x;

	if (e->unary.op == UNARY_NOT) {
		x = cx_of(g, PREC_UNARY, "%s", expr_negation(g, e->unary.operand));
		x.wide = false;
		return x;
	}
	x = cooked(g, expr_value(g, e->unary.operand, NULL));
	switch (e->unary.op) {
	case UNARY_MINUS:
		x.text = arena_printf(g->a, x.text[0] == '-' ? "-(%s)" : "-%s",
				      cx_text(g, x, PREC_UNARY));
		x.prec = PREC_UNARY;
		break;
	case UNARY_INVERT:
		x.text = arena_printf(g->a, "~%s", cx_text(g, x, PREC_UNARY));
		x.prec = PREC_UNARY;
		break;
	case UNARY_PLUS:
	case UNARY_NOT:
		break;
	}
	return x;
}

static struct cx compare_strings(struct gen *g, enum binary_op op, struct cx l, struct cx r)
{
	struct cx x;

	if (op == BINARY_EQ || op == BINARY_NE)
		x = cx_of(g, op == BINARY_EQ ? PREC_PRIMARY : PREC_UNARY, "%sstp_str_equal(%s, %s)",
			  op == BINARY_EQ ? "" : "!", l.text, r.text);
	else
		x = cx_of(g, PREC_COMPARE, "stp_str_compare(%s, %s) %s 0", l.text, r.text,
			  binary_text(op));
	x.wide = false;
	return x;
}

static struct cx infix(struct gen *g, enum binary_op op, struct cx l, struct cx r, enum prec prec)
{
	/* GCC asks for parentheses where people mistake C's precedence: everywhere but here. */
	bool chain = prec == PREC_ADD || prec == PREC_MUL;
	enum prec left = chain ? prec : PREC_UNARY;
	enum prec right = prec == PREC_ADD ? PREC_MUL : PREC_UNARY;

	if (prec == PREC_COMPARE || prec == PREC_EQUAL)
		left = right = PREC_ADD;
	return cx_of(g, prec, "%s %s %s", cx_text(g, l, left), binary_text(op),
		     cx_text(g, r, right));
}

static struct cx shift_value(struct gen *g, enum binary_op op, struct cx l, struct cx r)
{
	const char *fn = op == BINARY_SHL ? "stp_shl" :
			 op == BINARY_SHR ? "stp_shr" :
					    "stp_shr_logical";
	bool plain = strspn(r.text, "0123456789") == strlen(r.text) && strlen(r.text) < 3 &&
		     strtol(r.text, NULL, 10) < 64;

	if (plain && l.wide && op != BINARY_SHR_LOGICAL)
		return infix(g, op, l, r, PREC_SHIFT);
	return cx_of(g, PREC_PRIMARY, "%s(%s, %s)", fn, l.text, r.text);
}

/* Plain C for what cannot fail. */
struct cx cx_binary(struct gen *g, enum binary_op op, struct cx l, struct cx r)
{
	struct cx x;

	l = cooked(g, l);
	r = cooked(g, r);
	switch (op) {
	case BINARY_ADD:
	case BINARY_SUB:
	case BINARY_MUL:
		if (!l.wide && !r.wide)
			l = widened(g, l);
		return infix(g, op, l, r, op == BINARY_MUL ? PREC_MUL : PREC_ADD);
	case BINARY_DIV:
	case BINARY_MOD:
		return infix(g, op, l, r, PREC_MUL);
	case BINARY_SHL:
	case BINARY_SHR:
	case BINARY_SHR_LOGICAL:
		return shift_value(g, op, l, r);
	case BINARY_AND:
		return infix(g, op, l, r, PREC_BITAND);
	case BINARY_OR:
		return infix(g, op, l, r, PREC_BITOR);
	case BINARY_XOR:
		return infix(g, op, l, r, PREC_BITXOR);
	case BINARY_LT:
	case BINARY_GT:
	case BINARY_LE:
	case BINARY_GE:
	case BINARY_EQ:
	case BINARY_NE:
		x = infix(g, op, l, r,
			  op == BINARY_EQ || op == BINARY_NE ? PREC_EQUAL : PREC_COMPARE);
		x.wide = false;
		return x;
	case BINARY_CONCAT:
		return cx_of(g, PREC_PRIMARY, "stp_concat(c, 2, STP_VALUES(stp_s(%s), stp_s(%s)))",
			     l.text, r.text);
	}
	return l;
}

/* Two operands, the first captured when the second could change it. */
static void pair_values(struct gen *g, const struct expr *l, const struct expr *r, struct cx *x)
{
	x[0] = expr_value(g, l, NULL);
	if (expr_emits(r) && !expr_steady(l, r))
		x[0] = cx_capture(g, l, x[0]);
	x[1] = expr_value(g, r, NULL);
}

#define CONCAT_MAX 64

/* a . b . c is one call. */
static struct cx concat_value(struct gen *g, const struct expr *e)
{
	const struct expr *parts[CONCAT_MAX];
	const char *text = NULL;
	unsigned int n = 0;

	for (; e->kind == EXPR_BINARY && e->binary.op == BINARY_CONCAT && n < CONCAT_MAX - 1;
	     e = e->binary.left)
		parts[n++] = e->binary.right;
	parts[n++] = e;
	for (unsigned int i = n; i-- > 0;) {
		struct cx x = expr_value(g, parts[i], NULL);

		for (unsigned int k = 0; k < i; k++)
			if (expr_emits(parts[k]) && !expr_steady(parts[i], parts[k])) {
				x = cx_capture(g, parts[i], x);
				break;
			}
		text = arena_printf(g->a, "%s%sstp_s(%s)", text ? text : "", text ? ", " : "",
				    x.text);
	}
	return cx_of(g, PREC_PRIMARY, "stp_concat(c, %u, STP_VALUES(%s))", n, text);
}

static struct cx binary_value(struct gen *g, const struct expr *e, const char *dst)
{
	enum binary_op op = e->binary.op;
	struct cx x[2];
	const struct expr *r = e->binary.right;
	bool checked = (op == BINARY_DIV || op == BINARY_MOD) &&
		       (r->kind != EXPR_NUMBER || r->number == 0 || r->number == -1);

	if (op == BINARY_CONCAT)
		return concat_value(g, e);
	pair_values(g, e->binary.left, r, x);
	if (e->binary.left->type == TYPE_STRING)
		return compare_strings(g, op, x[0], x[1]);
	if (!checked)
		return cx_binary(g, op, x[0], x[1]);
	emit_at(g, span_known(e->op) ? e->op : e->at);
	return cx_hoist(g, e,
			cx_of(g, PREC_PRIMARY, "stp_%s(c, %s, %s)",
			      op == BINARY_DIV ? "div" : "mod", x[0].text, x[1].text),
			true, dst);
}

/* Is the value 0 or 1? */
static bool is_truth(const struct expr *e)
{
	if (e->kind == EXPR_BINARY)
		return e->binary.op >= BINARY_LT && e->binary.op <= BINARY_NE;
	if (e->kind == EXPR_UNARY)
		return e->unary.op == UNARY_NOT;
	return e->kind == EXPR_LOGICAL || e->kind == EXPR_IN || e->kind == EXPR_MATCH;
}

/* As a C condition: what C compilers find suspicious there is compared with 0. */
static struct cx condition_value(struct gen *g, const struct expr *e)
{
	struct cx x = expr_value(g, e, NULL);

	if (x.prec >= PREC_UNARY || is_truth(e))
		return x;
	return cx_of(g, PREC_EQUAL, "%s != 0", cx_text(g, cooked(g, x), PREC_ADD));
}

const char *expr_condition(struct gen *g, const struct expr *e)
{
	return condition_value(g, e).text;
}

const char *expr_negation(struct gen *g, const struct expr *e)
{
	return arena_printf(g->a, "!%s", cx_text(g, condition_value(g, e), PREC_UNARY));
}

/* dst = condition as 0 or 1 */
static void store_truth(struct gen *g, const struct expr *e, const char *dst)
{
	struct cx x = condition_value(g, e);

	if (is_truth(e) || x.prec == PREC_EQUAL)
		line(g, "%s = %s;", dst, x.text);
	else
		line(g, "%s = %s != 0;", dst, cx_text(g, cooked(g, x), PREC_ADD));
}

/* GCC asks for parentheses where && and || meet. */
static const char *logical_operand(struct gen *g, struct cx x, enum prec own)
{
	return x.prec <= PREC_AND && x.prec != own ? cx_text(g, x, PREC_PRIMARY) : x.text;
}

static struct cx logical_hoisted(struct gen *g, const struct expr *e, struct cx left,
				 const char *dst)
{
	bool is_and = e->logical.is_and;

	if (!dst)
		dst = frame_temp(g, TYPE_LONG);
	if (dst == discard) {
		emit_open(g->w, is_and ? "if (%s)" : "if (!(%s))", left.text);
		expr_effect(g, e->logical.right);
		emit_close(g->w, "");
		return cx_call(dst);
	}
	emit_open(g->w, "if (%s)", left.text);
	if (is_and)
		store_truth(g, e->logical.right, dst);
	else
		line(g, "%s = 1;", dst);
	emit_open(g->w, "} else");
	if (is_and)
		line(g, "%s = 0;", dst);
	else
		store_truth(g, e->logical.right, dst);
	emit_close(g->w, "");
	return cx_call(dst);
}

static struct cx logical_value(struct gen *g, const struct expr *e, const char *dst)
{
	enum prec own = e->logical.is_and ? PREC_AND : PREC_OR;
	struct cx left = condition_value(g, e->logical.left);
	struct cx right, x;

	if (expr_emits(e->logical.right))
		return logical_hoisted(g, e, left, dst);
	right = condition_value(g, e->logical.right);
	x = cx_of(g, own, "%s %s %s", logical_operand(g, left, own),
		  e->logical.is_and ? "&&" : "||", logical_operand(g, right, own));
	x.wide = false;
	return x;
}

static struct cx ternary_hoisted(struct gen *g, const struct expr *e, const char *condition,
				 const char *dst)
{
	if (!dst)
		dst = frame_temp(g, e->type);
	emit_open(g->w, "if (%s)", condition);
	expr_store(g, e->ternary.yes, dst);
	emit_open(g->w, "} else");
	expr_store(g, e->ternary.no, dst);
	emit_close(g->w, "");
	return cx_call(dst);
}

static struct cx ternary_value(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *yes = e->ternary.yes, *no = e->ternary.no;
	struct cx condition = condition_value(g, e->ternary.condition);
	struct cx a, b, x;

	if (expr_emits(yes) || expr_emits(no))
		return ternary_hoisted(g, e, condition.text, dst);
	a = cooked(g, expr_value(g, yes, NULL));
	b = cooked(g, expr_value(g, no, NULL));
	x = cx_of(g, PREC_TERNARY, "%s ? %s : %s", cx_text(g, condition, PREC_OR),
		  cx_text(g, a, PREC_OR), cx_text(g, b, PREC_OR));
	x.wide = a.wide || b.wide;
	return x;
}

static struct cx in_value(struct gen *g, const struct expr *e)
{
	const struct variable *v = expr_variable(e->in.array);
	const char *keys = keys_text(g, e->in.keys, NULL);

	return cx_of(g, PREC_PRIMARY, "stp_map_has(c, &%s, %s, %u)", v->cname, keys,
		     keys_wild(e->in.keys));
}

/* ---- statistics -------------------------------------------------------- */

/* C for the merged aggregate. */
const char *stat_source(struct gen *g, const struct expr *operand)
{
	const struct variable *v = expr_variable(operand);

	if (operand->kind == EXPR_INDEX)
		return arena_printf(g->a, "stp_map_stat_read(c, &%s, %s)", v->cname,
				    keys_text(g, operand->index.keys, NULL));
	if (v->kind != VARIABLE_GLOBAL)
		return frame_local(g, v);
	return arena_printf(g->a, "stp_stat_read(c, &%s)", v->cname);
}

const char *stat_spec_ref(struct gen *g, const struct expr *operand)
{
	const struct variable *v = expr_variable(operand);

	return arena_printf(g->a, "&%s.%s", v->cname, v->is_array ? "stat" : "spec");
}

static struct cx stat_value(struct gen *g, const struct expr *e, const char *dst)
{
	static const char *const names[] = { "count", "sum", "min", "max", "avg", "variance" };
	const char *source = stat_source(g, e->stat.operand);
	const char *name = names[e->stat.op];
	struct cx x;

	if (e->stat.op == STAT_COUNT || e->stat.op == STAT_SUM)
		return cx_of(g, PREC_PRIMARY, "stp_stat_%s(%s)", name, source);
	emit_at(g, span_known(e->op) ? e->op : e->at);
	if (e->stat.op == STAT_VARIANCE)
		x = cx_of(g, PREC_PRIMARY, "stp_stat_variance(c, %s, %s)",
			  stat_spec_ref(g, e->stat.operand), source);
	else
		x = cx_of(g, PREC_PRIMARY, "stp_stat_%s(c, %s)", name, source);
	return cx_hoist(g, e, x, true, dst);
}

static struct cx bucket_value(struct gen *g, const struct expr *e, const char *dst)
{
	struct cx i;

	if (!e->hist.bucket) {
		unsupported(g, e, "a histogram as a value");
		return cx_call("0");
	}
	i = expr_value(g, e->hist.bucket, NULL);
	emit_at(g, span_known(e->op) ? e->op : e->at);
	return cx_hoist(g, e,
			cx_of(g, PREC_PRIMARY, "stp_stat_bucket(c, %s, %s, %s)",
			      stat_spec_ref(g, e->hist.operand), stat_source(g, e->hist.operand),
			      i.text),
			true, dst);
}

/* ---- the target -------------------------------------------------------- */

/* Is it one call or name, so that no operator can tear it apart? */
static bool is_primary(const char *s)
{
	int depth = 0;

	while (*s == '_' || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
	       (*s >= '0' && *s <= '9'))
		s++;
	for (; *s; s++) {
		depth += (*s == '(') - (*s == ')');
		if (!depth && s[1])
			return false;
		if (!depth && *s != ')')
			return false;
	}
	return true;
}

static struct cx fetch_value(struct gen *g, const struct expr *e, const char *dst)
{
	struct cx x = { e->fetch.c, PREC_LOOSE, true, e->type != TYPE_STRING };
	bool cast = !strncmp(e->fetch.c, "(s64)", 5);

	if (is_primary(e->fetch.c))
		x.prec = PREC_PRIMARY;
	else if (cast && is_primary(e->fetch.c + 5))
		x.prec = PREC_UNARY;
	x.raw = x.raw && !(cast && x.prec == PREC_UNARY);
	if (!e->fetch.can_fail)
		return x;
	emit_at(g, e->at);
	return cx_hoist(g, e, x, true, dst);
}

/* What was read has its size's bits: those of a bit-field are cut out, and the sign extended. */
static struct cx deref_extended(struct gen *g, const struct expr *e, const char *read)
{
	long long bits = 8 * (long long)e->deref.size;

	if (e->deref.bit_size)
		return cx_of(g, PREC_PRIMARY, "stp_%sbits(%s, %u, %u)",
			     e->deref.is_signed ? "signed_" : "", read, e->deref.bit_offset,
			     e->deref.bit_size);
	if (e->deref.is_signed && bits < 64)
		return cx_of(g, PREC_UNARY, "(s%lld)%s", bits, read);
	return cx_of(g, PREC_PRIMARY, "%s", read);
}

struct cx deref_read(struct gen *g, const struct expr *e, struct cx address, const char *dst)
{
	const char *read =
		arena_printf(g->a, "stp_%s_read(c, %s, %lld)", e->deref.user ? "user" : "kernel",
			     address.text, (long long)e->deref.size);

	emit_at(g, e->at);
	return cx_hoist(g, e, deref_extended(g, e, read), true, dst);
}

static struct cx deref_value(struct gen *g, const struct expr *e, const char *dst)
{
	return deref_read(g, e, expr_value(g, e->deref.address, NULL), dst);
}

static struct cx register_value(struct gen *g, const struct expr *e, const char *dst)
{
	emit_at(g, e->at);
	return cx_hoist(g, e,
			cx_of(g, PREC_PRIMARY, "stp_%s_register(c, %lld)",
			      e->deref.user ? "user" : "kernel", (long long)e->deref.size),
			true, dst);
}

/* ---- what is kept of a call -------------------------------------------- */

static struct cx entry_value(struct gen *g, const struct expr *e)
{
	const struct variable *v = e->entry.kept;

	return cx_of(g, PREC_PRIMARY, "stp_entry%s(c, %u)", v->type == TYPE_STRING ? "_str" : "",
		     v->index);
}

static struct cx entry_keep(struct gen *g, const struct expr *e)
{
	const struct variable *v = e->entry.kept;
	struct cx x = expr_value(g, e->entry.operand, NULL);

	line(g, "stp_entry_keep%s(c, %u, %s);", v->type == TYPE_STRING ? "_str" : "", v->index,
	     x.text);
	return cx_call("0");
}

static struct cx untranslated(struct gen *g, const struct expr *e, const char *what)
{
	unsupported(g, e, what);
	return cx_call(e->type == TYPE_STRING ? "STP_STR(\"\")" : "0");
}

struct cx expr_value(struct gen *g, const struct expr *e, const char *dst)
{
	switch (e->kind) {
	case EXPR_NUMBER:
		return number_value(g, e->number);
	case EXPR_STRING:
		return cx_of(g, PREC_PRIMARY, "STP_STR(%s)", c_string(g->a, e->string));
	case EXPR_SYMBOL:
		return symbol_value(g, e);
	case EXPR_INDEX:
		return index_value(g, e);
	case EXPR_UNARY:
		return unary_value(g, e);
	case EXPR_BINARY:
		return binary_value(g, e, dst);
	case EXPR_LOGICAL:
		return logical_value(g, e, dst);
	case EXPR_TERNARY:
		return ternary_value(g, e, dst);
	case EXPR_ASSIGN:
		return assign_value(g, e, dst);
	case EXPR_STEP:
		return step_value(g, e, dst);
	case EXPR_IN:
		return in_value(g, e);
	case EXPR_CALL:
		return call_value(g, e, dst);
	case EXPR_PRINT:
		return print_value(g, e, dst);
	case EXPR_STAT:
		return stat_value(g, e, dst);
	case EXPR_HIST:
		return bucket_value(g, e, dst);
	case EXPR_FETCH:
		return fetch_value(g, e, dst);
	case EXPR_DEREF:
		return deref_value(g, e, dst);
	case EXPR_MATCH:
		return match_value(g, e, dst);
	case EXPR_EMBEDDED:
		return untranslated(g, e, "embedded C");
	case EXPR_WILD:
		return untranslated(g, e, "'*' here");
	case EXPR_REGISTER:
		return register_value(g, e, dst);
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
	case EXPR_ENTRY:
		return entry_value(g, e);
	case EXPR_KEEP:
		return entry_keep(g, e);
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
		return untranslated(g, e, "this reference to the target");
	}
	return cx_call("0");
}

const char *expr_text(struct gen *g, const struct expr *e, enum prec least)
{
	return cx_text(g, expr_value(g, e, NULL), least);
}

void expr_store(struct gen *g, const struct expr *e, const char *dst)
{
	struct cx x = expr_value(g, e, dst);

	if (dst != discard && strcmp(x.text, dst))
		line(g, "%s = %s;", dst, cx_keep(g, e, x).text);
}

/* For its effect only: what is left as text has none. */
void expr_effect(struct gen *g, const struct expr *e)
{
	expr_value(g, e, discard);
}
