/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - a script as a program of its own; see host.c.
 */
#include "user.h"

int main(int argc, char **argv)
{
	return host_run(argc, argv);
}
