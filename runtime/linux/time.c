/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * time.c - clocks, and ctime(). Only clocks that may be read from any context.
 */
#include <linux/jiffies.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>

#include "../core/core.h"
#include "cpu.h"
#include "session.h"

s64 stp_gettimeofday_ns(struct stp_context *c)
{
	return ktime_get_real_fast_ns();
}

s64 stp_gettimeofday_us(struct stp_context *c)
{
	return ktime_get_real_fast_ns() / NSEC_PER_USEC;
}

s64 stp_gettimeofday_ms(struct stp_context *c)
{
	return ktime_get_real_fast_ns() / NSEC_PER_MSEC;
}

s64 stp_gettimeofday_s(struct stp_context *c)
{
	return ktime_get_real_fast_ns() / NSEC_PER_SEC;
}

s64 stp_monotonic_ns(struct stp_context *c)
{
	return ktime_get_mono_fast_ns();
}

s64 stp_get_cycles(struct stp_context *c)
{
	return get_cycles();
}

s64 stp_jiffies(struct stp_context *c)
{
	return jiffies;
}

s64 stp_hz(struct stp_context *c)
{
	return HZ;
}

s64 stp_cpu_clock_ns(struct stp_context *c, s64 cpu)
{
	if (cpu < 0 || cpu >= nr_cpu_ids || !cpu_possible(cpu)) {
		stp_fail(c, "no CPU %lld", cpu);
		return 0;
	}
	return cpu_clock(cpu);
}

s64 stp_local_clock_ns(struct stp_context *c)
{
	return cpu_clock(raw_smp_processor_id());
}

s64 stp_tz_gmtoff(struct stp_context *c)
{
	return stp_zone_west;
}

struct stp_str stp_tz_name(struct stp_context *c)
{
	return (struct stp_str){ stp_zone, strlen(stp_zone) };
}

struct stp_str stp_ctime(struct stp_context *c, s64 seconds)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const s64 end_of_9999 = 253402300799LL;
	char text[32];
	struct tm tm;
	u32 n;

	if (seconds < S32_MIN || seconds > end_of_9999) {
		stp_fail(c, "time %lld is out of range", seconds);
		return STP_STR("");
	}
	time64_to_tm(seconds, 0, &tm);
	n = scnprintf(text, sizeof(text), "%s %s %2d %02d:%02d:%02d %ld", days[tm.tm_wday],
		      months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		      tm.tm_year + 1900);
	return stp_arena_copy(c, (struct stp_str){ text, n });
}
