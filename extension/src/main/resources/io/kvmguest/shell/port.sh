# What a shell on a virtio-serial port carries out first. It was started by a line that was typed on the console, which has
# left K there: what it computed, to prove that it was understood, and L: the process id of the shell that it was typed at.
# The host sets before: D, the directory for what commands leave, or Y, where a new one called R may lie.

exec 2>/dev/null
unset A B C E F G H I J M O Q S T U V W X Z a b c d e f g h i j k l m n o p q s t u v w x y z IFS
unset PS1 PS2 PROMPT_COMMAND ENV BASH_ENV CDPATH OLDPWD HISTFILE MAIL MAILCHECK COLUMNS LINES
PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
case :$PATH: in
    *:/sbin:*) ;;
    *) PATH=$PATH:/usr/sbin:/sbin ;;
esac
TERM=dumb
HOME=${HOME:-/root}
export PATH TERM HOME
cd "$HOME" || cd /
# `kill $PPID` and `kill 0` are not meant for this one.
trap : TERM INT HUP QUIT USR1 USR2
# A service manager ends what is left in the session's control group when somebody logs out on the console.
echo $$ >/sys/fs/cgroup/cgroup.procs || echo $$ >/sys/fs/cgroup/systemd/cgroup.procs
# Told again to whoever asks again, but not to commands.
k=$K l=$L
unset K L
K=$k L=$l
umask 077
if [ -z "$D" ]; then
    for d in $Y; do
        mkdir "$d/$R" && D=$d/$R && break
    done
fi
umask 022
u=
while read -r a b c; do
    [ "$a" != Uid: ] || u=$b
done </proc/self/status
u=${u:-$(id -u)}
(exit 43)
e=$?
w=0
[ -n "$D" ] && [ -d "$D" ] && w=1
c=0
# There while the getty runs that systemd has given it to; systemd.exec(5), "Credentials".
[ -e /run/credentials/serial-getty@ttyS0.service/agetty.autologin ] && c=1
r="$u $e $w $c $$ ${L:-0} ${K:-0} $D"
