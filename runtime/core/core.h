/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core.h - what a host of the core needs beyond the script ABI.
 *
 * A host (runtime/linux, runtime/user, a test) gives memory, runs handlers and
 * implements port.h. At load it resolves the limits, lays out the slots, and
 * hangs storage on texts, statistics, maps and loops, with the sizes that the
 * functions here tell. Nothing here allocates or locks.
 */
#ifndef STP_CORE_H
#define STP_CORE_H

#include "port.h"
#include "script.h"

/* ---- limits and globals (globals.c) ------------------------------------- */

/* The script's limits with the defaults filled in. */
struct stp_limits stp_limits_resolve(const struct stp_script *script);

/**
 * stp_slots_layout() - give each counter and scalar statistic its slot
 *
 * Return: bytes of one CPU's slots; each CPU needs as many, zeroed, 8-aligned.
 */
u32 stp_slots_layout(const struct stp_script *script);

/* Bytes of one statistic: of which a slot has three. */
u32 stp_stat_bytes(const struct stp_stat_spec *spec);

/* Hang max_string bytes on a string global and give it its initial value. */
void stp_text_init(struct stp_text *t, char *buf, u32 max_string);

enum stp_set_result {
	STP_SET_OK,
	STP_SET_UNKNOWN, /* no such global, or no '=' in the text */
	STP_SET_FIXED,	 /* not a scalar, or the script never lets it be set */
	STP_SET_VALUE,	 /* not a number */
};

/**
 * stp_global_set() - "name=value" of -G
 *
 * Before the first handler and after stp_text_init(). Strings are cut at
 * max_string - 1.
 */
enum stp_set_result stp_global_set(const struct stp_script *script, const char *assignment,
				   u32 max_string);

/* ---- handlers (error.c) -------------------------------------------------- */

/**
 * stp_context_start() - make a context ready for a handler of probe
 *
 * Resets error, arena, output position and nesting; regs, args, is_user and
 * may_sleep are the caller's.
 */
static inline void stp_context_start(struct stp_context *c, const struct stp_probe *probe,
				     s64 budget)
{
	c->probe = probe;
	c->place = 0;
	c->error = 0;
	c->aborted = 0;
	c->budget = budget;
	c->nesting = 0;
	c->arena.used = 0;
	c->arena.kept = 0;
	c->run++;
	c->match.ngroups = 0;
	c->match.room = 0;
}

/**
 * stp_error_text() - the pending error as one line, without "ERROR: "
 *
 * "MSG near KIND 'text' at F:L:C (called from …) in probe PP", cut to size
 * bytes including the NUL.
 *
 * Return: its length.
 */
u32 stp_error_text(const struct stp_context *c, char *buf, u32 size);

/* ---- strings under construction (arena.c) --------------------------------- */

/**
 * stp_arena_reserve() - room for a string of up to want bytes
 * @want: in: bytes wanted, cut to max_string - 1 (not counted); out: usable
 *
 * Nothing else may use the arena until stp_arena_commit(). When there is not
 * even room for the cut string, that is a soft error.
 *
 * Return: where to write, or NULL.
 */
char *stp_arena_reserve(struct stp_context *c, u32 *want);
struct stp_str stp_arena_commit(struct stp_context *c, u32 len);

/* A copy in the arena of s, cut and counted if too long. */
struct stp_str stp_arena_copy(struct stp_context *c, struct stp_str s);

/* A C string that outlives the handler, not copied, cut and counted if too long. */
struct stp_str stp_str_static(struct stp_context *c, const char *s);

/* The error that stp_arena_reserve() raises. */
void stp_arena_full(struct stp_context *c);

/* ---- maps (table.c, map.c) ------------------------------------------------- */

/*
 * A map has stp_map_ntables() tables: one, or for statistics one per CPU and
 * one merged. The host sets m->tables to an array of that many pointers and
 * calls stp_map_init() for each.
 */
u32 stp_map_ntables(const struct stp_map *m, u32 ncpus);

/* Bytes that table i of the map takes at load. */
unsigned long stp_map_bytes(const struct stp_map *m, u32 max_string);

/**
 * stp_map_init() - build table i in mem
 * @mem: stp_map_bytes() zeroed bytes, 16-aligned
 */
void stp_map_init(struct stp_map *m, u32 i, u32 ncpus, void *mem, u32 max_string);

/**
 * stp_map_low() - does table i want more memory?
 *
 * Without a lock, from any context; a worker asks after stp_port_supply().
 *
 * Return: bytes to pass to stp_map_grow() now, or 0.
 */
unsigned long stp_map_low(const struct stp_map *m, u32 i);

/**
 * stp_map_grow() - give table i more memory
 *
 * Without a lock, from one worker only, only after stp_map_low(). The memory
 * (16-aligned) belongs to the table until stp_map_reclaim().
 */
void stp_map_grow(struct stp_map *m, u32 i, void *mem, unsigned long bytes);

/* At unload: hands back what stp_map_grow() gave, one piece a call, then NULL. */
void *stp_map_reclaim(struct stp_map *m, u32 i);

/* Bytes of stp_loop.snapshot. */
static inline unsigned long stp_loop_bytes(const struct stp_loop *l)
{
	return (unsigned long)l->map->limit * sizeof(void *);
}

#endif
