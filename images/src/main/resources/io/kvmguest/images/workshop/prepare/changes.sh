# Changes to the files of the system in $root, kept in $kept so that they can be shown and undone. A path begins with "/"
# and is that of the system, whose absolute links lead to places in $root and never out of it.

root=${root:?}
kept=${kept:?}
mkdir -p "$kept"
: >"$kept/paths"
: >"$kept/directories"

note() { echo "note: $*"; }

fail() {
    echo "$*" >&2
    exit 1
}

has() { # PATH: whether there is anything of that name
    [ -e "$root$1" ] || [ -L "$root$1" ]
}

# Sets $real to where a path leads to; of links in its middle the relative ones are followed, which merge /usr.
real() { # PATH
    real=$1
    links=0
    while [ -L "$root$real" ] && [ "$links" -lt 16 ]; do
        links=$((links + 1))
        link=$(readlink "$root$real")
        case $link in
            /*) real=$link ;;
            *) real=${real%/*}/$link ;;
        esac
    done
}

keep() { # PATH: remembers it as it is, before its first change
    if grep -qxF -- "$1" "$kept/paths"; then
        return 0
    fi
    echo "$1" >>"$kept/paths"
    if has "$1"; then
        mkdir -p "$kept/was${1%/*}"
        cp -a "$root$1" "$kept/was$1"
    fi
}

make_directory() { # PATH
    if [ -n "$1" ] && [ ! -d "$root$1" ]; then
        make_directory "${1%/*}"
        mkdir "$root$1"
        echo "$1" >>"$kept/directories"
    fi
}

put() { # PATH [MODE]: makes standard input its content
    real "$1"
    [ "$real" != /dev/null ] || real=$1
    cat >"$kept/new"
    if [ -f "$root$real" ] && [ ! -L "$root$real" ] && cmp -s "$kept/new" "$root$real"; then
        return 0
    fi
    keep "$real"
    make_directory "${real%/*}"
    [ ! -L "$root$real" ] || rm "$root$real"
    # Into the file that is there: its owner, its mode and its label stay.
    cat "$kept/new" >"$root$real"
    [ -z "${2-}" ] || chmod "$2" "$root$real"
}

edit() { # PATH COMMAND...: passes its content through a command
    real "$1"
    shift
    "$@" <"$root$real" >"$kept/edited"
    put "$real" <"$kept/edited"
}

link() { # TARGET PATH
    if [ -L "$root$2" ] && [ "$(readlink "$root$2")" = "$1" ]; then
        return 0
    fi
    keep "$2"
    make_directory "${2%/*}"
    rm -f "$root$2"
    ln -s "$1" "$root$2"
}

remove() { # PATH
    if has "$1"; then
        keep "$1"
        rm "$root$1"
    fi
}

# Sets $text to a file with the content that a diff shows, and $label to what it is called there.
text_of() { # SIDE FILE PATH
    if [ -L "$2" ]; then
        echo "symbolic link to $(readlink "$2")" >"$kept/$1"
        text=$kept/$1 label=$1$3
    elif [ -e "$2" ]; then
        text=$2 label=$1$3
    else
        text=/dev/null label=/dev/null
    fi
}

show_changes() {
    while read -r path; do
        text_of a "$kept/was$path" "$path"
        old=$text old_label=$label
        text_of b "$root$path" "$path"
        diff -u -L "$old_label" -L "$label" "$old" "$text" || [ "$?" = 1 ]
    done <"$kept/paths"
}

undo_changes() {
    while read -r path; do
        rm -f "$root$path"
        if [ -e "$kept/was$path" ] || [ -L "$kept/was$path" ]; then
            cp -a "$kept/was$path" "$root$path"
        fi
    done <"$kept/paths"
    while read -r path; do
        echo "$path"
    done <"$kept/directories" | sort -r | while read -r path; do
        rmdir "$root$path" || true
    done
}

run_inside() { # COMMAND...: in the system, with nothing of the environment here
    "${chroot:-chroot}" "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
        GRUB_DISABLE_OS_PROBER=true "$@"
}
