// The module that the VictoriaLogs of the tests is built in.
module podtail/e2e/victoria-logs

go 1.26

require github.com/VictoriaMetrics/VictoriaLogs v1.52.2
