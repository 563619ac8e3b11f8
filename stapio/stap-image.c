/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stap-image.c - makes the images of files for a module (abi/image.h), or tells what is in them.
 *
 * stapio starts it for what the module asks for: reading an ELF file takes libraries and time that a
 * data mover should have neither of. It writes its offers to the control file itself, whose
 * descriptor it has inherited. What cannot be read gets an offer of no image, so that nobody
 * asks again; walks then go by frame pointers there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../translator/base/arena.h"
#include "../translator/target/image.h"
#include "../translator/target/needed.h"
#include "../translator/target/target.h"
#include "control.h"
#include "report.h"

enum { VDSO_MAX = 64 * 1024 };

/* Whom the images are for. */
struct session {
	int control;
	bool with_lines;
};

/* ---- offers ----------------------------------------------------------- */

/* An anonymous file with these bytes, or -1. */
static int bytes_file(const void *bytes, size_t size)
{
	int fd = memfd_create("stap-image", MFD_CLOEXEC);
	size_t at = 0;
	ssize_t n;

	while (fd >= 0 && at < size) {
		n = write(fd, (const char *)bytes + at, size - at);
		if (n > 0) {
			at += (size_t)n;
		} else if (errno != EINTR) {
			close(fd);
			fd = -1;
		}
	}
	return fd;
}

static void offer_send(int control, int file, int image, const char *path)
{
	char payload[STP_MAX_MESSAGE - sizeof(struct stp_message)];
	struct stp_image_offer offer = { .file = file, .image = image };
	size_t n = strlen(path) + 1;

	if (n > sizeof(payload) - sizeof(offer))
		return;
	memcpy(payload, &offer, sizeof(offer));
	memcpy(payload + sizeof(offer), path, n);
	/* That the session has ended is no error of ours. */
	control_send(control, STP_CMD_IMAGE, payload, sizeof(offer) + n);
}

/* @elf: what the image is made of; @file: what it is the image of, or -1. */
static void offer(const struct session *s, int elf, int file, const char *path)
{
	struct arena *a = arena_create();
	const struct stp_image *image;
	const char *why;
	size_t size;
	int fd = -1;

	image = image_make(a, elf, s->with_lines, &size, &why);
	if (image)
		fd = bytes_file(image, size);
	offer_send(s->control, file, fd, path);
	if (fd >= 0)
		close(fd);
	arena_release(a);
}

static void offer_path(const struct session *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	offer(s, fd, fd, path);
	close(fd);
}

/* A program, what it needs, and what that is a script for. */
static void offer_program(const struct session *s, const char *name)
{
	struct arena *a = arena_create();
	struct path_list list = { 0 };
	const char *path, *why;

	if (program_resolve(a, name, &path, &why))
		path = name;
	needed_add(a, &list, path);
	for (size_t i = 0; i < list.n; i++)
		offer_path(s, list.v[i]);
	arena_release(a);
}

/* The kernel's own library; its pages are this process's, too. */
static void offer_vdso(const struct session *s)
{
	const void *vdso = (const void *)getauxval(AT_SYSINFO_EHDR); /* NOLINT */
	unsigned long page = (unsigned long)sysconf(_SC_PAGESIZE);
	size_t size = 0;
	int fd;

	if (!vdso)
		return;
	/* Its size is in no table: as many pages as can be read. */
	fd = memfd_create("vdso", MFD_CLOEXEC);
	while (fd >= 0 && size < VDSO_MAX &&
	       write(fd, (const char *)vdso + size, page) == (ssize_t)page)
		size += page;
	if (fd < 0)
		return;
	if (size)
		offer(s, fd, -1, "[vdso]");
	close(fd);
}

/* ---- mappings --------------------------------------------------------- */

struct mapping {
	unsigned long start, end;
	char mode[5];
	unsigned int major, minor;
	unsigned long ino;
	const char *path; /* as the process sees it; "" for none */
};

/* A line of /proc/PID/maps; its newline is cut off. */
static bool mapping_parse(char *line, struct mapping *m)
{
	int at = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%lx-%lx %4s %*x %x:%x %lu %n", &m->start, &m->end, m->mode, &m->major,
		   &m->minor, &m->ino, &at) != 6)
		return false;
	m->path = line + at;
	return true;
}

/*
 * The file in the process's own root; or, deleted or replaced, as the mapping itself, for which
 * one has to be privileged.
 */
static int mapping_open(int pid, const struct mapping *m)
{
	char path[4096 + 64];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/root%s", pid, m->path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && (fd = open(m->path, O_RDONLY | O_CLOEXEC)) < 0)
		errno = ENOENT;
	if (fd >= 0 && !fstat(fd, &st) && st.st_ino == m->ino)
		return fd;
	if (fd >= 0)
		close(fd);
	snprintf(path, sizeof(path), "/proc/%d/map_files/%lx-%lx", pid, m->start, m->end);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* The code that a process has mapped: at an address, or all of it (0). */
static void offer_mappings(const struct session *s, int pid, unsigned long start)
{
	char name[64], *line = NULL;
	struct mapping m;
	size_t room = 0;
	FILE *maps;

	snprintf(name, sizeof(name), "/proc/%d/maps", pid);
	maps = fopen(name, "re");
	while (maps && getline(&line, &room, maps) > 0) {
		int fd;

		if (!mapping_parse(line, &m) || *m.path != '/' || m.mode[2] != 'x' ||
		    (start && m.start != start))
			continue;
		fd = mapping_open(pid, &m);
		if (fd < 0)
			continue;
		offer(s, fd, fd, m.path);
		close(fd);
	}
	free(line);
	if (maps)
		fclose(maps);
}

/* ---- telling ---------------------------------------------------------- */

static int tell(const char *path)
{
	struct arena *a = arena_create();
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct stp_image *image = NULL;
	const char *why = strerror(errno);
	size_t size;

	if (fd >= 0) {
		image = image_make(a, fd, true, &size, &why);
		close(fd);
	}
	if (image)
		printf("%s: %u rows, %u rules, %u functions, %u lines, %zu bytes\n", path,
		       image->nrows, image->nrules, image->nsymbols, image->nlines, size);
	else
		report_error("'%s' %s", path, why);
	arena_release(a);
	return image ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int usage(void)
{
	fputs("usage: stap-image FILE...\n"
	      "       stap-image --control=FD[,lines] [vdso | program=NAME | pid=PID | "
	      "at=PID:ADDRESS]...\n"
	      "The first form says what stacks will know of the files; stapio uses the second "
	      "one.\n",
	      stderr);
	return EXIT_FAILURE;
}

static int offer_words(const struct session *s, char **words)
{
	for (; *words; words++) {
		unsigned long start = 0;
		int pid;

		if (!strcmp(*words, "vdso"))
			offer_vdso(s);
		else if (!strncmp(*words, "program=", 8))
			offer_program(s, *words + 8);
		else if (sscanf(*words, "at=%d:%lx", &pid, &start) == 2 ||
			 sscanf(*words, "pid=%d", &pid) == 1)
			offer_mappings(s, pid, start);
		else
			return usage();
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct session s;
	int failed = 0;

	if (argc < 2 || argv[1][0] == '-') {
		if (argc < 3 || sscanf(argv[1], "--control=%d", &s.control) != 1)
			return usage();
		/* Who asked is gone: nobody will hear. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		s.with_lines = strstr(argv[1], ",lines");
		return offer_words(&s, argv + 2);
	}
	for (int i = 1; i < argc; i++)
		failed |= tell(argv[i]);
	return failed;
}
