/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-stapio-session.c - whole sessions of stapio with a fake module.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "fake-module.h"
#include "unit.h"

#define NONE (char *)"--"

static void test_order_and_exit(void)
{
	struct fake f;

	fake_start(&f, NONE);
	CHECK(fake_run(&f) == 0);
	fake_record(&f, 0, 1, 0, "b\n");
	fake_record(&f, 1, 0, STP_RECORD_MORE, "a1 ");
	fake_record(&f, 1, 2, 0, "a2\n");
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_command(&f) == STP_CMD_STOP);
	fake_record(&f, 0, 3, 0, "end\n");
	fake_done(&f);
	CHECK(fake_wait(&f) == 0);
	CHECK(fake_printed(&f, "a1 a2\nb\nend\n"));
	CHECK(fake_said(&f, "") && !*f.text);
	fake_end(&f);
}

static void test_latency(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	usleep(500000);
	fake_record(&f, 0, 0, 0, "tick\n");
	CHECK(fake_prints(&f, "tick\n", 250));
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

static void test_lost(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	f.done.records_lost = 7;
	f.done.bytes_lost = 70;
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(fake_said(&f, "WARNING: There were 7 lost messages, 70 bytes of output"));
	fake_end(&f);
}

/* The module says more was written than came. */
static void test_missing(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	fake_record(&f, 0, 2, 0, "c\n");
	f.done.records_written++;
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(fake_printed(&f, "a\nc\n"));
	CHECK(fake_said(&f, "There were 1 lost messages, on the way"));
	fake_end(&f);
}

static void check_table(struct fake *f)
{
	CHECK(fake_said(f, "----- probe hit report:\n"));
	CHECK(fake_said(
		f, "the.name, (x.stp:1:1), hits: 9, run: 5, skipped: 4 (lock timeout: 4), "
		   "missed: 2, errors: 0, cycles: 10min/20avg/40max, from: the.point, index: 0"));
	CHECK(fake_said(f, "Skipped due to global 'hits' lock timeout: 4\n"));
	CHECK(fake_said(f, "Skipped due to low stack: 0\n"));
	CHECK(fake_said(f, "Skipped due to reentrancy: 0\n"));
	CHECK(fake_said(f, "Skipped due to uprobe register failure: 1\n"));
}

static void check_reasons(struct fake *f)
{
	CHECK(!fake_said(f, "----- probe hit report:\n"));
	CHECK(fake_said(f, "WARNING: Number of errors: 3, skipped probes: 4\n  = lock timeout: 4\n"
			   "  = lock of global 'hits' not had in time: 4\n"
			   "  = stap -t shows them by probe\n"));
}

static void totals_case(bool timing)
{
	struct {
		struct stp_probe_account a;
		char text[32];
	} probe = { .a = { .armed = 1,
			   .hits = 9,
			   .run = 5,
			   .missed = 2,
			   .cycles_min = 10,
			   .cycles_sum = 100,
			   .cycles_max = 40 } };
	struct {
		struct stp_lock_account a;
		char name[8];
	} lock = { .a = { .timeouts = 4 }, .name = "hits" };
	struct fake f;

	probe.a.skipped[STP_SKIP_LOCK] = 4;
	memcpy(probe.text, "the.point\0the.name\0x.stp:1:1", 29);
	fake_start(&f, timing ? (char *)"-t" : NONE);
	fake_run(&f);
	f.done.errors = 3;
	f.done.skipped = 4;
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_command(&f) == STP_CMD_STOP);
	fake_send(&f, STP_MSG_PROBE, &probe, sizeof(probe.a) + 29);
	probe.a.armed = 0;
	probe.a.hits = probe.a.run;
	probe.a.skipped[STP_SKIP_LOCK] = 0;
	memcpy(probe.text, "process(\"a\")\0n\0x.stp:2:2", 25);
	fake_send(&f, STP_MSG_PROBE, &probe, sizeof(probe.a) + 25);
	fake_send(&f, STP_MSG_LOCK, &lock, sizeof(lock.a) + sizeof("hits"));
	fake_done(&f);
	CHECK(fake_wait(&f) == 0);
	if (timing)
		check_table(&f);
	else
		check_reasons(&f);
	CHECK(fake_said(&f, "WARNING: Number of errors: 3, skipped probes: 4\n"));
	CHECK(fake_said(&f, "WARNING: probe the.name at x.stp:1:1: 2 hits were missed"));
	fake_end(&f);
}

