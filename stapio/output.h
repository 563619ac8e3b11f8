/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h - a stream to stdout or to numbered files, in large writes.
 *
 * Used by session.c and stap-merge.c. Errors are reported once; after one the
 * output takes nothing more. A write that would block gives way to signals and
 * after a fifth of a second: -EINTR then, and nothing of the record is taken, so
 * that the caller can look after other things and come again.
 */
#ifndef STAPIO_OUTPUT_H
#define STAPIO_OUTPUT_H

#include "../runtime/abi/types.h"

struct output_place {
	const char *name;   /* a strftime format; NULL: stdout */
	const char *suffix; /* behind it, before the number; "" or "_3" */
	u64 max_size;	    /* bytes; 0: no rotation by size */
	unsigned int keep;  /* files to keep; 0: all */
	int interrupt;	    /* gives way while this descriptor is readable; -1: never */
};

struct output {
	struct output_place place;
	int fd;
	bool paced;	     /* a pipe or a terminal: small writes, when it is ready */
	int failed;	     /* -errno of the first error; 0 while all is well */
	char *path;	     /* of the current file */
	char **paths;	     /* ring of place.keep names, to remove the oldest */
	unsigned int number; /* of the current (size) or next (signal) file */
	u64 file_size;	     /* bytes given to this file, buffered ones included */
	unsigned char *buffer;
	size_t start, used, size;
};

/**
 * output_open - open the first file, or take stdout
 *
 * Return: 0 or -errno (reported).
 */
int output_open(struct output *o, const struct output_place *place);

/**
 * output_write - add one record's bytes
 * @first: a file may end before them
 *
 * Return: 0, -EINTR (nothing taken), or the -errno the output failed with.
 */
int output_write(struct output *o, const void *bytes, size_t n, bool first);

/**
 * output_flush - write all that is buffered
 *
 * Return: 0, -EINTR, or the -errno the output failed with.
 */
int output_flush(struct output *o);

/**
 * output_rotate - go on to the next file now
 *
 * Without rotation by size the file so far is renamed to NAME.N and NAME begins
 * anew. Does nothing on stdout.
 *
 * Return: 0, -EINTR, or the -errno the output failed with.
 */
int output_rotate(struct output *o);

/**
 * output_close - flush what can be written at once, and release
 *
 * Return: 0 or the -errno the output failed with.
 */
int output_close(struct output *o);

#endif
