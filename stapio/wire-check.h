/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire-check.h - the one place that believes or disbelieves a length.
 *
 * Whatever stapio or stap-merge takes from a module or a file goes through
 * these functions first; behind them every length is in bounds. They look at
 * no byte outside the given range and keep no state. Fuzzed.
 */
#ifndef STAPIO_WIRE_CHECK_H
#define STAPIO_WIRE_CHECK_H

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include "../runtime/abi/wire.h"

/* A payload larger than any sub-buffer is no payload. */
#define WIRE_MAX_PAYLOAD (64u << 20)

static inline size_t wire_padded(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

/**
 * record_check - is there a whole record at the start of these bytes?
 * @bytes: start of a frame, of any alignment
 * @n: bytes available
 * @record: its header, if there is one
 *
 * Return: the bytes the frame takes with its padding; 0 when more bytes are
 * needed to tell; -EPROTO when this is no record.
 */
static inline ssize_t record_check(const void *bytes, size_t n, struct stp_record *record)
{
	size_t size;

	if (n < sizeof(*record))
		return 0;
	memcpy(record, bytes, sizeof(*record));
	if (record->version != STP_WIRE_VERSION || record->length > WIRE_MAX_PAYLOAD)
		return -EPROTO;
	size = sizeof(*record) + wire_padded(record->length);
	return n < size ? 0 : (ssize_t)size;
}

/* What a message of this type must hold at least; text may be empty. */
static inline size_t message_minimum(unsigned int type)
{
	switch (type) {
	case STP_MSG_READY:
		return sizeof(struct stp_ready);
	case STP_MSG_PROBE:
		return sizeof(struct stp_probe_account);
	case STP_MSG_LOCK:
		return sizeof(struct stp_lock_account);
	case STP_MSG_DONE:
		return sizeof(struct stp_done);
	case STP_MSG_REPLY:
		return sizeof(struct stp_reply);
	case STP_MSG_IMAGE:
		return sizeof(struct stp_image_want);
	case STP_CMD_IMAGE:
		return sizeof(struct stp_image_offer);
	case STP_CMD_START:
		return sizeof(struct stp_start);
	}
	return 0;
}

/**
 * message_check - is there a whole control frame at the start of these bytes?
 * @bytes: start of a frame, of any alignment
 * @n: bytes available
 * @message: its header
 *
 * Return: the bytes the frame takes; 0 when there are no bytes; -EPROTO when
 * this is no whole frame (read() never returns a part of one) or when it is too
 * short for its type.
 */
static inline ssize_t message_check(const void *bytes, size_t n, struct stp_message *message)
{
	if (!n)
		return 0;
	if (n < sizeof(*message))
		return -EPROTO;
	memcpy(message, bytes, sizeof(*message));
	if (message->version != STP_WIRE_VERSION || message->length > STP_MAX_MESSAGE ||
	    message->length > n ||
	    message->length < sizeof(*message) + message_minimum(message->type))
		return -EPROTO;
	return message->length;
}

/**
 * wire_string - take one NUL-terminated string off a range
 * @at: start of the range; moved behind the string's NUL
 * @end: end of the range
 *
 * Return: the string, or NULL when no NUL is left in the range.
 */
static inline const char *wire_string(const char **at, const char *end)
{
	const char *start = *at;
	const char *nul = start < end ? memchr(start, 0, (size_t)(end - start)) : NULL;

	if (!nul)
		return NULL;
	*at = nul + 1;
	return start;
}

#endif
