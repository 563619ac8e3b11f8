/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.c - one session with a loaded module, from READY to DONE.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../translator/base/color.h"
#include "account.h"
#include "control.h"
#include "images.h"
#include "report.h"
#include "signals.h"
#include "stream.h"
#include "target.h"
#include "warnings.h"

enum {
	BUSY_WAKE_MS = 25,  /* while data come, half-filled buffers are read that often */
	INTERRUPT_MS = 500, /* signals that close together are one */
	COMMANDS_MS = 2000, /* the script's commands may take so long at the end */
};

enum session_state {
	SESSION_CONNECTING, /* until READY */
	SESSION_SETTING,    /* globals are being set */
	SESSION_STARTING,   /* until STARTED */
	SESSION_RUNNING,
	SESSION_STOPPING, /* until DONE */
	SESSION_DONE,	  /* data may be left */
	SESSION_OVER,
};

struct session {
	const struct options *options;
	int control;
	int epoll;
	enum session_state state;
	struct stream stream;
	struct target target;
	struct images images;
	struct warnings warnings;
	struct colors colors;
	struct account account;
	unsigned int set;     /* of options->settings, sent */
	unsigned int wake_ms; /* for the next wait */
	u64 deadline_ms;      /* 0: none */
	u64 stopped_ms;	      /* when the first signal came */
	bool interrupted;     /* stopped by a signal */
	bool impatient;	      /* asked again, and told so */
	bool attached;	      /* ran before us: its records are not all ours */
	bool accounted;	      /* DONE has come */
	bool detached;
	bool failed;
};

static u64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

/* The module is gone or talks nonsense: take what data there are and end. */
static void session_lose(struct session *s, const char *why)
{
	if (s->state >= SESSION_DONE)
		return;
	report_error("module '%s' %s", s->options->name, why);
	s->failed = true;
	s->state = SESSION_DONE;
}

static void session_send(struct session *s, enum stp_message_type type, const void *payload,
			 size_t n)
{
	int ret = control_send(s->control, type, payload, n);

	if (!ret)
		return;
	if (ret == -ENODEV || ret == -EIO || ret == -EPIPE) {
		session_lose(s, "was removed while the session was running");
		return;
	}
	report_error("cannot command module '%s': %s", s->options->name, strerror(-ret));
	s->failed = true;
	s->state = SESSION_DONE;
}

static void session_stop(struct session *s)
{
	if (s->state >= SESSION_STOPPING)
		return;
	if (s->state < SESSION_STARTING) {
		s->state = SESSION_DONE;
		return;
	}
	s->state = SESSION_STOPPING;
	session_send(s, STP_CMD_STOP, NULL, 0);
}

static void session_fail(struct session *s)
{
	s->failed = true;
	session_stop(s);
}

/* Local time as it is now; the kernel knows none. */
static void session_zone(struct stp_start *start)
{
	time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm))
		return;
	start->west = (s32)-tm.tm_gmtoff;
	snprintf(start->zone, sizeof(start->zone), "%s", tm.tm_zone);
}

/* The next global, or the target and START when all are set. */
static void session_prepare(struct session *s)
{
	const struct options *o = s->options;
	const char *setting = o->settings[s->set];
	struct stp_start start = { .timing = o->timing };
	int ret = 0;

	if (setting) {
		s->state = SESSION_SETTING;
		session_send(s, STP_CMD_SET, setting, strlen(setting));
		return;
	}
	if (o->command)
		ret = target_fork(&s->target, o->command);
	else if (o->target)
		ret = target_attach(&s->target, o->target);
	if (ret) {
		session_fail(s);
		return;
	}
	start.target = s->target.pid;
	session_zone(&start);
	if (s->target.pidfd >= 0) {
		struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT };

		epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->target.pidfd, &event);
	}
	s->state = SESSION_STARTING;
	session_send(s, STP_CMD_START, &start, sizeof(start));
}

/* What stacks need to know, before the first is walked. */
static void session_images(struct session *s)
{
	const struct options *o = s->options;

	images_want(&s->images, "vdso");
	if (o->command)
		images_want(&s->images, "program=%.*s", (int)strcspn(o->command, " \t"),
			    o->command);
	if (o->target)
		images_want(&s->images, "pid=%d", (int)o->target);
	images_finish(&s->images);
	session_prepare(s);
}

