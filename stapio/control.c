/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.c - commands to a module and messages from it.
 */
#include "control.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "wire-check.h"

int control_send(int fd, enum stp_message_type type, const void *payload, size_t n)
{
	char frame[STP_MAX_MESSAGE];
	struct stp_message m = { .type = (u16)type, .version = STP_WIRE_VERSION };
	ssize_t written;

	if (n > sizeof(frame) - sizeof(m))
		return -E2BIG;
	m.length = (u32)(sizeof(m) + n);
	memcpy(frame, &m, sizeof(m));
	if (n)
		memcpy(frame + sizeof(m), payload, n);
	do
		written = write(fd, frame, m.length);
	while (written < 0 && errno == EINTR);
	return written < 0 ? -errno : 0;
}

int control_receive(int fd, control_handle *handle, void *context)
{
	char frames[4 * STP_MAX_MESSAGE];
	ssize_t n = read(fd, frames, sizeof(frames));
	size_t at = 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0)
		return errno == EIO ? -ENODEV : -errno;
	if (!n)
		return -ENODEV;
	while (at < (size_t)n) {
		struct stp_message m;
		ssize_t size = message_check(frames + at, (size_t)n - at, &m);
		int ret;

		if (size < 0)
			return (int)size;
		ret = handle(context, m.type, frames + at + sizeof(m), (size_t)size - sizeof(m));
		if (ret)
			return ret;
		at += (size_t)size;
	}
	return 0;
}
