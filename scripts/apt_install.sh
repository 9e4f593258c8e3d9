#!/bin/sh
# Install packages (as root) without leaving anything running: no daemon is started now or at boot, no
# database cluster is made. Called by scripts/system_packages.py with the names of the packages.
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf

tidy() {
    if [ -n "${made_policy:-}" ]; then rm -f "$policy"; fi
    if [ -n "${saved_clusters:-}" ]; then mv "$saved_clusters" "$clusters"; fi
}
trap tidy EXIT
trap 'exit 143' TERM INT HUP

install() {
    apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

if [ ! -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
apt-get update -q
case " $* " in
*" postgresql "*)
    install postgresql-common
    saved_clusters=$(mktemp)
    cp -p "$clusters" "$saved_clusters"
    echo "create_main_cluster = false" >> "$clusters"
    ;;
esac
install "$@"
if command -v systemctl > /dev/null; then
    for unit in postgresql redis-server; do
        case " $* " in
        *" $unit "*) systemctl disable "$unit.service" || true ;;
        esac
    done
fi