/* Those of the first requests, whose number READY says, and others while the session runs. */
static int session_want(struct session *s, const void *payload, size_t n)
{
	if (!images_request(&s->images, payload, n))
		return -EPROTO;
	if (s->state == SESSION_CONNECTING && s->images.due && !--s->images.due)
		session_images(s);
	else if (s->state == SESSION_RUNNING)
		images_start(&s->images);
	return 0;
}

/* Nobody listens at the terminal any more. */
static void session_leave_terminal(struct session *s)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	colors_init(&s->colors, false);
	report_to_syslog();
}

static void session_started(struct session *s)
{
	const struct options *o = s->options;

	if (o->started >= 0) {
		if (write(o->started, "", 1) == 1 && o->daemon)
			session_leave_terminal(s);
		close(o->started);
	}
	if (o->timeout_s)
		s->deadline_ms = now_ms() + o->timeout_s * 1000ull;
	if (s->state == SESSION_STARTING)
		s->state = SESSION_RUNNING;
	if (s->state == SESSION_RUNNING && target_release(&s->target))
		session_fail(s);
	if (o->load_only && s->state == SESSION_RUNNING)
		session_send(s, STP_CMD_DETACH, NULL, 0);
}

static void session_ready(struct session *s, const struct stp_ready *ready)
{
	if (s->state != SESSION_CONNECTING)
		return;
	if (ready->ncpus != s->stream.nsources) {
		report_error("module '%s' has %u data files, %u were handed over", s->options->name,
			     ready->ncpus, s->stream.nsources);
		s->failed = true;
		s->state = SESSION_DONE;
		return;
	}
	if (!ready->running && ready->images) {
		s->images.with_lines = ready->lines;
		s->images.due = ready->images - 1;
		if (!s->images.due)
			session_images(s);
		return;
	}
	if (!ready->running) {
		session_prepare(s);
		return;
	}
	s->attached = true;
	stream_follow(&s->stream);
	s->state = SESSION_RUNNING;
	session_started(s);
}

static void session_text(struct session *s, unsigned int type, const char *text, size_t n)
{
	while (n && (text[n - 1] == '\n' || !text[n - 1]))
		n--;
	if (type == STP_MSG_ERROR) {
		s->failed = true;
		fprintf(stderr, "%sERROR:%s %.*s\n", s->colors.start[COLOR_ERROR], s->colors.stop,
			(int)n, text);
		return;
	}
	if (s->options->no_warnings)
		return;
	if (s->options->verbose || warnings_new(&s->warnings, text, n))
		fprintf(stderr, "%sWARNING:%s %.*s\n", s->colors.start[COLOR_WARNING],
			s->colors.stop, (int)n, text);
}

static void session_move(struct session *s)
{
	bool failed = s->stream.output_failed || s->stream.garbled;
	unsigned int idle_ms = s->options->wake_ms - s->options->wake_ms / 10;

	if (stream_move(&s->stream, now_ms()))
		s->wake_ms = BUSY_WAKE_MS < idle_ms ? BUSY_WAKE_MS : idle_ms;
	else
		s->wake_ms = s->wake_ms * 2 < idle_ms ? s->wake_ms * 2 : idle_ms;
	if (!failed && (s->stream.output_failed || s->stream.garbled))
		session_fail(s);
}

/* What was printed before goes to the file before. */
static void session_rotate(struct session *s)
{
	session_move(s);
	stream_rotate(&s->stream);
}

static void session_command(struct session *s, const char *text, size_t n)
{
	char command[STP_MAX_MESSAGE];

	memcpy(command, text, n);
	command[n] = '\0';
	/* What was printed before appears before. */
	session_move(s);
	target_system(&s->target, command);
}

static const char *setting_refusal(int error)
{
	switch (error) {
	case ENOENT:
		return "the script has no such global";
	case EINVAL:
		return "expected a value of the global's type; arrays and statistics have none";
	}
	return strerror(error);
}

static void session_reply(struct session *s, const struct stp_reply *reply)
{
	const char *setting;

	if (reply->type == STP_CMD_SET && s->state == SESSION_SETTING) {
		setting = s->options->settings[s->set++];
		if (!reply->result) {
			session_prepare(s);
			return;
		}
		report_error("cannot set '%s': %s", setting, setting_refusal(-reply->result));
		session_fail(s);
	} else if (reply->type == STP_CMD_START && reply->result) {
		report_error("cannot start module '%s': %s", s->options->name,
			     strerror(-reply->result));
		s->failed = true;
		s->state = SESSION_DONE;
	} else if (reply->type == STP_CMD_DETACH && reply->result) {
		report_error("cannot detach from module '%s': %s", s->options->name,
			     strerror(-reply->result));
		session_fail(s);
	} else if (reply->type == STP_CMD_DETACH) {
		s->detached = true;
		s->state = SESSION_DONE;
	}
}

