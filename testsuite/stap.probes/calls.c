/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls.c - system calls whose arguments and results are known beforehand.
 *
 * calls: makes one call after another, each by its number, between two of getppid(). Strings and
 * structures are touched before they are used and stand at fixed addresses from 0x10000000 on, so
 * that they can be read and printed. Ends with exit_group(5).
 *
 * calls int80: makes the calls of 32-bit programs, by int $0x80, from 64-bit code.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

/* All that the kernel is shown; at 0x10000000. */
struct shown {
	char file[32];		     /* 0x10000000 */
	char none[32];		     /* 0x10000020 */
	char text[32];		     /* 0x10000040 */
	char read[64];		     /* 0x10000060 */
	char *args[4];		     /* 0x100000a0 */
	char *env[4];		     /* 0x100000c0 */
	long times[4];		     /* 0x100000e0 */
	struct iovec vector;	     /* 0x10000100 */
	long action[4];		     /* 0x10000110 */
	long mask;		     /* 0x10000130 */
	int word;		     /* 0x10000138 */
	int status;		     /* 0x1000013c */
	struct sockaddr_in internet; /* 0x10000140 */
	struct sockaddr_un local;    /* 0x10000150 */
	char description[512];
	struct sockaddr_in6 internet6;
	struct epoll_event event;
	struct msghdr message;
	unsigned long clone[11];
	char argument[2][8];
};

static struct shown *shown_create(void)
{
	struct shown *s = mmap((void *)0x10000000, 1 << 16, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (s == MAP_FAILED)
		_exit(1);
	memset(s, 0, sizeof(*s));
	strcpy(s->file, "/dev/shm/calls");
	strcpy(s->none, "/dev/shm/none");
	strcpy(s->text, "some\ttext");
	strcpy(s->argument[0], "first");
	strcpy(s->argument[1], "second");
	s->args[0] = s->argument[0];
	s->args[1] = s->argument[1];
	s->env[0] = s->argument[1];
	s->times[1] = 1000;
	s->vector.iov_base = s->text;
	s->vector.iov_len = 4;
	s->action[0] = 1; /* SIG_IGN */
	s->action[1] = 0x10000000;
	s->action[3] = 1 << 1;
	s->mask = 1 << 9;
	s->internet.sin_family = AF_INET;
	s->internet.sin_port = htons(80);
	s->internet.sin_addr.s_addr = htonl(0x7f000001);
	s->internet6.sin6_family = AF_INET6;
	s->internet6.sin6_port = htons(443);
	s->internet6.sin6_addr.s6_addr[0] = 0xfe;
	s->internet6.sin6_addr.s6_addr[1] = 0x80;
	s->internet6.sin6_addr.s6_addr[15] = 1;
	s->local.sun_family = AF_UNIX;
	strcpy(s->local.sun_path, "/dev/shm/calls.s");
	s->message.msg_iov = &s->vector;
	s->message.msg_iovlen = 1;
	s->clone[4] = SIGCHLD;
	return s;
}

static void files(struct shown *s)
{
	syscall(SYS_open, s->file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640); /* 3 */
	syscall(SYS_openat, AT_FDCWD, s->none, O_RDONLY | O_DIRECTORY);
	syscall(SYS_openat, -1, s->none, O_WRONLY | O_SYNC);
	syscall(SYS_open, 16, O_RDONLY); /* there is nothing */
	syscall(SYS_write, 3, s->text, 9);
	syscall(SYS_pwrite64, 3, s->text, 4, 0x100000000);
	syscall(SYS_writev, 3, &s->vector, 1);
	syscall(SYS_lseek, 3, -2L, SEEK_END);
	syscall(SYS_lseek, 3, 0, SEEK_SET);
	syscall(SYS_read, 3, s->read, 5);
	syscall(SYS_pread64, 3, s->read, 64, 5);
	syscall(SYS_readv, 3, &s->vector, 1);
	syscall(SYS_ioctl, 3, 0x5401, 0);
	syscall(SYS_fcntl, 3, F_GETFD, 0);
	syscall(SYS_dup, 3);	  /* 4 */
	syscall(SYS_dup2, 3, 20); /* 20 */
	syscall(SYS_close, 4);
	syscall(SYS_close, -1);
}

static void paths(struct shown *s)
{
	syscall(SYS_access, s->file, R_OK | W_OK);
	syscall(SYS_faccessat, AT_FDCWD, s->none, F_OK);
	syscall(SYS_faccessat2, AT_FDCWD, s->none, X_OK, AT_EACCESS);
	syscall(SYS_readlink, s->file, s->read, 64);
	syscall(SYS_readlinkat, 3, s->none, s->read, 64);
	syscall(SYS_stat, s->file, s->description);
	syscall(SYS_lstat, s->none, s->description);
	syscall(SYS_fstat, 3, s->description);
	syscall(SYS_newfstatat, AT_FDCWD, s->none, s->description, AT_SYMLINK_NOFOLLOW);
	syscall(SYS_statx, AT_FDCWD, s->none, 0, STATX_BASIC_STATS, s->description);
	syscall(SYS_unlink, s->file);
}

static void memory(struct shown *s)
{
	(void)s;
	syscall(SYS_mmap, 0x20000000, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		0);
	syscall(SYS_mprotect, 0x20000000, 4096, PROT_NONE);
	syscall(SYS_munmap, 0x20000000, 8192);
	syscall(SYS_mmap, 0, 0, PROT_READ | PROT_EXEC, MAP_SHARED, 3, 0);
	syscall(SYS_brk, 0);
}

static void signals(struct shown *s)
{
	syscall(SYS_rt_sigaction, SIGUSR2, s->action, 0, 8);
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &s->mask, 0, 8);
	syscall(SYS_kill, 0x7fffffff, SIGTERM);
	syscall(SYS_tgkill, -1, 1, SIGUSR1);
}

