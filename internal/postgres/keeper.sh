# usage: sh -c keeper.sh keeper BINDIR DIRECTORY [OPTION OF postgres]...
#
# Creates a cluster in DIRECTORY and runs a server on it until standard input ends; then removes DIRECTORY.
# It leads a process group, so that one signal reaches whatever runs at that moment: initdb and its children, or the
# server, for which SIGQUIT is the immediate shutdown. The handler below only keeps this shell alive through it.

bin=$1 dir=$2
shift 2
exec 3<&0 </dev/null
ulimit -c 0
trap : QUIT

# A signal that falls between two commands would be lost, hence the loop.
(
	trap '' QUIT
	while read -r _; do :; done <&3
	while :; do
		kill -QUIT 0
		sleep 1
	done
) >/dev/null 2>&1 &
watcher=$!

"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync 3<&- >/dev/null &&
	"$bin/postgres" -D "$dir/data" "$@" 3<&-
status=$?

# The watcher must be gone before rm starts, or it would end that too.
kill "$watcher"
wait "$watcher" 2>/dev/null
rm -rf -- "$dir"
exit "$status"
