/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls32.c - a program of 32 bits that makes some system calls, between two of getppid().
 *
 * It uses no library, since one of 32 bits need not be there. Strings and structures are in its
 * data, which is linked to 0x10000000 and written to before it is used. Ends with exit_group(6).
 */
typedef long word;

static struct {
	char file[32];	    /* 0x10000000 */
	char text[32];	    /* 0x10000020 */
	word times[2];	    /* 0x10000040 */
	word wide_times[4]; /* 0x10000048 */
	word mapping[6];    /* 0x10000058 */
	char *args[2];	    /* 0x10000070 */
	word action[5];	    /* 0x10000078 */
} shown __attribute__((section(".shown"))) = {
	.file = "/dev/shm/none",
	.text = "some text",
	.times = { 0, 1000 },
	.wide_times = { 0, 0, 2000, 0 },
	.mapping = { 0, 0, 3, 0x22, -1, 0 },
	.args = { shown.text, 0 },
	.action = { 1, 0, 0, 2, 0 },
};

static word call(word number, const void *a, word b, word c, word d, word e)
{
	word result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

#define NUMBER(n) ((const void *)(n))
#define AT(member) ((word)&shown.member)

void _start(void)
{
	*(volatile char *)shown.file = '/';		   /* its page is the program's own now */
	call(64, 0, 0, 0, 0, 0);			   /* getppid */
	call(5, shown.file, 1, 0, 0, 0);		   /* open */
	call(4, NUMBER(-1), AT(text), 9, 0, 0);		   /* write */
	call(180, NUMBER(-1), AT(text), 9, 0x10, 1);	   /* pread64 */
	call(19, NUMBER(-1), -2, 1, 0, 0);		   /* lseek */
	call(221, NUMBER(-1), 3, 0, 0, 0);		   /* fcntl64 */
	call(195, shown.file, AT(text), 0, 0, 0);	   /* stat64 */
	call(300, NUMBER(-100), AT(file), AT(text), 0, 0); /* fstatat64 */
	call(90, shown.mapping, 0, 0, 0, 0);		   /* mmap */
	call(192, NUMBER(0x20000000), 4096, 1, 0x32, -1);  /* mmap2 */
	call(11, shown.file, AT(args), 0, 0, 0);	   /* execve */
	call(174, NUMBER(12), AT(action), 0, 8, 0);	   /* rt_sigaction */
	call(162, shown.times, 0, 0, 0, 0);		   /* nanosleep */
	call(407, NUMBER(1), 0, AT(wide_times), 0, 0);	   /* clock_nanosleep_time64 */
	call(267, NUMBER(1), 0, AT(times), 0, 0);	   /* clock_nanosleep */
	call(64, 0, 0, 0, 0, 0);
	call(252, NUMBER(6), 0, 0, 0, 0); /* exit_group */
	for (;;)
		;
}
