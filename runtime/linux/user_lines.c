/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_lines.c - files and lines of addresses of user programs.
 *
 * An object of its own: line tables are several times as large as all else that is known of a
 * file, so that they are asked for only when a script uses one of these functions.
 */
#include "../core/core.h"
#include "../core/sink.h"
#include "images.h"
#include "user_stack.h"

bool stp_images_lines(void)
{
	return true;
}

static struct stp_str line_text(struct stp_context *c, s64 address, bool with_file, bool with_line)
{
	struct stp_sink s;
	struct stp_where w;
	char text[24];
	int n;

	stp_where_find(&w, address, address);
	sink_string(&s, c);
	if (!w.source)
		sink_put(&s, text, scnprintf(text, sizeof(text), "0x%llx", address));
	if (w.source && with_file)
		sink_put(&s, w.source, strlen(w.source));
	n = scnprintf(text, sizeof(text), with_file ? ":%u" : "%u", w.line);
	if (w.source && with_line)
		sink_put(&s, text, n);
	return sink_string_close(&s);
}

struct stp_str stp_usymfile(struct stp_context *c, s64 address)
{
	return line_text(c, address, true, false);
}

struct stp_str stp_usymline(struct stp_context *c, s64 address)
{
	return line_text(c, address, false, true);
}

struct stp_str stp_usymfileline(struct stp_context *c, s64 address)
{
	return line_text(c, address, true, true);
}

void stp_print_ubacktrace_fileline(struct stp_context *c)
{
	stp_print_ubacktrace_lines(c);
}