static void test_totals(void)
{
	totals_case(true);
	totals_case(false);
}

static void test_error_line(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_say(&f, STP_MSG_ERROR, "division by 0 near x\n");
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(!strcmp(fake_text(&f, f.err), "ERROR: division by 0 near x\n"));
	fake_end(&f);
}

static void test_failed_session(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	f.done.failed = 1;
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	fake_end(&f);
}

static bool warnings_are(char *option, const char *expected)
{
	struct fake f;
	bool ok;

	fake_start(&f, option);
	fake_run(&f);
	fake_say(&f, STP_MSG_WARNING, "one");
	fake_say(&f, STP_MSG_WARNING, "two");
	fake_say(&f, STP_MSG_WARNING, "one");
	fake_say(&f, STP_MSG_EXIT, "");
	ok = fake_stop(&f) && fake_wait(&f) == 0 && !strcmp(fake_text(&f, f.err), expected);
	fake_end(&f);
	return ok;
}

static void test_warnings(void)
{
	CHECK(warnings_are(NONE, "WARNING: one\nWARNING: two\n"));
	CHECK(warnings_are((char *)"-w", ""));
	CHECK(warnings_are((char *)"-v", "WARNING: one\nWARNING: two\nWARNING: one\n"
					 "stapio: 0 records, 0 bytes of output\n"));
}

static unsigned int count_of(const char *text, const char *line)
{
	unsigned int n = 0;

	while ((text = strstr(text, line))) {
		text += strlen(line);
		n++;
	}
	return n;
}

static void say_number(struct fake *f, unsigned int n)
{
	char text[32];

	snprintf(text, sizeof(text), "number %u", n);
	fake_say(f, STP_MSG_WARNING, text);
}

/* The last 1024 different ones are known; one more, and the oldest is new again. */
static void test_warnings_kept(void)
{
	const char *text;
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	for (unsigned int i = 0; i < 1024; i++)
		say_number(&f, i);
	say_number(&f, 0);
	say_number(&f, 1023);
	say_number(&f, 1024);
	say_number(&f, 1);
	say_number(&f, 0);
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	text = fake_text(&f, f.err);
	CHECK(count_of(text, "WARNING: number 0\n") == 2);
	CHECK(count_of(text, "WARNING: number 1\n") == 1);
	CHECK(count_of(text, "WARNING: number 1023\n") == 1);
	CHECK(count_of(text, "WARNING: ") == 1026);
	fake_end(&f);
}

static void test_settings(void)
{
	struct fake f;

	fake_start_to(
		&f, -1,
		(char *[]){ (char *)"stapio", (char *)"m", (char *)"n=42", (char *)"s=a b", NULL });
	fake_ready(&f, false);
	CHECK(fake_command(&f) == STP_CMD_SET && !strcmp(f.text, "n=42"));
	fake_reply(&f, STP_CMD_SET, 0);
	CHECK(fake_command(&f) == STP_CMD_SET && !strcmp(f.text, "s=a b"));
	fake_reply(&f, STP_CMD_SET, -ENOENT);
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "cannot set 's=a b': the script has no such global"));
	fake_end(&f);
}

/* TZ names a zone the other way round: hours west of UTC. */
static void test_zone(void)
{
	struct stp_start start;
	struct fake f;

	setenv("TZ", "XYZ-3:30", 1);
	fake_start(&f, NONE);
	unsetenv("TZ");
	fake_ready(&f, false);
	CHECK(fake_command(&f) == STP_CMD_START);
	memcpy(&start, f.text, sizeof(start));
	CHECK(start.west == -12600 && !strcmp(start.zone, "XYZ"));
	fake_reply(&f, STP_CMD_START, -EIO);
	CHECK(fake_wait(&f) == 1);
	fake_end(&f);
}

