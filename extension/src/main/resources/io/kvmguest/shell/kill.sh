# k SIGNAL SHELL JOB: sends a signal to all that runs below the shell, and to what has left it and says in its environment
# that it belongs to the job.
k() {
    K=" $2 "
    for p in $(grep -l "KVMGUEST_JOB=$3" /proc/[0-9]*/environ); do
        p=${p#/proc/}
        K="$K${p%/environ} "
    done
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
    for p in $K; do
        [ $p = $2 ] || kill -$1 $p
    done
}
