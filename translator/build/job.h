/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * job.h - what the files of build/ share: one module that is being built.
 *
 * Private to build/. build.c fills a job step by step; a tier (today only
 * kbuild) turns it into JOB/NAME.ko. A later tier that replays kbuild's
 * commands takes the same job.
 */
#ifndef BUILD_JOB_H
#define BUILD_JOB_H

#include "../base/diag.h"
#include "../base/process.h"
#include "../base/unit.h"
#include "../base/vec.h"
#include "../target/target.h"
#include "build.h"
#include "hash.h"

/* A piece of the runtime, or a unit of embedded C, or a module that the script's depends on. */
struct object {
	const char *name;   /* of the object, flat: "core-map" */
	const char *source; /* absolute; NULL: the text is all there is */
	const char *text;   /* of the source, for what it needs itself */
	size_t length;
	struct {
		VEC(const char *);
	} symbols; /* needed when one is used; none: always */
	bool needed;
	bool own;	    /* the script's: never in the cache */
	bool is_module;	    /* a .ko, not linked with */
	const char *cached; /* path of the object in the cache, or NULL */
};

/* To be compiled and kept. */
static inline bool object_missing(const struct object *o)
{
	return o->needed && !o->own && !o->cached;
}

struct cache {
	const char *dir;	/* NULL: none */
	const char *kernel;	/* DIR/kernels/RELEASE-KEY: objects */
	const char *module_dir; /* DIR/modules/HASH */
	int lock;		/* held while objects are added, or -1 */
};

struct job {
	struct arena *a;
	struct diags *ds; /* NULL when only the cache is asked */
	const struct target *t;
	const struct build_options *o;
	const char *c_text;
	size_t c_length;
	const char *name; /* of the module */
	const char *dir;  /* where kbuild works */
	struct {
		VEC(struct object *);
	} objects;
	struct cache cache;
	struct process_result made; /* kbuild's status and output */
};

/* key.c: what a module and what its runtime objects depend on */
const char *key_kernel(struct arena *a, const struct target *t, const struct build_options *o);
const char *key_module(struct arena *a, const char *kernel_key, const char *c_text, size_t length,
		       const struct build_options *o);

/* cache.c */
void cache_open(struct job *j, const char *kernel_key, const char *module_key);
const char *cache_module(const struct job *j); /* path; it need not exist */
bool cache_is_whole(const char *path);	       /* a module or object, not cut off */
void cache_find_objects(struct job *j);	       /* sets object.cached */
void cache_lock(struct job *j);
void cache_unlock(struct job *j);
void cache_store_objects(struct job *j);
/* Path of the stored module, or of the built one when it could not be stored. */
const char *cache_store_module(struct job *j, const char *built);

/* objects.c: 0, or -1 after reporting */
int objects_read(struct job *j);
void objects_choose(struct job *j);

/* compat.c: text of stp_config.h */
const char *compat_config(struct job *j);

/* companion.c: what there is to a module that the script's depends on */
bool companion_is_cached(const struct job *j, const struct object *o);
int companion_store(struct job *j, const struct object *o);		     /* 0 or -errno */
int companion_place(struct job *j, const struct object *o, const char *dir); /* 0 or -errno */
const char *companion_symbols(const struct job *j, const struct object *o);

/* kbuild.c: 0, or -1 after reporting */
int kbuild_prepare(struct job *j);
int kbuild_run(struct job *j);

/* report.c: what a compiler or modpost said, in terms of the script where possible */
void report_failure(struct job *j);

#endif
