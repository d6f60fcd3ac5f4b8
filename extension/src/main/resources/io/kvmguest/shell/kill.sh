# k SIGNAL PROCESS...: sends a signal to processes and to all that runs below them.
k() {
    s=$1
    shift
    K=" $* "
    for i in 1 2 3; do
        for p in /proc/[0-9]*; do
            q=${p#/proc/}
            case $K in
                *" $q "*) continue ;;
            esac
            read -r v <$p/stat || continue
            v=${v##*) }
            v=${v#* }
            case $K in
                *" ${v%% *} "*) K="$K$q " ;;
            esac
        done
    done
    kill -$s $K
}

# j SIGNAL JOB: the same for the processes that say in their environment that they belong to a job. One that is about to
# become another program has none for a moment.
j() {
    s=$1
    o=
    for t in 1 2 3 4 5; do
        for p in $(grep -l "KVMGUEST_JOB=$2" /proc/[0-9]*/environ); do
            p=${p#/proc/}
            o="$o ${p%/environ}"
        done
        [ -z "$o" ] || break
    done
    [ -z "$o" ] || k $s $o
}