/* Nobody but us stops a module that stays; it went in good order, but it went. */
static void session_done(struct session *s)
{
	if (s->state < SESSION_STOPPING)
		session_lose(s, "was removed while the session was running");
	s->accounted = true;
	s->state = SESSION_DONE;
}

static int session_message(void *context, unsigned int type, const void *payload, size_t n)
{
	struct session *s = context;
	struct stp_ready ready;
	struct stp_reply reply;

	switch (type) {
	case STP_MSG_READY:
		memcpy(&ready, payload, sizeof(ready));
		session_ready(s, &ready);
		break;
	case STP_MSG_STARTED:
		session_started(s);
		break;
	case STP_MSG_WARNING:
	case STP_MSG_ERROR:
		session_text(s, type, payload, n);
		break;
	case STP_MSG_EXIT:
		session_stop(s);
		break;
	case STP_MSG_SYSTEM:
		session_command(s, payload, n);
		break;
	case STP_MSG_ROTATE:
		session_rotate(s);
		break;
	case STP_MSG_PROBE:
		return account_add(&s->account, payload, n);
	case STP_MSG_IMAGE:
		return session_want(s, payload, n);
	case STP_MSG_LOCK:
		return account_add_lock(&s->account, payload, n);
	case STP_MSG_DONE:
		memcpy(&s->account.done, payload, sizeof(s->account.done));
		session_done(s);
		break;
	case STP_MSG_REPLY:
		memcpy(&reply, payload, sizeof(reply));
		session_reply(s, &reply);
		break;
	}
	return 0;
}

static void session_listen(struct session *s)
{
	struct pollfd fd = { .fd = s->control, .events = POLLIN };

	while (s->state < SESSION_DONE && poll(&fd, 1, 0) > 0) {
		int ret = control_receive(s->control, session_message, s);

		if (ret == -ENODEV)
			session_lose(s, "was removed while the session was running");
		else if (ret == -ENOMEM)
			session_lose(s, "has more probes than there is memory for");
		else if (ret == -EPROTO)
			session_lose(s, "talks another language: run stap again");
		else if (ret)
			session_lose(s, strerror(-ret));
	}
}

/* The first signal stops, the next says what it waits for, one more gives up. */
static void session_interrupt(struct session *s)
{
	u64 now = now_ms();

	if (!s->stopped_ms) {
		s->stopped_ms = now;
		s->interrupted = true;
		session_stop(s);
		return;
	}
	if (now - s->stopped_ms < INTERRUPT_MS)
		return;
	s->stopped_ms = now;
	if (!s->impatient) {
		s->impatient = true;
		report_error("still draining what the script has printed");
		report_hint("interrupt again to give up the rest");
		return;
	}
	report_error("gave up draining: output is incomplete");
	s->failed = true;
	s->state = SESSION_OVER;
}

static void session_reap(struct session *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (!images_reaped(&s->images, pid))
			target_reaped(&s->target, pid, status);
}

static void session_signals(struct session *s)
{
	signals_clear();
	if (signal_take(SIGNAL_STOP))
		session_interrupt(s);
	if (signal_take(SIGNAL_CHILD))
		session_reap(s);
	if (signal_take(SIGNAL_ROTATE))
		stream_rotate(&s->stream);
	if (signal_take(SIGNAL_DETACH) && s->state == SESSION_RUNNING)
		session_send(s, STP_CMD_DETACH, NULL, 0);
}

static void session_check_target(struct session *s)
{
	struct pollfd fd = { .fd = s->target.pidfd, .events = POLLIN };

	if (s->target.pidfd >= 0 && poll(&fd, 1, 0) > 0)
		s->target.ended = true;
	if (s->target.ended)
		session_stop(s);
}

static void session_wait(struct session *s)
{
	struct epoll_event events[8];
	u64 timeout = s->wake_ms;

	if (s->deadline_ms) {
		u64 now = now_ms();

		if (now >= s->deadline_ms) {
			s->deadline_ms = 0;
			session_stop(s);
			timeout = 0;
		} else if (s->deadline_ms - now < timeout) {
			timeout = s->deadline_ms - now;
		}
	}
	if (s->stream.blocked || s->stream.more || s->state >= SESSION_DONE)
		timeout = 0;
	epoll_wait(s->epoll, events, STP_COUNT(events), (int)timeout);
}

