# What the shell at the console's prompt, process $L, is about: r becomes "prompt" and its terminal's settings, "busy" and
# the names of the programs that have its terminal, or "gone".

f() {
    read -r v <$1/stat || return
    v=${v##*) }
    set -- $v
    b=$1 g=$3 s=$4 t=$6
}
f /proc/$L || g=
if [ -z "$g" ] || [ $b = Z ]; then
    r=gone
elif [ $g = $t ]; then
    r="prompt $(stty -g </proc/$L/fd/0)"
else
    T=$t
    r=busy
    for p in /proc/[0-9]*; do
        f $p && [ $g = $T ] && read -r n <$p/comm && r="$r $n"
    done
fi
