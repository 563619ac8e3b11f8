/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - the control channel: messages to stapio, commands from it.
 *
 * Messages may be sent from any context, under any lock; they are queued in
 * memory allocated at load and the reader is woken from an irq_work. What finds
 * no room is counted, except for the few messages that a session cannot do
 * without: for those there is room kept.
 */
#ifndef STP_CONTROL_H
#define STP_CONTROL_H

#include "wire.h"

struct proc_dir_entry;

int stp_control_create(void);
/* After the files are gone and nothing sends any more. */
void stp_control_destroy(void);
int stp_control_files(struct proc_dir_entry *dir);

/* Any context. Text longer than a frame is cut. */
void stp_control_send(enum stp_message_type type, const void *payload, u32 length);
/* May sleep: waits for the reader, if there is one, until it makes no progress. */
void stp_control_send_wait(enum stp_message_type type, const void *payload, u32 length);

u64 stp_control_lost(void);
bool stp_control_is_open(void);
bool stp_control_drained(void);
/* The module goes: readers see the end of the file. */
void stp_control_hang_up(void);

#endif
