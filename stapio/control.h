/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - commands to a module and messages from it.
 *
 * One descriptor of /proc/<module>/control. Knows frames, not what they mean:
 * session.c does. Errors are not reported here.
 */
#ifndef STAPIO_CONTROL_H
#define STAPIO_CONTROL_H

#include <stddef.h>

#include "../runtime/abi/wire.h"

/**
 * control_send - write one command
 * @payload: @n bytes, NULL when @n is 0
 *
 * Return: 0, -E2BIG when it is too long for a frame, or -errno.
 */
int control_send(int fd, enum stp_message_type type, const void *payload, size_t n);

/**
 * control_handle - called for each message, its length checked for its type
 * @n: bytes of the payload
 *
 * Return: 0, or -errno to end control_receive().
 */
typedef int control_handle(void *context, unsigned int type, const void *payload, size_t n);

/**
 * control_receive - one read(), then @handle for each message in it
 *
 * Return: 0; -ENODEV when the module is gone; -EPROTO when these are no frames;
 * what @handle returned; or -errno.
 */
int control_receive(int fd, control_handle *handle, void *context);

#endif
