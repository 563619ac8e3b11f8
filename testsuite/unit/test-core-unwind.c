/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-unwind.c - stacks as the runtime walks them, against those of elfutils.
 *
 * A program is stepped through, instruction by instruction; at many of them both are asked for
 * the addresses of all frames, which must be the same. Images are made as for a session, and read
 * by the code that runs in the kernel.
 *
 *	test-core-unwind [STOPS EVERY PROGRAM [ARGUMENT…]]
 */
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../translator/base/arena.h"
#include "../../translator/target/image.h"
#include "unit.h"
#include "unwind.h"

enum { MAX_FRAMES = 256, MAX_MAPS = 512, MAX_FILES = 256 };

struct file {
	char *path;
	const struct stp_image *image;
};

struct mapping {
	uint64_t start, end, offset;
	const struct file *file; /* NULL: anonymous */
};

struct subject {
	pid_t pid;
	struct arena *arena;
	struct file files[MAX_FILES];
	struct mapping maps[MAX_MAPS];
	unsigned int nfiles, nmaps;
	Dwfl *dwfl;
	char *maps_text; /* what .maps and .dwfl were made from */
};

struct trace {
	uint64_t pcs[MAX_FRAMES];
	unsigned int n;
	enum stp_unwind_end end;
	bool is_guess;
};

/* ---- mappings --------------------------------------------------------- */

static char *file_text(const char *path)
{
	size_t size = 0, room = 65536;
	char *text = malloc(room);
	int fd = open(path, O_RDONLY);
	ssize_t n;

	while ((n = read(fd, text + size, room - size - 1)) > 0) {
		size += (size_t)n;
		if (room - size < 4096)
			text = realloc(text, room *= 2);
	}
	text[size] = '\0';
	close(fd);
	return text;
}

/* The vdso is in no file: it is copied out of the subject. */
static int vdso_open(const struct subject *s, const struct mapping *m)
{
	size_t size = m->end - m->start;
	char *bytes = malloc(size);
	struct iovec to = { bytes, size }, from = { (void *)(uintptr_t)m->start, size };
	int fd = memfd_create("vdso", 0);

	if (process_vm_readv(s->pid, &to, 1, &from, 1, 0) != (ssize_t)size ||
	    write(fd, bytes, size) != (ssize_t)size)
		abort();
	free(bytes);
	return fd;
}

static const struct file *file_find(struct subject *s, const struct mapping *m, const char *path)
{
	const char *why;
	struct file *f;
	size_t size;
	int fd;

	for (unsigned int i = 0; i < s->nfiles; i++)
		if (!strcmp(s->files[i].path, path))
			return &s->files[i];
	if (s->nfiles == MAX_FILES)
		abort();
	f = &s->files[s->nfiles++];
	f->path = strdup(path);
	fd = *path == '[' ? vdso_open(s, m) : open(path, O_RDONLY);
	f->image = fd < 0 ? NULL : image_make(s->arena, fd, false, &size, &why);
	if (f->image && !stp_image_check(f->image, size))
		abort();
	close(fd);
	return f;
}

static void maps_parse(struct subject *s, char *text)
{
	char *rest = text, *line;

	s->nmaps = 0;
	while ((line = strsep(&rest, "\n")) && *line) {
		struct mapping *m = &s->maps[s->nmaps];
		char mode[8], *path;

		if (s->nmaps == MAX_MAPS ||
		    sscanf(line, "%lx-%lx %7s %lx", &m->start, &m->end, mode, &m->offset) != 4)
			abort();
		path = strpbrk(line, "/[");
		m->file = NULL;
		if (path && mode[2] == 'x' && (*path == '/' || !strcmp(path, "[vdso]")))
			m->file = file_find(s, m, path);
		s->nmaps++;
	}
}

static void maps_update(struct subject *s)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
	};
	char path[64], *text;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)s->pid);
	text = file_text(path);
	if (s->maps_text && !strcmp(s->maps_text, text)) {
		free(text);
		return;
	}
	free(s->maps_text);
	s->maps_text = strdup(text);
	maps_parse(s, text);
	free(text);
	if (s->dwfl)
		dwfl_end(s->dwfl);
	s->dwfl = dwfl_begin(&callbacks);
	dwfl_linux_proc_report(s->dwfl, s->pid);
	dwfl_report_end(s->dwfl, NULL, NULL);
	if (dwfl_linux_proc_attach(s->dwfl, s->pid, true))
		abort();
}

