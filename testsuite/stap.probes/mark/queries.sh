# Two queries by a server of one process: queries.sh POSTGRES DATA
cd "$2" || exit 1
printf '%s\n' 'select 1' 'select count(*) from pg_class' | "$1" --single -c log_checkpoints=off -D "$2" template1 >/dev/null
