/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * begin.h - begin, end and error probes, which the session runs by itself.
 */
#ifndef STP_BEGIN_H
#define STP_BEGIN_H

#include "engine.h"

/**
 * stp_begin_run() - run the probes of a phase in ascending order
 * @points: all of the script's, n of them
 * @go_on: asked before each
 *
 * Context: the session's worker, while no other handler can run.
 */
void stp_begin_run(const struct stp_point *points, u32 n, enum stp_phase phase,
		   bool (*go_on)(void));

#endif
