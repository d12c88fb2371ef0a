#!/usr/bin/env bash
# Ruby's YAML parser reads `codes: 404,410` as the number 404410, and `1:30` as 5,400, where Python's reads 90.
#
# Guess:   `404,410` is no number of YAML, in 1.1 as in 1.2, so it is a text, which the program splits at the comma. If a parser knows the old notation with base 60, `1:30` is 90, as the specification has it.
# So:      Psych takes commas between digits away, as it does with underscores, so a list of codes, ports or broker ids without brackets becomes one large number, and a decimal comma multiplies by ten: `1,5` is 15. With a blank behind
#          the comma or a letter anywhere it stays a text, so one entry of the same configuration works and the next does not. `1:30` gets another factor of 60. Fluentd's YAML configuration, Jekyll, Rails and Puppet
#          read with Psych. PyYAML and the parsers of JavaScript leave the commas in the text. Quotes help.
# Version: Psych 4.0.3 (Ruby 3.1, Debian 12), PyYAML 6.0.3 (PyPI)
# Source:  https://yaml.org/type/int.html; psych/lib/psych/scalar_scanner.rb (INTEGER)
# Seen:    Ruby: 404,410 404410 (Integer); 1,5 15 (Integer); "1, 5" text; 1:30 5400; Python: 404,410 text; 1,5 text; 1:30 90
# Needs:   Ruby 3 with Psych, Python 3.8 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check pyyaml==6.0.3
cat > settings.yaml << 'YAML'
codes: 404,410
brokers: 1,2,3
threshold: 1,5
spaced: 1, 5
mixed: 404,4xx
interval: 1:30
YAML
ruby=$(ruby -r yaml -r json -e 'puts YAML.load_file("settings.yaml").to_json')
python=$(environment/bin/python -c 'import json, yaml; print(json.dumps(yaml.safe_load(open("settings.yaml")), separators=(",", ":")))')
echo "Ruby:   $ruby"
echo "Python: $python"
[ "$ruby" = '{"codes":404410,"brokers":123,"threshold":15,"spaced":"1, 5","mixed":"404,4xx","interval":5400}' ]
[ "$python" = '{"codes":"404,410","brokers":"1,2,3","threshold":"1,5","spaced":"1, 5","mixed":"404,4xx","interval":90}' ]
