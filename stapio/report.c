/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.c - what staprun, stapio and stap-merge say on stderr.
 */
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/types.h>
#include <syslog.h>

enum { LONGEST = 8192 };

/* One write, or lines of several processes mix. */
static void report_line(const char *prefix, const char *colon, const char *format, va_list args)
{
	char text[LONGEST];

	vsnprintf(text, sizeof(text), format, args);
	fprintf(stderr, "%s%s%s\n", prefix, colon, text);
	fflush(stderr);
}

void report_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_line(program_invocation_short_name, ": ", format, args);
	va_end(args);
}

void report_hint(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_line("  = ", "", format, args);
	va_end(args);
}

void report_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_line("WARNING", ": ", format, args);
	va_end(args);
}

static ssize_t syslog_write(void *cookie, const char *text, size_t n)
{
	(void)cookie;
	syslog(LOG_NOTICE, "%.*s", (int)n, text);
	return (ssize_t)n;
}

void report_to_syslog(void)
{
	FILE *log = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = syslog_write });

	if (!log)
		return;
	openlog(program_invocation_short_name, LOG_PID, LOG_DAEMON);
	setvbuf(log, NULL, _IOLBF, 0);
	fflush(stderr);
	stderr = log;
}
