/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.c - the core's ways out, script output that does not go to the trace
 * stream (the kernel's log and trace buffer, commands for the shell), and what
 * is left of the session's functions.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "../core/core.h"
#include "compat.h"
#include "control.h"
#include "cpu.h"

void stp_port_warning(struct stp_context *c, struct stp_str text)
{
	stp_control_send(STP_MSG_WARNING, text.s, text.len);
}

void stp_port_flush(struct stp_context *c, bool more)
{
	if (!c->out.used)
		return;
	if (more)
		stp_stream_flush_more(stp_cpu_of(c));
	else
		stp_stream_flush(stp_cpu_of(c));
}

const char *stp_port_probe_type(const struct stp_context *c)
{
	return c->probe->engine->name;
}

struct stp_str stp_module_name(struct stp_context *c)
{
	return (struct stp_str){ THIS_MODULE->name, strlen(THIS_MODULE->name) };
}

struct stp_str stp_module_size(struct stp_context *c)
{
	char text[64];
	u32 n = scnprintf(text, sizeof(text), "%ubytes/%utext/%udata",
			  stp_module_text_size(THIS_MODULE) + stp_module_data_size(THIS_MODULE),
			  stp_module_text_size(THIS_MODULE), stp_module_data_size(THIS_MODULE));

	return stp_arena_copy(c, (struct stp_str){ text, n });
}

void stp_ftrace(struct stp_context *c, struct stp_str s)
{
	__trace_puts(_THIS_IP_, s.s, s.len);
}

void stp_printk(struct stp_context *c, s64 level, struct stp_str s)
{
	printk(KERN_SOH "%c%.*s\n", (int)('0' + clamp_t(s64, level, 0, 7)), (int)s.len, s.s);
}

void stp_system(struct stp_context *c, struct stp_str command)
{
	stp_control_send(STP_MSG_SYSTEM, command.s, command.len);
}

void stp_switch_file(struct stp_context *c)
{
	stp_control_send(STP_MSG_ROTATE, NULL, 0);
}

s64 stp_randint(struct stp_context *c, s64 n)
{
	if (n > 0)
		return stp_random(&stp_cpu_of(c)->random) % n;
	stp_fail(c, "randint: %lld is not above 0", n);
	return 0;
}
