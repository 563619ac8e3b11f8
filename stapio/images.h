/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * images.h - what a module wants to know of programs: passed on to stap-image.
 *
 * One process of it runs at a time; what is wanted meanwhile waits for the next one.
 */
#ifndef STAPIO_IMAGES_H
#define STAPIO_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct images {
	int control;	  /* descriptor that offers are written to */
	bool with_lines;  /* the module wants line tables, too */
	unsigned int due; /* requests that are to come before START */
	char **words;	  /* of the next command line, by realloc(); words[0] to words[n - 1] */
	unsigned int n, room;
	pid_t pid; /* of stap-image; 0: none runs */
};

void images_init(struct images *i, int control);
void images_deinit(struct images *i);

/* A word of stap-image's command line, as printf() has it. */
void images_want(struct images *i, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* STP_MSG_IMAGE. False: it is not well-formed. */
bool images_request(struct images *i, const void *payload, size_t n);

/* Start stap-image if something is wanted and none runs. */
void images_start(struct images *i);

/* A child has ended: ours? */
bool images_reaped(struct images *i, pid_t pid);

/* Until all that is wanted has been offered. */
void images_finish(struct images *i);

#endif
