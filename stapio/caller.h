/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * caller.h - who runs staprun, and going back to being that user.
 *
 * Part of the privileged loader: uses real ids only, never the environment.
 */
#ifndef STAPIO_CALLER_H
#define STAPIO_CALLER_H

/**
 * caller_check - may the caller load modules?
 *
 * Root and the members of the group stapdev may.
 *
 * Return: 0 or -EPERM (reported, with the remedy).
 */
int caller_check(void);

/**
 * caller_become - give up privilege for good
 *
 * For a child that is to run as the caller.
 *
 * Return: 0 or -errno (reported); the process must not go on after an error.
 */
int caller_become(void);

#endif
