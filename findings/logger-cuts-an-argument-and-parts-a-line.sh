#!/usr/bin/env bash
# `logger` cuts a message that is its argument at 1,024 bytes, and parts the same message into several when it comes from stdin.
#
# Guess:   `logger "$text"` and `echo "$text" | logger` send the same. If there is a limit, it is the same for both.
# So:      An argument is cut to 1,024 bytes, without a word and with status 0: of a JSON object or a trace of 3,000 bytes, two thirds are gone. From stdin
#          (or with --file) the same line becomes three messages of the same priority and tag, and nothing marks them as parts. So a script that logs a
#          failure with `logger "$output"` loses the end of it, where the reason stands. --size raises the limit for both.
# Version: util-linux 2.38.1-5+deb12u3 (Debian 12, bsdutils)
# Source:  logger(1) (--size); misc-utils/logger.c (logger_command_line, logger_stdin)
# Seen:    3000 bytes over UDP: as an argument 1 message with 1024 of them; from stdin 3 messages with 1024, 1024 and 952; with --size 4096: 1 message with 3000
# Needs:   Debian's apt-get (it downloads a package and installs nothing), Python 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download bsdutils > ../apt.txt 2>&1)
dpkg --extract packages/*.deb root
cat > try.py << 'PY'
import re
import socket
import subprocess

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(('127.0.0.1', 0))
receiver.settimeout(1)
text = 'x' * 3000


def sent(*options, stdin=''):
    command = ['root/usr/bin/logger', '--udp', '--server', '127.0.0.1', '--port', str(receiver.getsockname()[1])]
    subprocess.run([*command, *options], input=stdin.encode(), check=True)
    lengths = []
    try:
        while True:
            lengths.append(len(re.search(b'x*$', receiver.recv(65536)).group()))
    except TimeoutError:
        return lengths


argument, stdin, raised = sent(text), sent(stdin=text + '\n'), sent('--size', '4096', text)
print(f'argument: {argument}; stdin: {stdin}; --size 4096: {raised}')
assert (argument, stdin, raised) == ([1024], [1024, 1024, 952], [3000])
PY
python3 try.py
