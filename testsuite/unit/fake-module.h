/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake-module.h - the module's side of a session, played by a unit test.
 *
 * fake_start() runs session_run() in a child whose control file is a socket of
 * whole messages and whose data files are pipes; stdout and stderr go to files.
 */
#ifndef FAKE_MODULE_H
#define FAKE_MODULE_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../stapio/control.h"
#include "../../stapio/options.h"
#include "../../stapio/session.h"
#include "../../stapio/wire-check.h"

enum { FAKE_CPUS = 2, FAKE_TEXT = 64 << 10 };

struct fake {
	int control;
	int data[FAKE_CPUS];
	pid_t pid;
	int out, err; /* what it printed: files */
	struct stp_done done;
	char text[FAKE_TEXT];
};

static inline void fake_child(struct fake *f, char **words, int control, const int *data, int out)
{
	struct options o;
	int n = 0;

	close(f->control);
	for (int i = 0; i < FAKE_CPUS; i++)
		close(f->data[i]);
	dup2(out, STDOUT_FILENO);
	dup2(f->err, STDERR_FILENO);
	while (words[n])
		n++;
	if (options_parse(&o, n, words))
		_exit(99);
	o.name = "fake";
	exit(session_run(&o, control, data, FAKE_CPUS));
}

/* out: where stdout goes; -1: a file, see fake_output(). words: with argv[0], NULL-ended. */
static inline void fake_start_to(struct fake *f, int out, char **words)
{
	int control[2];
	int data[FAKE_CPUS];

	memset(f, 0, sizeof(*f));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control))
		abort();
	f->control = control[0];
	for (int i = 0; i < FAKE_CPUS; i++) {
		int ends[2];

		if (pipe2(ends, O_CLOEXEC))
			abort();
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		data[i] = ends[0];
		f->data[i] = ends[1];
	}
	f->out = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	f->err = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	fflush(stdout);
	f->pid = fork();
	if (!f->pid)
		fake_child(f, words, control[1], data, out < 0 ? f->out : out);
	close(control[1]);
	for (int i = 0; i < FAKE_CPUS; i++)
		close(data[i]);
}

#define fake_start(f, ...)                                                                         \
	fake_start_to(f, -1, (char *[]){ (char *)"stapio", __VA_ARGS__, (char *)"m", NULL })

static inline void fake_send(struct fake *f, enum stp_message_type type, const void *payload,
			     size_t n)
{
	control_send(f->control, type, payload, n);
}

static inline void fake_say(struct fake *f, enum stp_message_type type, const char *text)
{
	fake_send(f, type, text, strlen(text));
}

/* The type of the next command within five seconds, its payload in f->text; 0: none came. */
static inline unsigned int fake_command(struct fake *f)
{
	struct pollfd fd = { .fd = f->control, .events = POLLIN };
	struct stp_message m;
	ssize_t n;

	if (poll(&fd, 1, 5000) <= 0)
		return 0;
	n = read(f->control, f->text, STP_MAX_MESSAGE);
	if (n <= 0 || message_check(f->text, (size_t)n, &m) != n)
		return 0;
	memmove(f->text, f->text + sizeof(m), (size_t)n - sizeof(m));
	f->text[(size_t)n - sizeof(m)] = '\0';
	return m.type;
}

static inline void fake_reply(struct fake *f, unsigned int type, int result)
{
	struct stp_reply r = { .result = result, .type = type };

	fake_send(f, STP_MSG_REPLY, &r, sizeof(r));
}

static inline void fake_ready(struct fake *f, bool running)
{
	struct stp_ready r = { .ncpus = FAKE_CPUS, .running = running, .buffer_size = 1 << 20 };

	fake_send(f, STP_MSG_READY, &r, sizeof(r));
}

