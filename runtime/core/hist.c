/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hist.c - histograms as text, character by character as the language has it.
 *
 * Rows run from two (HIST_ELISION) below the first to two above the last bucket
 * with data; longer runs of empty rows between keep two at each end and show a
 * `~` for the rest. Called by generated code for print(@hist_…) and
 * sprint(@hist_…).
 */
#include "decimal.h"
#include "sink.h"

#define MARGIN 2 /* empty rows at the ends, where none is ever left out */

struct hist {
	const struct stp_stat_spec *spec;
	const struct stp_stat *st;
	u32 width;     /* of the longest bar */
	s32 elision;   /* empty rows that stay beside data; < 0: all */
	u32 low, high; /* buckets to show, both included */
	u32 label_width;
	u32 count_width;
	u64 scale; /* samples per `@` */
};

static bool is_outer(const struct stp_stat_spec *spec, u32 i)
{
	return spec->hist == STP_HIST_LINEAR && (i == 0 || i == spec->buckets - 1u);
}

static s64 label_value(const struct stp_stat_spec *spec, u32 i)
{
	if (spec->hist == STP_HIST_LINEAR) {
		if (i == 0)
			return spec->start;
		if (i == spec->buckets - 1u)
			i--;
		return spec->start + (i - 1) * spec->width;
	}
	if (i == 64)
		return 0;
	if (i > 64)
		return (s64)(1ull << (i - 65));
	return (s64)(0 - (1ull << (63 - i)));
}

static u32 signed_width(s64 v)
{
	return v < 0 ? 1 + decimal_length(0 - (u64)v) : decimal_length(v);
}

static u32 label_width(const struct stp_stat_spec *spec, u32 i)
{
	return is_outer(spec, i) + signed_width(label_value(spec, i));
}

/* First and last bucket with data; false if there are none. */
static bool find_range(struct hist *h)
{
	u32 i, n = h->spec->buckets;

	for (i = 0; i < n && !h->st->bucket[i]; i++)
		;
	h->low = i;
	for (i = n; i > h->low && !h->st->bucket[i - 1]; i--)
		;
	h->high = i - 1;
	return h->low < n;
}

/*
 * Empty rows around the data. A logarithmic histogram does not go below 0 for
 * them, and a linear one shows no empty under- and overflow rows.
 */
static void widen_range(struct hist *h)
{
	bool linear = h->spec->hist == STP_HIST_LINEAR;
	u32 floor = linear ? 1 : h->low >= 64 ? 64 : 0;
	u32 ceiling = h->spec->buckets - 1u - linear;
	u32 margin = h->elision < 0 ? MARGIN : h->elision;
	u32 i;

	for (i = 0; i < margin; i++) {
		h->low -= h->low > floor;
		h->high += h->high < ceiling;
	}
}

static void measure(struct hist *h)
{
	u64 max = 0;
	u32 i, width;

	h->label_width = sizeof("value") - 1;
	for (i = h->low; i <= h->high; i++) {
		width = label_width(h->spec, i);
		if (width > h->label_width)
			h->label_width = width;
		if ((u64)h->st->bucket[i] > max)
			max = h->st->bucket[i];
	}
	h->count_width = decimal_length(max);
	h->scale = max / h->width + (max % h->width != 0);
}

static void put_header(struct stp_sink *s, const struct hist *h)
{
	sink_fill(s, ' ', h->label_width - (sizeof("value") - 1));
	sink_bytes(s, "value |", 7);
	sink_fill(s, '-', h->width);
	sink_bytes(s, " count\n", 7);
}

static void put_label(struct stp_sink *s, const struct hist *h, u32 i)
{
	s64 v = label_value(h->spec, i);
	char text[DECIMAL_MAX + 2];
	char *p = text;

	if (is_outer(h->spec, i))
		*p++ = i ? '>' : '<';
	if (v < 0)
		*p++ = '-';
	p = decimal_put(p, v < 0 ? 0 - (u64)v : (u64)v);
	sink_fill(s, ' ', h->label_width - (u32)(p - text));
	sink_bytes(s, text, p - text);
}

static void put_row(struct stp_sink *s, const struct hist *h, u32 i)
{
	u64 count = h->st->bucket[i];
	u32 bars = (u32)(count / h->scale);
	char text[DECIMAL_MAX];
	u32 len = decimal_put(text, count) - text;

	put_label(s, h, i);
	sink_bytes(s, " |", 2);
	sink_fill(s, '@', bars);
	sink_fill(s, ' ', h->width + 1 + h->count_width - bars - len);
	sink_bytes(s, text, len);
	sink_bytes(s, "\n", 1);
}

/* Rows to leave out from i on: the middle of a long run of empty ones. */
static u32 elided(const struct hist *h, u32 i)
{
	u32 keep = h->elision;
	u32 start = i, end = i;

	if (h->elision < 0)
		return 0;
	while (start > h->low && !h->st->bucket[start - 1])
		start--;
	while (end <= h->high && !h->st->bucket[end])
		end++;
	if (end - start <= 2 * keep || i - start != keep)
		return 0;
	return end - start - 2 * keep;
}

static void put_rows(struct stp_sink *s, const struct hist *h)
{
	u32 i, skip;

	for (i = h->low; i <= h->high; i++) {
		skip = elided(h, i);
		if (skip) {
			sink_fill(s, ' ', h->label_width + 1);
			sink_bytes(s, "~\n", 2);
			i += skip;
		}
		put_row(s, h, i);
	}
	sink_bytes(s, "\n", 1);
}

static void hist_draw(struct stp_sink *s, const struct stp_stat_spec *spec,
		      const struct stp_stat *st)
{
	struct hist h = {
		.spec = spec,
		.st = st,
		.width = s->c->hist_width,
		.elision = s->c->hist_elision,
	};

	if (!find_range(&h)) {
		stp_fail(s->c, "empty aggregate");
		return;
	}
	widen_range(&h);
	measure(&h);
	put_header(s, &h);
	put_rows(s, &h);
}

void stp_print_hist(struct stp_context *c, const struct stp_stat_spec *spec,
		    const struct stp_stat *st)
{
	struct stp_sink s;

	sink_stream(&s, c);
	hist_draw(&s, spec, st);
	sink_stream_close(&s);
}

struct stp_str stp_sprint_hist(struct stp_context *c, const struct stp_stat_spec *spec,
			       const struct stp_stat *st)
{
	struct stp_sink s;

	sink_string(&s, c);
	hist_draw(&s, spec, st);
	return sink_string_close(&s);
}
