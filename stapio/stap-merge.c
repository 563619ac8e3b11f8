/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stap-merge.c - put the files of a bulk session (staprun --bulk) in order.
 *
 * Reads a file of records per CPU and writes what a session without --bulk
 * would have written.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "merge.h"
#include "output.h"
#include "report.h"

#ifndef PACKAGE_VERSION
#error "compile with the configured PACKAGE_VERSION"
#endif

static int record_write(void *context, struct source *s, bool first)
{
	int ret;

	/* Nothing else to look after: wait for a slow reader. */
	do
		ret = output_write(context, source_payload(s), s->head.length, first);
	while (ret == -EINTR);
	return ret;
}

/* Each source shows a record or has ended. */
static int sources_fill(struct source *sources, char **names, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct source *s = &sources[i];

		while (!s->ended && !source_head(s)) {
			size_t before = source_pending(s);
			int ret = source_fill(s);

			if (ret < 0) {
				report_error("cannot read '%s': %s", names[i], strerror(-ret));
				return ret;
			}
			s->ended = source_pending(s) == before;
		}
		if (s->ended && source_pending(s) && !source_head(s)) {
			report_warning("'%s' ends within a record", names[i]);
			source_drop(s);
		}
	}
	return 0;
}

static int merge_files(struct source *sources, char **names, unsigned int n, struct output *o)
{
	struct merge m;
	int ret;

	merge_init(&m, sources, n, true);
	do {
		ret = sources_fill(sources, names, n);
		if (!ret)
			ret = merge_run(&m, MERGE_LOWEST, record_write, o);
	} while (!ret && merge_open(&m));
	if (ret == -EPROTO)
		report_error("these are not, or not only, files of a bulk session");
	merge_deinit(&m);
	return ret;
}

static int merge_main(char **names, unsigned int n, const char *output)
{
	const struct output_place place = { .name = output, .suffix = "", .interrupt = -1 };
	struct source *sources = calloc(n, sizeof(*sources));
	struct output o;
	int ret = sources ? 0 : -ENOMEM;

	for (unsigned int i = 0; !ret && i < n; i++) {
		int fd = open(names[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0) {
			ret = -errno;
			report_error("cannot open '%s': %s", names[i], strerror(errno));
		} else {
			ret = source_init(&sources[i], fd);
		}
	}
	if (!ret)
		ret = output_open(&o, &place);
	if (!ret) {
		ret = merge_files(sources, names, n, &o);
		while (output_flush(&o) == -EINTR)
			;
		if (output_close(&o))
			ret = -EIO;
	}
	for (unsigned int i = 0; sources && i < n; i++)
		source_deinit(&sources[i]);
	free(sources);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

static void usage(FILE *where)
{
	fputs("Usage: stap-merge [-o FILE] FILE_0 FILE_1 ...\n"
	      "Put the per-CPU files of a bulk session in order, to stdout or FILE.\n",
	      where);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *output = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "ho:V", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			output = optarg;
			break;
		case 'V':
			puts("stap-merge " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case '?':
			usage(stderr);
			return EXIT_FAILURE;
		}
	}
	if (optind == argc) {
		report_error("no file is named");
		usage(stderr);
		return EXIT_FAILURE;
	}
	return merge_main(argv + optind, (unsigned int)(argc - optind), output);
}