/* Beside the program that runs, where stapio looks for it. */
static void stap_image_link(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 32);

	path[n > 0 ? n : 0] = '\0';
	strcpy(strrchr(path, '/'), "/stap-image");
	if (symlink("../../stapio/stap-image", path) && errno != EEXIST)
		perror(path);
}

static void test_images(void)
{
	char names[8192];
	struct fake f;

	stap_image_link();
	fake_start(&f, NONE);
	fake_ready_images(&f, "/bin/sh");
	CHECK(fake_offers(&f, names, sizeof(names)) == STP_CMD_START);
	CHECK(strstr(names, "|[vdso]"));
	CHECK(strstr(names, "|/usr/bin/dash") || strstr(names, "|/usr/bin/bash"));
	CHECK(strstr(names, "/ld-linux-x86-64.so.2"));
	CHECK(strstr(names, "/libc.so.6"));
	fake_reply(&f, STP_CMD_START, 0);
	fake_send(&f, STP_MSG_STARTED, NULL, 0);
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

/* Of a process that runs: all that it has mapped, and then what is asked for. */
static void test_images_wanted(void)
{
	struct stp_image_want want = { .pid = getpid() };
	unsigned long start = 0;
	char names[8192];
	struct fake f;
	FILE *maps;

	fake_start(&f, NONE);
	fake_run(&f);
	maps = fopen("/proc/self/maps", "r");
	while (maps && fgets(names, sizeof(names), maps))
		if (strstr(names, " r-xp ") && strstr(names, "/libc.so"))
			start = strtoul(names, NULL, 16);
	fclose(maps);
	want.start = start;
	fake_send(&f, STP_MSG_IMAGE, &want, sizeof(want));
	CHECK(start && fake_command(&f) == STP_CMD_IMAGE);
	CHECK(strstr(f.text + sizeof(struct stp_image_offer), "/libc.so.6"));
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

static void test_start_refused(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_ready(&f, false);
	CHECK(fake_command(&f) == STP_CMD_START);
	fake_say(&f, STP_MSG_ERROR, "no probe");
	fake_reply(&f, STP_CMD_START, -EINVAL);
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "ERROR: no probe\n") && fake_said(&f, "cannot start module 'fake'"));
	fake_end(&f);
}

static void child_case(const char *command, int status, const char *said)
{
	struct fake f;

	fake_start(&f, (char *)"-c", (char *)command);
	CHECK(fake_run(&f) > 0);
	CHECK(fake_stop(&f));
	CHECK(fake_wait(&f) == status);
	CHECK(fake_said(&f, said));
	fake_end(&f);
}

static void test_child(void)
{
	child_case("true", 0, "");
	child_case("exit 3", 1, "WARNING: Child process exited with status 3\n");
	child_case("kill -9 $$", 1, "WARNING: Child process exited with signal 9 (Killed)\n");
	child_case("/no/such/program", 1, "cannot run '/no/such/program': No such file");
	child_case("sh -c 'exit 4'", 1, "with status 4\n");
}

static void test_child_waits(void)
{
	struct fake f;

	fake_start(&f, (char *)"-c", (char *)"echo ran");
	fake_ready(&f, false);
	CHECK(fake_command(&f) == STP_CMD_START);
	usleep(200000);
	CHECK(fake_printed(&f, ""));
	fake_send(&f, STP_MSG_STARTED, NULL, 0);
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	CHECK(fake_printed(&f, "ran\n"));
	fake_end(&f);
}

/* exit() ends the child too. */
static void test_child_is_ended(void)
{
	struct fake f;
	int status = 0;
	int pid;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	fake_start(&f, (char *)"-c", (char *)"exec sleep 100");
	pid = fake_run(&f);
	usleep(100000);
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGTERM);
	fake_end(&f);
}

static void test_attached_target(void)
{
	struct fake f;
	char pid_text[16];
	pid_t pid = fork();

	if (!pid) {
		pause();
		_exit(0);
	}
	snprintf(pid_text, sizeof(pid_text), "%d", (int)pid);
	fake_start(&f, (char *)"-x", pid_text);
	CHECK(fake_run(&f) == pid);
	usleep(100000);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);

	fake_start(&f, (char *)"-x", pid_text);
	fake_ready(&f, false);
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "cannot watch process"));
	fake_end(&f);
}

