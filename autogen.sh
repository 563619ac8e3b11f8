#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Make ./configure from a checkout. A tarball has it already.
set -e
cd "$(dirname "$0")"
command -v autoreconf >/dev/null || {
	echo "autogen.sh: autoreconf is missing (Debian: apt-get install autoconf automake)" >&2
	exit 1
}
mkdir -p build-aux
exec autoreconf --install --warnings=no-obsolete
