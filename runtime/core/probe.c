/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.c - which probe runs: pp, pn, ppfunc, and where it stopped.
 *
 * Bound to the script functions of the same names; all from c->probe and the
 * host's ports.
 */
#include "core.h"

struct stp_str stp_pp(struct stp_context *c)
{
	return stp_str_static(c, c->probe->point);
}

struct stp_str stp_pn(struct stp_context *c)
{
	return stp_str_static(c, c->probe->name ? c->probe->name : "");
}

/* NAME of function("NAME@FILE:LINE"), statement("NAME@…"), inline, call, … in a probe point. */
struct stp_str stp_ppfunc(struct stp_context *c)
{
	static const char *const components[] = { "function(\"", "statement(\"" };
	struct stp_str name = STP_STR("");
	const char *at;
	u32 i;

	for (i = 0; i < STP_COUNT(components); i++) {
		at = strstr(c->probe->point, components[i]);
		if (!at)
			continue;
		name.s = at + strlen(components[i]);
		while (name.s[name.len] && !strchr("\"@", name.s[name.len]))
			name.len++;
		break;
	}
	return name;
}

/* The function's name as far as the probe point tells. */
struct stp_str stp_probefunc(struct stp_context *c)
{
	return stp_ppfunc(c);
}

/* LABEL of label("LABEL") in the probe point, "" where there is none. */
struct stp_str stp_pnlabel(struct stp_context *c)
{
	const char *at = c->probe->name ? strstr(c->probe->name, ".label(\"") : NULL;
	struct stp_str label = STP_STR("");

	if (at) {
		label.s = at + strlen(".label(\"");
		while (label.s[label.len] && label.s[label.len] != '"')
			label.len++;
	}
	return label;
}

/* The name of the family, as its engine has it. */
struct stp_str stp_probe_type(struct stp_context *c)
{
	return stp_str_static(c, stp_port_probe_type(c));
}

/* The last component, of the point as it was derived. */
s64 stp_is_return(struct stp_context *c)
{
	const char *point = c->probe->point, *tail = ".return";
	unsigned long n = strlen(point), m = strlen(tail);

	return n >= m && !memcmp(point + n - m, tail, m);
}

s64 stp_user_mode(struct stp_context *c)
{
	return c->is_user;
}

s64 stp_registers_valid(struct stp_context *c)
{
	return stp_port_has_registers(c);
}

s64 stp_addr(struct stp_context *c)
{
	return (s64)stp_port_pc(c);
}

s64 stp_uaddr(struct stp_context *c)
{
	return (s64)stp_port_user_pc(c);
}
