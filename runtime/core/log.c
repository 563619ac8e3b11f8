/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.c - log, warn, error, exit, abort: what a script says besides printing.
 *
 * Bound to the script functions of the same names. Warnings leave through the
 * host's control channel, log lines through the ordinary stream.
 */
#include "sink.h"

void stp_log(struct stp_context *c, struct stp_str s)
{
	struct stp_sink sink;

	sink_stream(&sink, c);
	sink_put(&sink, s.s, s.len);
	sink_put(&sink, "\n", 1);
	sink_stream_close(&sink);
}

void stp_warn(struct stp_context *c, struct stp_str s)
{
	if (s.len && s.s[s.len - 1] == '\n')
		s.len--;
	stp_port_warning(c, s);
}

void stp_error(struct stp_context *c, struct stp_str s)
{
	stp_fail(c, "%.*s", (int)s.len, s.s);
}

void stp_exit(struct stp_context *c)
{
	stp_port_exit(c);
}

/* Leaves the handler at once and cannot be caught; it is no error. */
void stp_abort(struct stp_context *c)
{
	c->aborted = 1;
	stp_port_exit(c);
}
