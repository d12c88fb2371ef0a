#!/usr/bin/env bash
# `journalctl -o json` gives null for a message of more than 4 KiB, and an array of numbers for a coloured one.
#
# Guess:   MESSAGE in `journalctl -o json` is a string, as in a program's own JSON log.
# So:      It is null if the message has 4 KiB or more: a stack trace or a JSON line is gone without a mark, unless `--all` is given. It is an array of byte values if the message
#          has a control character other than newline and tab, as a line with terminal colours has, or the carriage return of a progress bar. It is an array of
#          strings if a program wrote the field twice. A shipper that pipes this into a JSON parser and reads a string loses all three.
# Version: systemd 252.39-1~deb12u2 (Debian 12)
# Source:  https://www.freedesktop.org/software/systemd/man/latest/journalctl.html (--output=json); https://systemd.io/JOURNAL_EXPORT_FORMATS (which the test's entries are in)
# Seen:    plain: string; 5000 bytes: null; "\e[32mINFO\e[0m up": array of numbers; "50%\r100%": array of numbers; twice: array of strings; with --all: 5000 bytes are a string
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download systemd systemd-journal-remote libsystemd-shared libmicrohttpd12 libgnutls30 libip4tc2 libkmod2 libseccomp2 libp11-kit0 \
  libidn2-0 libunistring2 libtasn1-6 libnettle8 libhogweed6 libgmp10 libffi8 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$folder/root" -name '*.so*' -not -path '*/security/*' -exec dirname {} + | sort --unique | paste --serial --delimiters :)

cat > entries.py << 'PY'
from struct import pack
from sys import stdout

ENTRIES = [
    [b'plain'],
    [b'x' * 5000],
    [b'\x1b[32mINFO\x1b[0m up'],
    [b'50%\r100%'],
    [b'two\nlines'],
    [b'once', b'twice'],
]
for number, messages in enumerate(ENTRIES, 1):
    entry = f'__REALTIME_TIMESTAMP={1732951800000000 + number}\n__MONOTONIC_TIMESTAMP={number}\n_BOOT_ID={1:032x}\n'.encode()
    for message in messages:
        entry += b'MESSAGE\n' + pack('<Q', len(message)) + message + b'\n'
    stdout.buffer.write(entry + b'\n')
PY
cat > types.py << 'PY'
import json
from sys import argv, stdin

def kind(value):
    return f'array of {kind(value[0])}' if isinstance(value, list) else type(value).__name__

print(argv[1], *(kind(json.loads(line)['MESSAGE']) for line in stdin), sep=', ')
PY
python3 entries.py > entries.export
root/lib/systemd/systemd-journal-remote --output=entries.journal entries.export 2> remote.txt
{
  root/bin/journalctl --file entries.journal --output json | python3 types.py default
  root/bin/journalctl --file entries.journal --output json --all | python3 types.py all
} | tee seen.txt
diff seen.txt - << 'TXT'
default, str, NoneType, array of int, array of int, str, array of str
all, str, str, array of int, array of int, str, array of str
TXT