static void test_interrupt(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	CHECK(fake_prints(&f, "a\n", 1000));
	kill(f.pid, SIGINT);
	CHECK(fake_command(&f) == STP_CMD_STOP);
	kill(f.pid, SIGINT);
	usleep(700000);
	CHECK(!fake_said(&f, "still draining"));
	kill(f.pid, SIGINT);
	usleep(100000);
	CHECK(fake_said(&f, "still draining"));
	fake_record(&f, 0, 1, 0, "b\n");
	fake_done(&f);
	CHECK(fake_wait(&f) == 0);
	CHECK(fake_printed(&f, "a\nb\n"));
	fake_end(&f);
}

static void test_give_up(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	usleep(50000);
	for (int i = 0; i < 3; i++) {
		kill(f.pid, SIGTERM);
		usleep(600000);
	}
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "gave up draining"));
	fake_end(&f);
}

static void test_detach(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	CHECK(fake_prints(&f, "a\n", 1000));
	kill(f.pid, SIGQUIT);
	CHECK(fake_command(&f) == STP_CMD_DETACH);
	fake_reply(&f, STP_CMD_DETACH, 0);
	CHECK(fake_wait(&f) == EXIT_DETACHED);
	fake_end(&f);
}

static void test_load_only(void)
{
	struct fake f;

	fake_start(&f, (char *)"-L");
	fake_run(&f);
	CHECK(fake_command(&f) == STP_CMD_DETACH);
	fake_reply(&f, STP_CMD_DETACH, 0);
	CHECK(fake_wait(&f) == EXIT_DETACHED);
	fake_end(&f);
}

static void test_attach(void)
{
	struct fake f;

	fake_start(&f, (char *)"-A");
	fake_ready(&f, true);
	fake_record(&f, 1, 501, 0, "b\n");
	fake_record(&f, 0, 500, 0, "a\n");
	fake_say(&f, STP_MSG_EXIT, "");
	f.done.records_written += 500;
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	CHECK(fake_printed(&f, "a\nb\n"));
	fake_end(&f);
}

static void test_module_removed(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	fake_record(&f, 0, 2, 0, "c\n");
	shutdown(f.control, SHUT_RDWR);
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "module 'fake' was removed while the session was running"));
	CHECK(fake_printed(&f, "a\nc\n"));
	fake_end(&f);
}

/* rmmod: the module ends its session by itself, in good order. */
static void test_module_unloaded(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "end\n");
	fake_done(&f);
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "module 'fake' was removed while the session was running"));
	CHECK(fake_printed(&f, "end\n"));
	fake_end(&f);
}

static void test_garbage(void)
{
	struct fake f;
	char noise[100];

	memset(noise, 0xaa, sizeof(noise));
	fake_start(&f, NONE);
	fake_run(&f);
	CHECK(write(f.data[0], noise, sizeof(noise)) == sizeof(noise));
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(fake_said(&f, "the data of a CPU are garbled"));
	fake_end(&f);

	fake_start(&f, NONE);
	fake_run(&f);
	CHECK(write(f.control, noise, sizeof(noise)) == sizeof(noise));
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "talks another language"));
	fake_end(&f);
}

static void test_full_disk(void)
{
	struct fake f;

	fake_start(&f, (char *)"-o", (char *)"/dev/full");
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(fake_said(&f, "cannot write to '/dev/full': No space left on device"));
	fake_end(&f);
}

static void test_broken_pipe(void)
{
	struct fake f;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		abort();
	close(ends[0]);
	fake_start_to(&f, ends[1], (char *[]){ (char *)"stapio", (char *)"m", NULL });
	close(ends[1]);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "a\n");
	CHECK(fake_stop(&f) && fake_wait(&f) == 1);
	CHECK(fake_said(&f, "Broken pipe"));
	fake_end(&f);
}

