#!/usr/bin/env bash
# Monolog's JsonFormatter writes 0 for NaN and for infinity.
#
# Guess:   JSON has no NaN, so the formatter writes null or the text "NaN", as Monolog's other formatters do, or the line fails. It does not make up a number.
# So:      JsonFormatter encodes with JSON_PARTIAL_OUTPUT_ON_ERROR, and PHP's partial output for such a number is 0. A rate of 0/0, or a mean of nothing, is logged as a true 0: averages fall, and an alert for
#          `ratio < 0.5` fires. Nothing in the line tells of it, and no error is raised. LineFormatter and LogstashFormatter write "NaN" and "-INF" for the same record.
# Version: Monolog 2.9.1 (Debian 12: php-monolog), PHP 8.2
# Source:  Monolog\Utils::DEFAULT_JSON_FLAGS; https://www.php.net/manual/en/json.constants.php (JSON_PARTIAL_OUTPUT_ON_ERROR)
# Seen:    ratio NAN, growth -INF: JsonFormatter {"ratio":0,"growth":0}; LineFormatter and LogstashFormatter {"ratio":"NaN","growth":"-INF"}
# Needs:   PHP 8 (php-cli), Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get --quiet=2 download php-monolog php-psr-log > apt.txt 2>&1
for package in *.deb; do dpkg --extract "$package" root; done
cat > log.php << 'PHP'
<?php
spl_autoload_register(function (string $class) {
    require __DIR__ . '/root/usr/share/php/' . str_replace('\\', '/', $class) . '.php';
});
$logger = new Monolog\Logger('shop');
foreach ([new Monolog\Formatter\JsonFormatter(), new Monolog\Formatter\LineFormatter(), new Monolog\Formatter\LogstashFormatter('shop')] as $formatter) {
    $handler = new Monolog\Handler\StreamHandler('php://stdout');
    $handler->setFormatter($formatter);
    $logger->setHandlers([$handler]);
    $logger->info('ratios', ['ratio' => NAN, 'growth' => -INF]);
}
PHP
php log.php > out.txt
grep --only-matching '{"ratio":[^}]*}' out.txt | tee seen.txt
diff seen.txt - << 'TXT'
{"ratio":0,"growth":0}
{"ratio":"NaN","growth":"-INF"}
{"ratio":"NaN","growth":"-INF"}
TXT
