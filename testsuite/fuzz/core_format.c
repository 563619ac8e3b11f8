/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_format.c - fuzzer: any table of items, any arguments, any buffer sizes.
 *
 * The stream must carry the same text whatever the size of its buffer, and the
 * string must be that text up to its cut or its first NUL.
 */
#include "core_fuzz.h"

enum { ITEMS = 8 };

static struct stp_item random_item(struct input *in)
{
	static const char convs[] = "dduxXopscbmMss\0\0";
	struct stp_item item = { .conv = (u8)convs[input_below(in, sizeof(convs) - 1)] };

	if (item.conv) {
		item.flag = input_byte(in) & 1 ? 0 : input_byte(in) % 6;
		item.width = input_byte(in) & 1 ? STP_UNSET : (s16)(input_byte(in) % 100 - 2);
		item.precision = input_byte(in) & 1 ? STP_UNSET : (s16)(input_byte(in) % 100 - 2);
	}
	if (!item.conv || input_byte(in) & 1)
		item.literal = input_text(in, 100);
	return item;
}

/* Stars first, then the value; returns how many. */
static u32 random_args(struct input *in, const struct stp_item *item, union stp_value *args)
{
	u32 n = 0;

	if (!item->conv)
		return 0;
	if (item->width == STP_STAR)
		args[n++] = stp_n(input_number(in) % 1000);
	if (item->precision == STP_STAR)
		args[n++] = stp_n(input_number(in) % 1000);
	if (item->conv == 's')
		args[n++] = stp_s(input_text(in, 500));
	else if (item->conv == 'm' || item->conv == 'M')
		args[n++] = stp_n(1024 + input_byte(in) % 80);
	else
		args[n++] = stp_n(input_number(in));
	return n;
}

static void check_string(struct stp_context *c, struct stp_str s, bool read_failed)
{
	u32 whole = nprinted < c->max_string ? nprinted : c->max_string - 1;
	const char *nul = memchr(printed, 0, whole);

	if (c->error && !read_failed) {
		FUZZ_CHECK(!s.len && strstr(c->error, "string memory exhausted"));
		return;
	}
	if (nul)
		whole = (u32)(nul - printed);
	FUZZ_CHECK(s.len <= whole || read_failed);
	FUZZ_CHECK(s.len == whole || read_failed);
	FUZZ_CHECK(read_failed || !memcmp(s.s, printed, s.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, n };
	union stp_value args[ITEMS * 3];
	struct stp_item items[ITEMS];
	struct stp_format f = { 1 + input_byte(&in) % ITEMS, items };
	struct stp_str s;
	struct bench b;
	bool read_failed;
	u32 i, k = 0;

	memory = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz";
	memory_size = 72;
	bench_init(&b, 2 + input_below(&in, 4096), 1 + input_below(&in, 8192),
		   1 + input_below(&in, 600), 0);
	for (i = 0; i < f.n; i++) {
		items[i] = random_item(&in);
		k += random_args(&in, &items[i], &args[k]);
	}
	stp_printf(&b.c[0], &f, args);
	bench_output(&b);
	read_failed = b.c[0].error;
	s = stp_sprintf(&b.c[0], &f, args);
	check_string(&b.c[0], s, read_failed);
	for (i = 0, k = 0; i < f.n; i++) {
		k += (items[i].width == STP_STAR) + (items[i].precision == STP_STAR);
		if (items[i].conv == 's')
			text_free(args[k].s);
		k += items[i].conv != 0;
		text_free(items[i].literal);
	}
	bench_deinit(&b);
	return 0;
}