static void session_loop(struct session *s)
{
	while (s->state != SESSION_OVER) {
		session_wait(s);
		session_signals(s);
		if (s->state == SESSION_OVER)
			break;
		if (s->state == SESSION_DONE) {
			stream_drain(&s->stream);
			if (!s->stream.blocked)
				s->state = SESSION_OVER;
			continue;
		}
		session_move(s);
		session_listen(s);
		session_check_target(s);
	}
}

/* A missing end is worth waiting for, but not for ever. */
static void session_await_commands(struct session *s)
{
	u64 end = now_ms() + COMMANDS_MS;

	session_reap(s);
	while (s->target.commands && now_ms() < end) {
		struct pollfd fd = { .fd = signals_fd(), .events = POLLIN };

		poll(&fd, 1, (int)(end - now_ms()));
		signals_clear();
		session_reap(s);
		if (signal_take(SIGNAL_STOP))
			return;
	}
}

static void session_check_stream(struct session *s)
{
	const struct merge *m = &s->stream.merge;
	u64 written = s->account.done.records_written;

	if (s->stream.output_failed || s->stream.garbled)
		s->failed = true;
	if (m->disordered)
		report_warning("%llu messages are out of their order", m->disordered);
	if (s->accounted && !s->attached && !s->impatient && m->records < written) {
		report_warning("There were %llu lost messages, on the way from the module",
			       written - m->records);
		s->failed = true;
	}
	if (s->options->verbose)
		fprintf(stderr, "stapio: %llu records, %llu bytes of output\n", m->records,
			m->bytes);
}

static int session_conclude(struct session *s)
{
	session_await_commands(s);
	session_check_stream(s);
	if (s->accounted) {
		if (s->options->timing)
			account_print_table(&s->account);
		if (!s->options->no_warnings)
			account_print_warnings(&s->account, s->options->timing);
		s->failed |= account_print_lost(&s->account);
		s->failed |= s->account.done.failed != 0;
	}
	if (!s->interrupted)
		s->failed |= target_failed(&s->target, s->options->no_warnings);
	if (s->failed)
		return EXIT_FAILURE;
	return s->detached ? EXIT_DETACHED : EXIT_SUCCESS;
}

static int session_watch(struct session *s, int fd, unsigned int events)
{
	struct epoll_event event = { .events = events };

	if (!epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event))
		return 0;
	report_error("cannot wait for descriptor %d: %s", fd, strerror(errno));
	return -errno;
}

/*
 * Data are watched by edges: a module wakes a sleeper when much is there, and
 * what is there in the meantime must not keep us awake.
 */
static int session_open(struct session *s, const int *data, unsigned int ndata)
{
	int ret;

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0) {
		report_error("cannot wait for anything: %s", strerror(errno));
		return -errno;
	}
	ret = signals_init();
	if (ret)
		return ret;
	ret = stream_open(&s->stream, data, ndata, s->options, signals_fd());
	if (!ret)
		ret = session_watch(s, signals_fd(), EPOLLIN);
	if (!ret)
		ret = session_watch(s, s->control, EPOLLIN);
	for (unsigned int i = 0; !ret && i < ndata; i++)
		ret = session_watch(s, data[i], EPOLLIN | EPOLLET);
	return ret;
}

int session_run(const struct options *o, int control, const int *data, unsigned int ndata)
{
	struct session s = {
		.options = o,
		.control = control,
		.epoll = -1,
		.wake_ms = BUSY_WAKE_MS,
	};
	int status = EXIT_FAILURE;

	colors_init(&s.colors,
		    o->color == COLOR_ALWAYS || (o->color == COLOR_AUTO && isatty(STDERR_FILENO)));
	target_init(&s.target);
	images_init(&s.images, control);
	if (!session_open(&s, data, ndata)) {
		session_loop(&s);
		status = session_conclude(&s);
	}
	target_deinit(&s.target);
	if (stream_close(&s.stream) && status == EXIT_SUCCESS)
		status = EXIT_FAILURE;
	close(s.control);
	if (s.epoll >= 0)
		close(s.epoll);
	signals_deinit();
	images_deinit(&s.images);
	warnings_deinit(&s.warnings);
	account_deinit(&s.account);
	return status;
}
