ln -s /etc/sv/getty-ttyS0 /etc/runit/runsvdir/default/
