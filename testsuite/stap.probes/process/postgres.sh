# SPDX-License-Identifier: GPL-2.0-or-later
#
# A database that is made and asked: postgres.sh DIRECTORY-OF-PROGRAMS.
data=$(mktemp -d /tmp/postgres.XXXXXX)
chown postgres $data
runuser -u postgres -- $1/initdb --no-sync --no-instructions --auth=trust -D $data >/dev/null
echo 'select count(*) from pg_class' | runuser -u postgres -- $1/postgres --single -c log_checkpoints=off -D $data template1 >/dev/null
rm -rf $data
