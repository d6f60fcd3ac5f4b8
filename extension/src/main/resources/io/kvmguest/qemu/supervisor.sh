# Starts QEMU and sees to it that it never outlives the JVM: `sh -c THIS supervisor DIRECTORY COMMAND...`
#
# Standard input is a pipe whose only writer is the JVM. Whatever ends the JVM closes it: QEMU is killed, and the work
# directory goes. A line on it says that QEMU is gone by itself; how it ended is told then, and the directory stays until
# the pipe closes. Standard output: `pid N`, later `exit STATUS`. Standard error is QEMU's alone, so that its end of
# file means the end of QEMU.
directory=$1
shift
"$@" </dev/null >&2 &
qemu=$!
# Only the pipe ends this script; a JVM that is gone must not end it by SIGPIPE before it has cleaned up.
trap '' HUP INT TERM PIPE
exec 2>/dev/null
echo "pid $qemu"
read -r _
kill -KILL "$qemu"
wait "$qemu"
echo "exit $?"
while read -r _; do :; done
rm -rf -- "$directory"
