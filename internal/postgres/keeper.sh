# usage: sh -c keeper.sh keeper BINDIR PRIMARY CANDIDATE... -- [OPTION OF postgres]...
#
# Makes the first of the CANDIDATE directories that can be made and writes its name. Creates a cluster in it, or copies
# that of the server whose directory is PRIMARY unless that is empty, and runs a server on it until standard input ends.
# Then removes the directory, whatever happened in between.
#
# This shell leads a process group, so that one signal reaches what runs at that moment: initdb and its children, which
# end by SIGTERM, or the server, for which SIGQUIT is the immediate shutdown. Shell and watcher survive such signals.

trap '' HUP INT QUIT TERM PIPE
ulimit -c 0
exec 3<&0 </dev/null
bin=$1 primary=$2 dir=
shift 2

while [ "$1" != -- ]; do
	[ -n "$dir" ] || ! mkdir -m 700 "$1" || dir=$1
	shift
done
shift
if [ -z "$dir" ]; then
	echo "no directory for the server's files: set TMPDIR to one that $(id -un) may write to" >&2
	exit 1
fi
printf '%s\n' "$dir"
exec >/dev/null

# A signal that falls between two commands of the shell would be lost, hence the loop.
(
	read -r _ <&3
	while kill -TERM 0 && kill -QUIT 0 && kill -0 $$; do sleep 0.1 || sleep 1; done
) 2>/dev/null &
watcher=$!
exec 3<&-

# Unlike ignored signals, trapped ones are back to normal in the programs below.
trap : HUP INT QUIT TERM

create() {
	if [ -n "$primary" ]; then
		"$bin/pg_basebackup" --pgdata="$dir/data" --host="$primary" --username=postgres --checkpoint=fast --no-sync --write-recovery-conf
	else
		"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync
	fi
}
create && "$bin/postgres" -D "$dir/data" -k "$dir" "$@"
status=$?

# The watcher must be gone before rm starts, or it would end that too.
trap '' HUP INT QUIT TERM USR1
kill -USR1 0
wait "$watcher" 2>/dev/null
rm -rf "$dir"
exit "$status"
