/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tasks.c - processes and threads whose events can be counted. Each mode does the same each time:
 *
 *	tasks tree	two threads, one after the other, and two children, of which one executes
 *			/bin/true; each task but that calls getppid() 10 times
 *	tasks calls	lseek(1234, 5678, 9), which fails, and umask(0123)
 *	tasks exec PROGRAM [ARGUMENT]...	execute it from a second thread
 *	tasks wait	two threads; says "ready", and waits for the end of its input; then as "tree"
 *	tasks churn SECONDS	threads, children and programs without end, for so long
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void calls(void)
{
	for (int i = 0; i < 10; i++)
		syscall(SYS_getppid);
}

static void *thread_calls(void *unused)
{
	calls();
	return unused;
}

static void thread_run(void)
{
	pthread_t t;

	if (!pthread_create(&t, NULL, thread_calls, NULL))
		pthread_join(t, NULL);
}

static void child_run(int executes)
{
	pid_t pid = fork();

	if (!pid) {
		calls();
		if (executes)
			execl("/bin/true", "true", (char *)NULL);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static int tree(void)
{
	calls();
	thread_run();
	thread_run();
	child_run(0);
	child_run(1);
	return 0;
}

static void *thread_wait(void *unused)
{
	pause();
	return unused;
}

static int wait_first(void)
{
	pthread_t t[2];
	char byte;

	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, thread_wait, NULL);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return tree();
}

static void *thread_exec(void *argv)
{
	char **words = argv;

	execv(words[0], words);
	_exit(127);
}

static int exec_from_thread(char **argv)
{
	pthread_t t;

	pthread_create(&t, NULL, thread_exec, argv);
	pthread_join(t, NULL);
	return 1;
}

static int churn(int seconds)
{
	time_t end = time(NULL) + seconds;

	while (time(NULL) < end)
		tree();
	return 0;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "tree"))
		return tree();
	if (!strcmp(mode, "wait"))
		return wait_first();
	if (!strcmp(mode, "exec") && argc > 2)
		return exec_from_thread(argv + 2);
	if (!strcmp(mode, "churn") && argc > 2)
		return churn(atoi(argv[2]));
	if (strcmp(mode, "calls"))
		return 2;
	syscall(SYS_lseek, 1234, 5678L, 9);
	syscall(SYS_umask, 0123);
	return 0;
}