/* ---- both walks ------------------------------------------------------- */

static void subject_find(void *context, u64 pc, struct stp_place *place)
{
	const struct subject *s = context;

	*place = (struct stp_place){ .kind = STP_PLACE_UNMAPPED };
	for (unsigned int i = 0; i < s->nmaps; i++) {
		const struct mapping *m = &s->maps[i];

		if (pc < m->start || pc >= m->end)
			continue;
		place->kind = STP_PLACE_UNKNOWN;
		if (!m->file || !m->file->image)
			return;
		place->kind = STP_PLACE_IMAGE;
		place->image = m->file->image;
		place->offset = pc - m->start + m->offset;
		return;
	}
}

static bool subject_read(void *context, u64 address, u64 *value)
{
	const struct subject *s = context;
	struct iovec to = { value, sizeof(*value) };
	struct iovec from = { (void *)(uintptr_t)address, sizeof(*value) };

	return process_vm_readv(s->pid, &to, 1, &from, 1, 0) == sizeof(*value);
}

static struct trace trace_ours(struct subject *s, const struct user_regs_struct *r)
{
	const u64 registers[STP_UNWIND_REGISTERS] = { r->rax, r->rdx, r->rcx, r->rbx, r->rsi,
						      r->rdi, r->rbp, r->rsp, r->r8,  r->r9,
						      r->r10, r->r11, r->r12, r->r13, r->r14,
						      r->r15, r->rip };
	const struct stp_unwind_host host = { .find = subject_find,
					      .read = subject_read,
					      .context = s };
	struct trace t = { 0 };
	struct stp_unwind u;

	stp_unwind_start(&u, registers);
	do
		t.pcs[t.n++] = stp_unwind_pc(&u);
	while (t.n < MAX_FRAMES && !(t.end = stp_unwind_next(&u, &host)));
	t.is_guess = u.is_guess;
	return t;
}

static int theirs_add(Dwfl_Frame *frame, void *context)
{
	struct trace *t = context;
	Dwarf_Addr pc;

	if (t->n == MAX_FRAMES || !dwfl_frame_pc(frame, &pc, NULL))
		return DWARF_CB_ABORT;
	t->pcs[t->n++] = pc;
	return DWARF_CB_OK;
}

static struct trace trace_theirs(struct subject *s)
{
	struct trace t = { 0 };

	dwfl_getthread_frames(s->dwfl, s->pid, theirs_add, &t);
	return t;
}

/* ---- stepping --------------------------------------------------------- */

struct tally {
	unsigned int stops, equal, shown;
	unsigned long frames;
	unsigned int deepest;
};

static void show(const char *whose, const struct trace *t)
{
	printf("  %s (end %d%s):", whose, t->end, t->is_guess ? ", guessed" : "");
	for (unsigned int i = 0; i < t->n; i++)
		printf(" %#lx", (unsigned long)t->pcs[i]);
	printf("\n");
}

static void compare(struct subject *s, const struct user_regs_struct *r, struct tally *tally)
{
	struct trace ours, theirs;

	maps_update(s);
	ours = trace_ours(s, r);
	theirs = trace_theirs(s);
	tally->stops++;
	tally->frames += ours.n;
	if (ours.n > tally->deepest)
		tally->deepest = ours.n;
	if (ours.n == theirs.n && !memcmp(ours.pcs, theirs.pcs, ours.n * sizeof(*ours.pcs))) {
		tally->equal++;
	} else if (tally->shown++ < 10) {
		printf("differ at stop %u:\n", tally->stops);
		show("ours", &ours);
		show("elfutils", &theirs);
	}
}

/* True: the program goes on. */
static bool step(pid_t pid)
{
	static int number;
	int status;

	if (ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)(intptr_t)number) ||
	    waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return false;
	number = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
	return true;
}

static pid_t start(char **argv)
{
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		unsetenv("LD_BIND_NOW"); /* or the linkage table would not be seen at work */
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	return pid;
}

/* Past the dynamic linker's own start, of which every program has the same. False: it has ended. */
static bool reach_program(struct subject *s)
{
	struct user_regs_struct r;

	maps_update(s);
	do
		if (ptrace(PTRACE_GETREGS, s->pid, NULL, &r))
			return false;
	while ((r.rip < s->maps[0].start || r.rip > s->maps[0].start + 0x1000000) && step(s->pid));
	return true;
}

static struct tally walk(unsigned int stops, unsigned int every, char **argv)
{
	struct subject *s = calloc(1, sizeof(*s));
	struct tally tally = { 0 };
	bool reached;

