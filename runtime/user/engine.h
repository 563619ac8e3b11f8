/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.h - the probe engines of the user-space host: begin, and none else.
 */
#ifndef STP_USER_ENGINE_H
#define STP_USER_ENGINE_H

struct stp_engine {
	const char *name;
	int runs_here; /* 0: probes of this family need a kernel */
};

#endif
