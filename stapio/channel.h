/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * channel.h - the files of a loaded module in /proc.
 *
 * Part of the privileged loader: opens them, for stapio to inherit.
 */
#ifndef STAPIO_CHANNEL_H
#define STAPIO_CHANNEL_H

#include <stdbool.h>

struct channel {
	int control;
	int *data; /* of trace0, trace1, ... */
	unsigned int ndata;
};

/**
 * channel_open - open the files of module @name
 *
 * All close on exec.
 *
 * Return: 0 or -errno (reported). channel_close() is due either way.
 */
int channel_open(struct channel *c, const char *name);
void channel_close(struct channel *c);

/** channel_exists - has this loaded module such files? */
bool channel_exists(const char *name);

#endif
