# getty-run, which runit-init depends on, may have it linked already.
ln -sfn /etc/sv/getty-ttyS0 /etc/runit/runsvdir/default/getty-ttyS0