static void child_end(long pid)
{
	if (pid == 0)
		syscall(SYS_exit_group, 7);
}

static void processes(struct shown *s)
{
	syscall(SYS_execve, s->none, s->args, s->env);
	child_end(syscall(SYS_clone, SIGCHLD, 0, 0, 0));
	syscall(SYS_wait4, -1, &s->status, 0, 0);
	child_end(syscall(SYS_clone3, s->clone, 88));
	syscall(SYS_wait4, -1, 0, __WALL, 0);
	child_end(syscall(SYS_fork));
	syscall(SYS_wait4, -1, 0, 0, 0);
	child_end(vfork());
	syscall(SYS_wait4, -1, 0, WUNTRACED, 0);
	syscall(SYS_getpid);
	syscall(SYS_gettid);
	syscall(SYS_getuid);
}

static void waits(struct shown *s)
{
	syscall(SYS_poll, 0, 0, 1);
	syscall(SYS_ppoll, 0, 0, s->times, 0, 8);
	s->times[1] = 1000; /* what was left of it was written back */
	syscall(SYS_select, 0, 0, 0, 0, &s->times[2]);
	syscall(SYS_pselect6, 0, 0, 0, 0, s->times, 0);
	s->times[1] = 1000;
	syscall(SYS_epoll_create1, 0); /* 4 */
	syscall(SYS_epoll_ctl, 4, EPOLL_CTL_DEL, 3, &s->event);
	syscall(SYS_epoll_wait, 4, &s->event, 1, 0);
	syscall(SYS_epoll_pwait, 4, &s->event, 1, 0, 0, 8);
	syscall(SYS_futex, &s->word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
	syscall(SYS_futex, &s->word, FUTEX_WAKE, 1, 0, 0, 0);
	syscall(SYS_nanosleep, s->times, 0);
	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, s->times, 0);
}

static void sockets(struct shown *s)
{
	syscall(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); /* 5 */
	syscall(SYS_bind, 5, &s->local, 19);
	syscall(SYS_listen, 5, 3);
	syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); /* 6 */
	syscall(SYS_connect, 6, &s->local, 19);
	syscall(SYS_accept4, 5, 0, 0, SOCK_NONBLOCK); /* 7 */
	syscall(SYS_sendto, 6, s->text, 4, MSG_NOSIGNAL, 0, 0);
	syscall(SYS_recvfrom, 7, s->read, 64, MSG_PEEK | MSG_DONTWAIT, 0, 0);
	syscall(SYS_sendmsg, 6, &s->message, MSG_NOSIGNAL);
	syscall(SYS_recvmsg, 7, &s->message, MSG_DONTWAIT);
	syscall(SYS_accept, 7, 0, 0);
	syscall(SYS_socket, AF_INET, SOCK_DGRAM, IPPROTO_TCP);
	syscall(SYS_connect, 3, &s->internet, 16);
	syscall(SYS_connect, 3, &s->internet6, 28);
	syscall(SYS_sendto, 3, s->text, 9, 0, &s->internet, 16);
	syscall(SYS_unlink, s->local.sun_path);
}

/* ---- of 32-bit programs ------------------------------------------------ */

static long int80(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

/* Its numbers mean other calls in 64-bit code: 5 is fstat, 6 lstat, 20 writev, 4 stat, 64 semget. */
static void old_calls(struct shown *s)
{
	int80(5, (long)s->none, O_WRONLY, 0);
	int80(4, -1, (long)s->text, 4 | 0x100000000);
	int80(6, -1, 0, 0);
	int80(20, 0, 0, 0);
}

int main(int argc, char **argv)
{
	struct shown *s = shown_create();

	syscall(SYS_close_range, 3, ~0U, 0);
	syscall(SYS_getppid);
	if (argc > 1 && !strcmp(argv[1], "int80")) {
		old_calls(s);
	} else {
		files(s);
		paths(s);
		memory(s);
		signals(s);
		processes(s);
		waits(s);
		sockets(s);
	}
	syscall(SYS_getppid);
	syscall(SYS_exit_group, 5);
}
