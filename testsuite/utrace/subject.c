/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * subject.c - the traced program of the test kit. Says "ready", waits for a line on its standard
 * input, then
 *
 *	subject masks N		umask(1) to umask(N), each followed by what it returned
 *	subject filtered	umask(1), where a seccomp filter answers umask(9) with error 42
 *	subject read		reads a line more, and says what read(2) returned
 *	subject sleep		sleeps a second by nanosleep(2), and says what that returned
 *	subject tree		a thread, a child, and /bin/true executed by another child
 *	subject signals		raises SIGUSR1, which it handles, and SIGURG, which it ignores
 *	subject threads N	N threads that call umask(0) until its standard input ends
 *	subject churn		forks, threads, programs and kills, until its standard input ends
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what, long value)
{
	printf("%s %ld\n", what, value);
	fflush(stdout);
}

static void masks(int n)
{
	for (int i = 1; i <= n; i++)
		say("was", syscall(SYS_umask, i));
	say("was", syscall(SYS_umask, 0));
}

static void filtered(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_umask, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 9, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 42),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		say("no seccomp", errno);
	if (syscall(SYS_umask, 1) < 0)
		say("failed", errno);
	else
		say("executed", 0);
}

static void read_line(void)
{
	char line[16];
	long n = read(STDIN_FILENO, line, sizeof(line));

	say("read", n < 0 ? -errno : n);
}

static void sleep_second(void)
{
	struct timespec t = { .tv_sec = 1 };

	say("slept", syscall(SYS_nanosleep, &t, NULL) ? -errno : 0);
}

static void *nothing(void *unused)
{
	return unused;
}

static void tree(void)
{
	pthread_t t;
	pid_t pid;

	pthread_create(&t, NULL, nothing, NULL);
	pthread_join(t, NULL);
	pid = fork();
	if (!pid)
		_exit(3);
	waitpid(pid, NULL, 0);
	pid = fork();
	if (!pid) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static volatile sig_atomic_t handled;

static void handler(int number)
{
	handled = number;
}

static void signals(void)
{
	signal(SIGUSR1, handler);
	signal(SIGURG, SIG_IGN);
	raise(SIGUSR1);
	raise(SIGURG);
	say("handled", handled);
}

static volatile int over;

static void *calls(void *unused)
{
	while (!over)
		syscall(SYS_umask, 0);
	return unused;
}

static int input_over(int ms)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&in, 1, ms) > 0;
}

static void threads(int n)
{
	pthread_t *t = calloc((size_t)n, sizeof(*t));

	for (int i = 0; i < n; i++)
		pthread_create(&t[i], NULL, calls, NULL);
	say("running", n);
	while (!input_over(100))
		;
	over = 1;
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
	say("joined", n);
	free(t);
}

static void churn(void)
{
	while (!input_over(0)) {
		pid_t pid;

		tree();
		pid = fork();
		if (!pid)
			calls(NULL);
		usleep(500);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	say("churned", 0);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	int n = argc > 2 ? atoi(argv[2]) : 0;
	char line[16];

	umask(0);
	puts("ready");
	fflush(stdout);
	if (read(STDIN_FILENO, line, sizeof(line)) < 0)
		return 2;
	if (!strcmp(mode, "masks"))
		masks(n);
	else if (!strcmp(mode, "filtered"))
		filtered();
	else if (!strcmp(mode, "read"))
		read_line();
	else if (!strcmp(mode, "sleep"))
		sleep_second();
	else if (!strcmp(mode, "tree"))
		tree();
	else if (!strcmp(mode, "signals"))
		signals();
	else if (!strcmp(mode, "threads"))
		threads(n);
	else if (!strcmp(mode, "churn"))
		churn();
	else
		return 2;
	return 0;
}
