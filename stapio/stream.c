/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.c - the way of the data: from the CPUs' files to the output.
 */
#include "stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "report.h"

enum {
	BACKLOG = 64 << 20, /* bytes that may wait for a slow output */
	STALL_MS = 2000,    /* a missing number is given up after that */
};

static int stream_open_outputs(struct stream *st, const struct options *o, int interrupt)
{
	struct output_place place = {
		.name = o->output,
		.suffix = "",
		.max_size = (u64)o->size_mb << 20,
		.keep = o->size_mb ? o->keep : 0,
		.interrupt = interrupt,
	};
	unsigned int n = st->bulk ? st->nsources : 1;

	st->outputs = calloc(n, sizeof(*st->outputs));
	if (!st->outputs) {
		report_error("out of memory for the output");
		return -ENOMEM;
	}
	for (; st->noutputs < n; st->noutputs++) {
		char suffix[16];
		int ret;

		if (st->bulk) {
			place.name = o->output ? o->output : "stpd_cpu";
			snprintf(suffix, sizeof(suffix), o->output ? "_%u" : "%u", st->noutputs);
			place.suffix = suffix;
		}
		ret = output_open(&st->outputs[st->noutputs], &place);
		if (ret) {
			st->noutputs++;
			return ret;
		}
	}
	return 0;
}

int stream_open(struct stream *st, const int *fds, unsigned int nfds, const struct options *o,
		int interrupt)
{
	*st = (struct stream){ .bulk = o->bulk };
	st->sources = calloc(nfds + 1, sizeof(*st->sources));
	if (!st->sources) {
		report_error("out of memory for %u CPUs", nfds);
		return -ENOMEM;
	}
	for (; st->nsources < nfds; st->nsources++) {
		int ret = source_init(&st->sources[st->nsources], fds[st->nsources]);

		if (ret)
			return ret;
	}
	merge_init(&st->merge, st->sources, st->nsources, false);
	return stream_open_outputs(st, o, interrupt);
}

void stream_follow(struct stream *st)
{
	st->merge.follow = true;
}

/* One record to its output. A failed output swallows what comes. */
static int stream_write(struct stream *st, struct source *s, bool first)
{
	int ret;

	if (st->bulk)
		ret = output_write(&st->outputs[s - st->sources], source_frame(s), s->frame, first);
	else
		ret = output_write(st->outputs, source_payload(s), s->head.length, first);
	if (ret == -EINTR)
		return ret;
	st->output_failed |= ret != 0;
	return 0;
}

static int stream_emit(void *context, struct source *s, bool first)
{
	return stream_write(context, s, first);
}

static int stream_emit_bulk(struct stream *st)
{
	for (unsigned int i = 0; i < st->nsources; i++) {
		struct source *s = &st->sources[i];
		int ret;

		while ((ret = source_head(s)) > 0) {
			ret = stream_write(st, s, true);
			if (ret)
				return ret;
			st->merge.records++;
			st->merge.bytes += s->head.length;
			source_take(s);
		}
		if (ret)
			return ret;
	}
	return 0;
}

static void stream_emit_all(struct stream *st, enum merge_rule rule)
{
	int ret = st->bulk ? stream_emit_bulk(st) : merge_run(&st->merge, rule, stream_emit, st);

	for (unsigned int i = 0; !ret && i < st->noutputs; i++) {
		ret = output_flush(&st->outputs[i]);
		if (ret && ret != -EINTR) {
			st->output_failed = true;
			ret = 0;
		}
	}
	st->blocked = ret == -EINTR;
	if (ret && !st->blocked && !st->garbled) {
		st->garbled = true;
		report_error(ret == -EPROTO ? "the data of a CPU are garbled" :
					      "out of memory for the order of records");
	}
}

static bool stream_fill(struct stream *st)
{
	bool got = false;

	st->more = false;
	if (merge_pending(&st->merge) >= BACKLOG)
		return false;
	for (unsigned int i = 0; i < st->nsources; i++) {
		struct source *s = &st->sources[i];
		size_t before = source_pending(s);
		int ret = s->ended ? 0 : source_fill(s);

		s->ended |= ret < 0;
		st->more |= ret > 0;
		got |= source_pending(s) != before;
		/* Nobody can tell what it is, but the module must not wait for room. */
		if (st->garbled)
			source_drop(s);
	}
	return got;
}

/* A number that does not come must not hold up the rest for ever. */
static void stream_watch(struct stream *st, u64 records, u64 now_ms)
{
	size_t pending = merge_pending(&st->merge);

	if (st->bulk || st->blocked || !pending || st->merge.records != records) {
		st->stalled_since_ms = 0;
		return;
	}
	if (!st->stalled_since_ms)
		st->stalled_since_ms = now_ms;
	if (now_ms - st->stalled_since_ms < STALL_MS && pending < BACKLOG)
		return;
	merge_skip(&st->merge);
	stream_emit_all(st, MERGE_EXACT);
	st->stalled_since_ms = 0;
}

bool stream_move(struct stream *st, u64 now_ms)
{
	u64 records = st->merge.records;
	bool got = stream_fill(st);

	if (!st->garbled)
		stream_emit_all(st, MERGE_EXACT);
	stream_watch(st, records, now_ms);
	return got;
}

void stream_drain(struct stream *st)
{
	for (;;) {
		bool got = stream_fill(st);

		if (!st->garbled)
			stream_emit_all(st, MERGE_EXACT);
		if (st->blocked)
			return;
		if (!got && merge_pending(&st->merge) < BACKLOG)
			break;
		if (!got)
			merge_skip(&st->merge);
	}
	for (unsigned int i = 0; i < st->nsources; i++)
		st->sources[i].ended = true;
	if (!st->garbled)
		stream_emit_all(st, MERGE_LOWEST);
}

void stream_rotate(struct stream *st)
{
	for (unsigned int i = 0; i < st->noutputs; i++)
		if (output_rotate(&st->outputs[i]) == -EINTR)
			st->blocked = true;
}

int stream_close(struct stream *st)
{
	int ret = 0;

	for (unsigned int i = 0; i < st->noutputs; i++) {
		int failed = output_close(&st->outputs[i]);

		ret = ret ? ret : failed;
	}
	for (unsigned int i = 0; i < st->nsources; i++)
		source_deinit(&st->sources[i]);
	merge_deinit(&st->merge);
	free(st->outputs);
	free(st->sources);
	return ret;
}
