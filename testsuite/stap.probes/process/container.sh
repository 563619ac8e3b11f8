# SPDX-License-Identifier: GPL-2.0-or-later
#
# /usr/bin/true of three file systems: container.sh DIRECTORY PROGRAM, which needs no libraries.
mkdir -p $1/usr/bin
cp $2 $1/usr/bin/true
chroot $1 /usr/bin/true
unshare -m sh -c "mount --bind $2 /usr/bin/true && exec /usr/bin/true"
/usr/bin/true
$2 # not by this name
exit 0