/* A reader that does not read holds up neither STOP nor, then, giving up. */
static void test_stuck_reader(void)
{
	static char line[4000];
	struct fake f;
	int ends[2];

	memset(line, 'x', sizeof(line) - 1);
	if (pipe2(ends, O_CLOEXEC))
		abort();
	fake_start_to(&f, ends[1], (char *[]){ (char *)"stapio", (char *)"m", NULL });
	close(ends[1]);
	fake_run(&f);
	for (u64 i = 0; i < 40; i++)
		fake_record(&f, 0, i, 0, line);
	usleep(100000);
	kill(f.pid, SIGINT);
	CHECK(fake_stop(&f));
	for (int i = 0; i < 2; i++) {
		usleep(600000);
		kill(f.pid, SIGINT);
	}
	CHECK(fake_wait(&f) == 1);
	CHECK(fake_said(&f, "gave up draining"));
	close(ends[0]);
	fake_end(&f);
}

static void test_timeout(void)
{
	struct fake f;

	fake_start(&f, (char *)"--timeout=1");
	fake_run(&f);
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

static void test_attach_timeout(void)
{
	struct fake f;

	fake_start(&f, (char *)"-A", (char *)"--timeout=1");
	fake_ready(&f, true);
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

static void test_system(void)
{
	struct fake f;

	fake_start(&f, NONE);
	fake_run(&f);
	fake_record(&f, 0, 0, 0, "before\n");
	fake_say(&f, STP_MSG_SYSTEM, "echo by the user; exit 5");
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	CHECK(fake_printed(&f, "before\nby the user\n"));
	fake_end(&f);
}

/* An idle session sleeps: at most ten wake-ups a second. */
static void test_idle(void)
{
	char path[64];
	struct fake f;
	unsigned long switches[2] = { 0 };

	fake_start(&f, NONE);
	fake_run(&f);
	usleep(600000);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)f.pid);
	for (int i = 0; i < 2; i++) {
		FILE *status = fopen(path, "r");
		char line[128];

		while (status && fgets(line, sizeof(line), status))
			sscanf(line, "voluntary_ctxt_switches: %lu", &switches[i]);
		if (status)
			fclose(status);
		if (!i)
			usleep(2000000);
	}
	CHECK(switches[1] > switches[0] && switches[1] - switches[0] <= 20);
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	fake_end(&f);
}

static void test_bulk(void)
{
	char directory[] = "/tmp/test-stapio-XXXXXX";
	char name[64];
	struct fake f;
	struct stat st;

	CHECK(mkdtemp(directory) != NULL);
	snprintf(name, sizeof(name), "%s/out", directory);
	fake_start(&f, (char *)"--bulk", (char *)"-o", name);
	fake_run(&f);
	fake_record(&f, 1, 1, 0, "b\n");
	fake_record(&f, 0, 0, 0, "a\n");
	fake_record(&f, 1, 2, 0, "c\n");
	fake_say(&f, STP_MSG_EXIT, "");
	CHECK(fake_stop(&f) && fake_wait(&f) == 0);
	snprintf(name, sizeof(name), "%s/out_0", directory);
	CHECK(!stat(name, &st) && st.st_size == 32 && !unlink(name));
	snprintf(name, sizeof(name), "%s/out_1", directory);
	CHECK(!stat(name, &st) && st.st_size == 64 && !unlink(name));
	CHECK(!rmdir(directory));
	fake_end(&f);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_order_and_exit();
	test_latency();
	test_lost();
	test_missing();
	test_totals();
	test_error_line();
	test_failed_session();
	test_warnings();
	test_warnings_kept();
	test_settings();
	test_zone();
	test_images();
	test_images_wanted();
	test_start_refused();
	test_child();
	test_child_waits();
	test_child_is_ended();
	test_attached_target();
	test_interrupt();
	test_give_up();
	test_detach();
	test_load_only();
	test_attach();
	test_module_removed();
	test_module_unloaded();
	test_garbage();
	test_full_disk();
	test_broken_pipe();
	test_stuck_reader();
	test_timeout();
	test_attach_timeout();
	test_system();
	test_idle();
	test_bulk();
	return unit_status();
}