/* A module that looks at stacks: READY, and a request for a program. */
static inline void fake_ready_images(struct fake *f, const char *path)
{
	struct stp_ready r = { .ncpus = FAKE_CPUS, .images = 2 };
	struct stp_image_want want = { 0 };
	char payload[256];
	size_t n = strlen(path) + 1;

	memcpy(payload, &want, sizeof(want));
	memcpy(payload + sizeof(want), path, n);
	fake_send(f, STP_MSG_READY, &r, sizeof(r));
	fake_send(f, STP_MSG_IMAGE, payload, sizeof(want) + n);
}

/* Offers up to the next other command, whose type is returned: those with an image, with "|" between their names. */
static inline unsigned int fake_offers(struct fake *f, char *names, size_t size)
{
	struct stp_image_offer offer;
	unsigned int type;

	*names = '\0';
	while ((type = fake_command(f)) == STP_CMD_IMAGE) {
		memcpy(&offer, f->text, sizeof(offer));
		if (offer.image >= 0 && strlen(names) + strlen(f->text + sizeof(offer)) + 2 < size)
			strcat(strcat(names, "|"), f->text + sizeof(offer));
	}
	return type;
}

/* READY, START, STARTED. Returns the target it was given, -1 when it was not started. */
static inline int fake_run(struct fake *f)
{
	struct stp_start start;

	fake_ready(f, false);
	if (fake_command(f) != STP_CMD_START)
		return -1;
	memcpy(&start, f->text, sizeof(start));
	fake_reply(f, STP_CMD_START, 0);
	fake_send(f, STP_MSG_STARTED, NULL, 0);
	return start.target;
}

static inline void fake_record(struct fake *f, int cpu, u64 seq, u8 flags, const char *text)
{
	struct stp_record r = {
		.length = (u32)strlen(text),
		.cpu = (u16)cpu,
		.flags = flags,
		.version = STP_WIRE_VERSION,
		.seq = seq,
	};
	char frame[4096] = { 0 };

	memcpy(frame, &r, sizeof(r));
	memcpy(frame + sizeof(r), text, r.length);
	if (write(f->data[cpu], frame, sizeof(r) + wire_padded(r.length)) < 0)
		return;
	f->done.records_written++;
	f->done.bytes_written += r.length;
}

static inline void fake_done(struct fake *f)
{
	fake_send(f, STP_MSG_DONE, &f->done, sizeof(f->done));
}

/* Wait for STOP, answer it, account. Returns whether STOP came. */
static inline bool fake_stop(struct fake *f)
{
	if (fake_command(f) != STP_CMD_STOP)
		return false;
	fake_reply(f, STP_CMD_STOP, 0);
	fake_done(f);
	return true;
}

/* The exit status within ten seconds; -1 when it was killed (by us, then). */
static inline int fake_wait(struct fake *f)
{
	int status = 0;

	for (int i = 0; i < 1000 && waitpid(f->pid, &status, WNOHANG) != f->pid; i++)
		usleep(10000);
	if (!kill(f->pid, 0)) {
		kill(f->pid, SIGKILL);
		waitpid(f->pid, &status, 0);
	}
	close(f->control);
	for (int i = 0; i < FAKE_CPUS; i++)
		close(f->data[i]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline const char *fake_text(struct fake *f, int fd)
{
	ssize_t n = pread(fd, f->text, sizeof(f->text) - 1, 0);

	f->text[n < 0 ? 0 : n] = '\0';
	return f->text;
}

static inline bool fake_printed(struct fake *f, const char *text)
{
	return !strcmp(fake_text(f, f->out), text);
}

static inline bool fake_said(struct fake *f, const char *text)
{
	return strstr(fake_text(f, f->err), text);
}

/* Within `ms`, is this printed? */
static inline bool fake_prints(struct fake *f, const char *text, int ms)
{
	for (int i = 0; i < ms / 5 && !fake_printed(f, text); i++)
		usleep(5000);
	return fake_printed(f, text);
}

static inline void fake_end(struct fake *f)
{
	close(f->out);
	close(f->err);
}

#endif
