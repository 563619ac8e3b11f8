// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tp_print.c - floor of `probe kernel.trace("sys_enter") { printf("%d %s\n", pid(), execname()) }`:
 * a line through a relay channel, formatted by hand. Nobody reads it; the buffers hold one whole
 * run of the benchmark, and what finds no room is counted.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/relay.h>
#include <linux/sched.h>
#include <asm/word-at-a-time.h>

#include "sys_enter.h"

#define LINE_MAX (10 + 1 + TASK_COMM_LEN + 1) /* digits, space, name, newline */

static unsigned int buffer_kb = 16384;
module_param(buffer_kb, uint, 0444);
MODULE_PARM_DESC(buffer_kb, "size of each CPU's buffer");

static struct dentry *dir;
static struct rchan *channel;
static u64 lost;

static char *put_number(char *at, u32 number)
{
	char digits[10];
	int n = 0;

	do {
		digits[n++] = '0' + number % 10;
		number /= 10;
	} while (number);
	while (n)
		*at++ = digits[--n];
	return at;
}

/*
 * Copies whole words, of which the name is the start; the caller's line has room for them. No
 * memcpy(): its bounds checks cost more than the copy. (The stores are unaligned: x86 only.)
 */
static char *put_name(char *at, const char *name)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long word, zeros;
	int i;

	for (i = 0; i < TASK_COMM_LEN; i += sizeof(word), at += sizeof(word)) {
		word = *(const unsigned long *)(name + i);
		*(unsigned long *)at = word;
		if (has_zero(word, &zeros, &constants))
			return at + find_zero(create_zero_mask(zeros));
	}
	return at - 1;
}

static void handle(void *data, struct pt_regs *regs, long id)
{
	char line[LINE_MAX];
	char *at;

	at = put_number(line, task_tgid_nr(current));
	*at++ = ' ';
	at = put_name(at, current->comm);
	*at++ = '\n';
	relay_write(channel, line, at - line);
}

static int subbuf_start(struct rchan_buf *buf, void *subbuf, void *previous, size_t padding)
{
	if (!relay_buf_full(buf))
		return 1;
	lost++;
	return 0;
}

static struct dentry *create_file(const char *name, struct dentry *parent, umode_t mode,
				  struct rchan_buf *buf, int *is_global)
{
	return debugfs_create_file(name, mode, parent, buf, &relay_file_operations);
}

static int remove_file(struct dentry *file)
{
	debugfs_remove(file);
	return 0;
}

static const struct rchan_callbacks callbacks = {
	.subbuf_start = subbuf_start,
	.create_buf_file = create_file,
	.remove_buf_file = remove_file,
};

static int __init tp_print_init(void)
{
	int ret = -ENOMEM;

	dir = debugfs_create_dir("floor_tp_print", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	channel = relay_open("cpu", dir, 65536, buffer_kb / 64, &callbacks, NULL);
	if (!channel)
		goto err_dir;
	ret = sys_enter_attach();
	if (ret)
		goto err_channel;
	return 0;

err_channel:
	relay_close(channel);
err_dir:
	debugfs_remove_recursive(dir);
	return ret;
}

static void __exit tp_print_exit(void)
{
	sys_enter_detach();
	pr_info("tp_print: lost %llu\n", lost);
	relay_close(channel);
	debugfs_remove_recursive(dir);
}

module_init(tp_print_init);
module_exit(tp_print_exit);
MODULE_DESCRIPTION("benchmark floor: a line for each system call");
MODULE_LICENSE("GPL");
