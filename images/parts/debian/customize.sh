# Runs as root inside the new system, after packages and files/ are in.

ln -sf /usr/share/zoneinfo/Etc/UTC /etc/localtime
