# One at a time, and none by itself.
systemctl disable --quiet NetworkManager.service NetworkManager-dispatcher.service NetworkManager-wait-online.service radvd.service
