# The words of a kernel's command line, as functions of awk. $names is 1 where udev would rename network cards.

words='
function is_quiet(word) { return word ~ /^(quiet|splash|rhgb)$/ }
function is_console(word) { return word ~ /^console=/ }
function is_serial(word) { return word ~ /^console=ttyS0(,|$)/ }
function is_naming(word) { return word ~ /^(net\.ifnames|biosdevname)=/ }

# Whether a line has all that the contract asks for, in an order that works: /dev/console is the last one named.
function is_right(line,   n, i, word, last, named) {
    n = split(line, word, /[ \t]+/)
    for (i = 1; i <= n; i++) {
        if (is_quiet(word[i])) return 0
        if (is_console(word[i])) last = word[i]
        if (word[i] == "net.ifnames=0" || word[i] == "biosdevname=0") named++
        else if (is_naming(word[i]) && names) return 0
    }
    return last ~ /^console=ttyS0,115200/ && (named >= 2 || !names)
}

# A line with all that the contract asks for. One that has it stays as it is.
function contract(line,   n, i, word, rest, consoles) {
    if (is_right(line)) return line
    n = split(line, word, /[ \t]+/)
    rest = consoles = ""
    for (i = 1; i <= n; i++) {
        if (word[i] == "" || is_quiet(word[i]) || is_serial(word[i])) continue
        if (is_naming(word[i]) && names) continue
        if (is_console(word[i])) consoles = consoles " " word[i]
        else rest = rest word[i] " "
    }
    if (consoles == "") consoles = " console=tty1"
    return rest substr(consoles, 2) " console=ttyS0,115200n8" (names ? " net.ifnames=0 biosdevname=0" : "")
}

# A line without what would spoil another that has it.
function silent(line,   n, i, word, rest) {
    n = split(line, word, /[ \t]+/)
    rest = ""
    for (i = 1; i <= n; i++) {
        if (word[i] == "" || is_quiet(word[i]) || is_console(word[i]) || (is_naming(word[i]) && names)) continue
        rest = rest (rest == "" ? "" : " ") word[i]
    }
    return rest
}

# The value of a shell assignment without its quotes.
function unquoted(value,   quote) {
    quote = substr(value, 1, 1)
    if (quote == "\"" || quote == "\047") {
        value = substr(value, 2)
        sub(quote "[^" quote "]*$", "", value)
    } else sub(/[ \t].*$/, "", value)
    return value
}
'
