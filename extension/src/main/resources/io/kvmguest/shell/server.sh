# The guest's half of a root shell on a console: it reads requests from the terminal and answers in frames.
#
# It runs in whatever /bin/sh is (dash, bash, busybox ash), with nothing but tr, dd, and cksum or md5sum, on a terminal
# that may echo, translate line ends or be changed by anybody at any time. So a request is a line of printable ASCII
# with its length in front, and a frame consists of bytes from 0x80 up: what the kernel prints in the middle of it is
# ASCII, and is told apart by that alone. Comments and indentation are not sent.
#
# The host sets before: P and Q, the formats that begin and end a frame; T, the tag of the next one; R, the name of a
# directory for what jobs leave, and Y, where it may lie. A character c of a frame is written in a format as \ooo: c + 0x80.

exec 2>/dev/null
unset A B C D E F G H I J K L M N O S U V W X a b c d e f i l n p q t u v w z IFS
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
umask 077
for d in $Y; do
    mkdir "$d/$R" && D=$d/$R && break
done
umask 022
trap 'rm -rf "$D"; stty sane' EXIT
# The end is told by a signal and by the line, in any order; leaving twice would cut the cleaning short.
trap 'trap "" HUP TERM; exit' HUP
# `killall sh` is not meant for this one.
trap : TERM
X=$(command -v setsid)

# The lower 32 bits of a number as eleven octal digits, into O.
o() {
    O=
    for i in 30 27 24 21 18 15 12 9 6 3 0; do
        O=$O\\26$(($1 >> $i & 7))
    done
}

# The length and the sum of a file, into A and B. The busybox of Debian and of OpenWrt has no cksum.
if command -v cksum >/dev/null; then
    H='\343'
    s() {
        set -- $(cksum <$1)
        A=${2:-0} B=${1:-0}
    }
else
    H='\355'
    s() {
        set -- $(wc -c <$1; md5sum <$1)
        B=${2%????????????????????????}
        A=${1:-0} B=0x${B:-0}
    }
fi

# Much data is packed into text, for a terminal is slow.
C=0
command -v gzip >/dev/null && command -v base64 >/dev/null && C=1
z() {
    gzip -c <$D/$1 | base64 >$D/$1.z
    s $D/$1.z
    o $A
    t=$O
    o $B
    printf "$P$T\\372$t$O$Q"
}

# Seven bits of every byte, and the eighth: together they are any data, and apart they are frames. An old busybox knows no
# ranges of escapes.
G=$(printf '\001-\177')
J=$(printf '\201-\377')
y7() {
    tr "\\000$G" "\\200$J"
}
y8() {
    tr "\\200$J" '\201' | tr "\\000$G" '\200'
}

# Hello: user, exit status, terminal, directory, whether it can pack, kind of sum.
h() {
    U=
    while read -r a b c; do
        [ "$a" != Uid: ] || U=$b
    done </proc/self/status
    U=${U:-$(id -u)}
    case $U in
        '' | *[!0-9]*) U=4294967295 ;;
    esac
    (exit 43)
    e=$?
    V=0 W=0
    [ -t 0 ] && [ -t 1 ] && V=1
    [ -d "$D" ] && W=1
    o $U
    u=$O
    o $e
    printf "$P$T\\350$u$O\\26$V\\26$W\\26$C$H$Q"
}

# Acknowledged.
a() {
    printf "$P$T\\341$Q"
}

# Done: what job $1 has left, whose status is $2; with its output, if that is short.
d() {
    t="\\26$(($2 >> 6 & 3))\\26$(($2 >> 3 & 7))\\26$(($2 & 7))"
    if [ ! -s $D/$1.o ] && [ ! -s $D/$1.e ]; then
        printf "$P$T\\345$t$Q"
        return
    fi
    n=0 w=
    for f in $D/$1.o $D/$1.e; do
        A=0 B=0
        if [ -s $f ]; then
            s $f
            w="$w $f"
        fi
        o $A
        t=$t$O
        o $B
        t=$t$O
        n=$((n + A))
    done
    [ $n -le 8192 ] || w=
    printf "$P$T\\344$t"
    for f in $w; do
        y7 <$f
    done
    printf "$Q"
}

# Get: block $3 of $2 bytes of file $1, by y7 or y8; of the last one only $5 bytes, as the file may be growing.
g() {
    printf "$P$T\\347"
    if [ $5 ]; then
        dd if=$D/$1 bs=$2 skip=$3 count=1 | head -c $5 | $4
    else
        dd if=$D/$1 bs=$2 skip=$3 count=1 | $4
    fi
    printf "$Q"
}

# Job $1: /bin/sh with the other arguments, behind the preparations in E, reading from I. The set -m gives it the
# signals that a shell ignores in the background, and a process group.
r() {
    # Asked for twice, when the first answer was late.
    [ "$N" != $1 ] || return
    v || wait $M
    K=
    set -m
    m "$@" &
    M=$!
    set +m
    N=$1
}
m() {
    # `kill $PPID` must not take the messenger.
    trap : TERM INT HUP
    i=$1
    shift
    (
        # Without a session of its own it could stop for the terminal, so it gets an error there.
        [ "$X" ] || trap '' TTIN TTOU
        set -- $X /bin/sh "$@"
        eval "$E"
        exec "$@"
    ) <$I >$D/$i.o 2>$D/$i.e
    e=$?
    echo $e >$D/$i.x
    d $i $e
}

# Whether the process is alive that waits for the job.
v() {
    read -r v </proc/$M/stat || return
    case ${v##*) } in
        [ZX]*) return 1 ;;
    esac
}

# How is job $1? Done, waited for, of unknown status as nobody is there who waits for it, or never heard of.
q() {
    if [ -s $D/$1.x ]; then
        # What it was about to say must not be interrupted.
        wait $M
        read -r e <$D/$1.x
        d $1 $e
    elif [ "$N" != $1 ]; then
        printf "$P$T\\365$Q"
    elif v; then
        printf "$P$T\\367$Q"
    else
        d $1 137
    fi
}

# Sends a signal to the job and all below it, also to what was below it when the last signal was sent.
k() {
    K=${K:-" $M "}
    for i in 1 2 3; do
        for p in /proc/[0-9]*; do
            q=${p#/proc/}
            case $K in
                *" $q "*) continue ;;
            esac
            read -r v <$p/stat || continue
            set -- $1 ${v##*) }
            case $K in
                *" $3 "* | *" $4 "* | *" $5 "*) K="$K$q " ;;
            esac
        done
    done
    for p in $K; do
        [ $p = $M ] || kill -$1 $p
    done
}

# Without stty: somebody who dies while the shell's own way has the echo off does not put it on again.
if ! command -v stty >/dev/null; then
    exec 3<&0
    (read -s l <&3) &
    M=$!
    sleep 1
    kill -KILL $M
    wait $M
    exec 3<&-
fi
M=
h
z=0
while [ $z -lt 9 ]; do
    IFS= read -r l || {
        # A signal, or the end of the line.
        z=$((z + 1))
        continue
    }
    z=0
    n=${l%% *}
    l=${l#* }
    if [ "$n" != ${#l} ]; then
        printf "$P\\356$Q"
        continue
    fi
    t=${l%% *}
    l=${l#* }
    case $t in
        -) eval "$l" ;;
        "$L") a ;;
        *)
            T=$t L=$t
            eval "$l"
            ;;
    esac
done
trap "" HUP TERM
