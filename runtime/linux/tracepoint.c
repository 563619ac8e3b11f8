/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracepoint.c - the engine of kernel.trace: raw tracepoints by name.
 *
 * No trace header is compiled: a callback is declared with the registers and
 * stack words of the calling convention, as many as the handler reads, and the
 * translator knows from BTF what is in them. Tracepoints of modules come and go
 * with the module; the notifier follows them.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "cpu.h"
#include "hit.h"

#define MAX_ARGS 11 /* five in registers after the data pointer, six on the stack */

struct tp_state {
	struct tracepoint *tp;	 /* NULL: not there now */
	struct module *module;	 /* its owner, NULL: the kernel */
	struct list_head node;	 /* in watched */
	struct stp_point *point; /* NULL: of the kernel, not watched */
};

/* ---- callbacks -------------------------------------------------------- */

static void hit_bare(void *data)
{
	stp_hit(data, NULL, NULL, false);
}

static void hit_regs(void *data, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4)
{
	const u64 args[] = { a0, a1, a2, a3, a4 };

	stp_hit(data, NULL, args, false);
}

static void hit_stack(void *data, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5, u64 a6, u64 a7,
		      u64 a8, u64 a9, u64 a10)
{
	const u64 args[MAX_ARGS] = { a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 };

	stp_hit(data, NULL, args, false);
}

static void *callback_of(const struct stp_tracepoint_spec *spec)
{
	if (!spec->nargs)
		return hit_bare;
	return spec->nargs <= 5 ? (void *)hit_regs : (void *)hit_stack;
}

static int tp_attach(struct stp_point *p, struct tracepoint *tp)
{
	struct tp_state *t = p->state;
	int rc = tracepoint_probe_register(tp, callback_of(p->probe->spec), p);

	if (!rc)
		t->tp = tp;
	return rc;
}

static void tp_detach(struct stp_point *p)
{
	struct tp_state *t = p->state;

	if (!t->tp)
		return;
	tracepoint_probe_unregister(t->tp, callback_of(p->probe->spec), p);
	t->tp = NULL;
	t->module = NULL;
}

/* ---- finding ---------------------------------------------------------- */

struct search {
	const char *name;
	struct tracepoint *found;
};

static void search_visit(struct tracepoint *tp, void *data)
{
	struct search *search = data;

	if (!search->found && !strcmp(tp->name, search->name))
		search->found = tp;
}

static struct tracepoint *module_find(struct module *mod, const char *name)
{
	unsigned int i;

	for (i = 0; i < mod->num_tracepoints; i++) {
		struct tracepoint *tp = tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]);

		if (!strcmp(tp->name, name))
			return tp;
	}
	return NULL;
}

/* ---- tracepoints of modules ------------------------------------------- */

/* A module with tracepoints that is loaded. */
struct live {
	struct list_head node;
	struct module *module;
};

static LIST_HEAD(lives);
static LIST_HEAD(watched);	   /* struct tp_state */
static DEFINE_MUTEX(watched_lock); /* of both lists */

static void look_in(struct tp_state *t, struct module *mod)
{
	const struct stp_tracepoint_spec *spec = t->point->probe->spec;
	struct tracepoint *tp = t->tp ? NULL : module_find(mod, spec->name);

	if (tp && !tp_attach(t->point, tp))
		t->module = mod;
}

static void module_coming(struct module *mod)
{
	struct live *live = kmalloc(sizeof(*live), GFP_KERNEL);
	struct tp_state *t;

	if (!live)
		return;
	live->module = mod;
	list_add_tail(&live->node, &lives);
	list_for_each_entry(t, &watched, node) look_in(t, mod);
}

/* The module waits for an RCU grace period after this before its text goes. */
static void module_going(struct module *mod)
{
	struct live *live, *next;
	struct tp_state *t;

	list_for_each_entry(t, &watched, node)
	{
		if (t->module == mod)
			tp_detach(t->point);
	}
	list_for_each_entry_safe(live, next, &lives, node)
	{
		if (live->module != mod)
			continue;
		list_del(&live->node);
		kfree(live);
	}
}

static int module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct tp_module *tm = data;

	mutex_lock(&watched_lock);
	if (event == MODULE_STATE_COMING)
		module_coming(tm->mod);
	else if (event == MODULE_STATE_GOING)
		module_going(tm->mod);
	mutex_unlock(&watched_lock);
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = { .notifier_call = module_event };

/* Registering reports each module that is loaded as coming, unregistering as going. */
static void watch(struct stp_point *p)
{
	struct tp_state *t = p->state;
	struct live *live;

	if (list_empty(&watched))
		register_tracepoint_module_notifier(&module_notifier);
	mutex_lock(&watched_lock);
	t->point = p;
	list_add_tail(&t->node, &watched);
	list_for_each_entry(live, &lives, node) look_in(t, live->module);
	mutex_unlock(&watched_lock);
}

static void unwatch(struct stp_point *p)
{
	struct tp_state *t = p->state;

	mutex_lock(&watched_lock);
	tp_detach(p);
	list_del(&t->node);
	t->point = NULL;
	mutex_unlock(&watched_lock);
	if (list_empty(&watched))
		unregister_tracepoint_module_notifier(&module_notifier);
}

/* ---- engine ----------------------------------------------------------- */

static int tp_arm(struct stp_point *p)
{
	const struct stp_tracepoint_spec *spec = p->probe->spec;
	struct search search = { .name = spec->name };
	struct tp_state *t = p->state;

	if (spec->nargs > MAX_ARGS)
		return -E2BIG;
	for_each_kernel_tracepoint(search_visit, &search);
	if (search.found)
		return tp_attach(p, search.found);
	watch(p);
	if (t->tp)
		return 0;
	unwatch(p);
	return -ENOENT;
}

static void tp_disarm(struct stp_point *p)
{
	struct tp_state *t = p->state;

	if (t->point)
		unwatch(p);
	else
		tp_detach(p);
}

const struct stp_engine stp_engine_tracepoint = {
	.name = "tracepoint",
	.state_size = sizeof(struct tp_state),
	.arm = tp_arm,
	.disarm = tp_disarm,
	.sync = tracepoint_synchronize_unregister,
};