	s->arena = arena_create();
	s->pid = start(argv);
	reached = reach_program(s);
	for (unsigned long n = 0; reached && tally.stops < stops; n++) {
		struct user_regs_struct r;

		if (n % every == 0) {
			if (ptrace(PTRACE_GETREGS, s->pid, NULL, &r))
				break;
			compare(s, &r, &tally);
		}
		if (!step(s->pid))
			break;
	}
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	dwfl_end(s->dwfl);
	for (unsigned int i = 0; i < s->nfiles; i++)
		free(s->files[i].path);
	free(s->maps_text);
	arena_release(s->arena);
	free(s);
	printf("%s: %u of %u stops equal, %lu frames, the deepest stack has %u\n", argv[0],
	       tally.equal, tally.stops, tally.frames, tally.deepest);
	return tally;
}

/* ---- without tables --------------------------------------------------- */

/* A file of one function, "f" at 0x100 of it, written in assembly language without directives. */
static const struct {
	struct stp_image header;
	struct stp_symbol symbol;
	char pad[4], name[8];
} bare = {
	{ .magic = STP_IMAGE_MAGIC,
	  .version = STP_IMAGE_VERSION,
	  .size = sizeof(bare),
	  .rows = sizeof(bare.header),
	  .row_rules = sizeof(bare.header),
	  .rules = sizeof(bare.header),
	  .saves = sizeof(bare.header),
	  .symbols = sizeof(bare.header),
	  .nsymbols = 1,
	  .names = sizeof(bare.header) + 16,
	  .names_size = 8,
	  .lines = sizeof(bare.header) },
	{ 0x100, 0x20, 0 },
	"",
	"f",
};

/* Of a stack of two words at 0x1000; a frame pointer points to the first. */
static const u64 bare_stack[] = { 0x2005, 0x3005 };

static void bare_find(void *context, u64 pc, struct stp_place *place)
{
	(void)context;
	place->kind = pc < 0x1000 ? STP_PLACE_IMAGE : STP_PLACE_UNMAPPED;
	place->image = &bare.header;
	place->offset = pc;
}

static bool bare_read(void *context, u64 address, u64 *value)
{
	(void)context;
	if (address != 0x1000 && address != 0x1008)
		return false;
	*value = bare_stack[(address - 0x1000) / 8];
	return true;
}

static void without_tables(void)
{
	const struct stp_unwind_host host = { .find = bare_find, .read = bare_read };
	u64 registers[STP_UNWIND_REGISTERS] = { 0 };
	struct stp_unwind u;

	CHECK(stp_image_check(&bare, sizeof(bare)));
	registers[STP_UNWIND_SP] = 0x1000;
	registers[STP_UNWIND_FP] = 0x1000;
	registers[STP_UNWIND_PC] = 0x100;
	stp_unwind_start(&u, registers);
	CHECK(!stp_unwind_next(&u, &host) && stp_unwind_pc(&u) == 0x2005 && !u.is_guess);
	CHECK(u.registers[STP_UNWIND_SP] == 0x1008);
	CHECK(stp_unwind_next(&u, &host) == STP_UNWIND_UNMAPPED);
	registers[STP_UNWIND_PC] = 0x104;
	stp_unwind_start(&u, registers);
	CHECK(!stp_unwind_next(&u, &host) && stp_unwind_pc(&u) == 0x3005 && u.is_guess);
	registers[STP_UNWIND_FP] = 8;
	stp_unwind_start(&u, registers);
	CHECK(stp_unwind_next(&u, &host) == STP_UNWIND_LOST);
}

int main(int argc, char **argv)
{
	char *stacks[] = { (char *)STACKS, NULL };
	char *debug_frame[] = { (char *)STACKS "-debug", NULL };
	struct tally t;

	if (argc > 3) {
		t = walk((unsigned int)atoi(argv[1]), (unsigned int)atoi(argv[2]), argv + 3);
		return t.equal * 1000ull < t.stops * 999ull;
	}
	without_tables();
	t = walk(2500, 7, stacks);
	CHECK(t.stops > 1000);
	CHECK(t.deepest > 8);
	CHECK(t.equal * 1000ull >= t.stops * 999ull);
	t = walk(1500, 11, debug_frame);
	CHECK(t.stops > 1000);
	CHECK(t.equal * 1000ull >= t.stops * 999ull);
	return unit_status();
}
