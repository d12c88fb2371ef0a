const REQUEST = '"(?:(?<method>[A-Z]{3,12}) (?<path>[^" ]+)(?: (?<protocol>[^" ]+))?|(?<request>(?:[^"\\\\]|\\\\.)*))"';
const QUOTED = (name: string): string => `"(?<${name}>(?:[^"\\\\]|\\\\.)*)"`;
/**
 * The beginning of each line of an access log, up to the number of bytes. ingress-nginx before 0.23 wrote the address
 * twice.
 */
const BEGINNING = `(?<remote_addr>\\S+) \\S+ (?:\\[[^\\]]*\\] - )?(?<user>[^\\[]*?) \\[(?<time_local>[^\\]]+)\\] ${REQUEST} (?<status>\\d{3}) (?<bytes>\\d+|-)`;
const AGENT = ` ${QUOTED('referer')} ${QUOTED('user_agent')}`;
/** A value for each upstream server, separated by commas, or by colons after an internal redirect. */
const ASKED = (name: string): string => `(?<${name}>(?:[^\\s,]+(?:, | : ))*[^\\s,]+)`;
/** The combined log format, and the common one, which ends before the referrer. */
const ACCESS = accessLog(`(?:${AGENT}(?: ${QUOTED('forwarded_for')})?)?`);
/** The combined format followed by times in seconds, bare or in quotes, as many configurations have it. */
const TIMED_ACCESS = accessLog(
  `${AGENT}(?: ${QUOTED('forwarded_for')})? "?(?<request_time>\\d+\\.\\d{1,6})"?(?: "?${ASKED('upstream_response_time')}"?)?`,
);
/** The default format of ingress-nginx ("Log format" in its documentation). */
const INGRESS_ACCESS = accessLog(
  `${AGENT} (?<request_length>\\d+) (?<request_time>\\d+\\.\\d+) \\[(?<proxy_upstream_name>[^\\]]+)?\\] (?:\\[(?<proxy_alternative_upstream_name>[^\\]]+)?\\] )?${ASKED('upstream_addr')} ${ASKED('upstream_response_length')} ${ASKED('upstream_response_time')} ${ASKED('upstream_status')}(?: (?<req_id>\\S+))?`,
);
/** The combined format followed by named values, as in the extended format of NGINX: `rt=0.005 us="200"`. */
const NAMED_ACCESS = accessLog(
  `${AGENT}(?: ${QUOTED('forwarded_for')})?(?: ${QUOTED('host')})?(?<named>(?: \\w+=(?:"(?:[^"\\\\]|\\\\.)*"|[^\\s"]+))+)`,
);
const NAMED_VALUE = / (\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g;
/** Apache's format after the virtual host. */
const VHOST_ACCESS = accessLog(`${AGENT}`, '(?<server_name>\\S+:\\d+) ');

function accessLog(end: string, before = ''): RegExp {
  return new RegExp(`^${before}${BEGINNING}${end}\\s*$`, 's');
}

const NGINX_ERROR =
  /^(?<time_local>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(?<level>[a-z]+)\] (?<pid>\d+)#(?<tid>\d+): (?:\*(?<connection>\d+) )?(?<message>.*)$/s;
const APACHE_ERROR =
  /^\[(?<time_local>[A-Z][^\]]+)\] \[(?:(?<module>[\w-]*):)?(?<level>[a-z0-9]+)\] (?:\[pid (?<pid>\d+)(?::tid (?<tid>\d+))?\] )?(?:(?<os_error>\(\d+\)[^:[\]]{1,200}): )?(?:\[client (?<client>[^\]]+)\] )?(?<message>.*)$/s;
const KLOG =
  /^(?<level>[IWEF])(?<date>\d{4}|\d{8}) (?<clock>\d\d:\d\d:\d\d\.\d+)\s+(?<thread>\d+) (?<file>[^:\]]+):(?<line>\d+)\](?: (?<message>.*))?$/s;
/** RFC 5424, and RFC 3164 as programs write it. */
const SYSLOG_5424 =
  /^<(?<priority>\d{1,3})>1 (?<timestamp>\S+) (?<hostname>\S+) (?<appname>\S+) (?<procid>\S+) (?<msgid>\S+) (?<structured_data>-|\[.*?\])(?: \ufeff?(?<message>.*))?$/s;
const SYSLOG_3164 =
  /^<(?<priority>\d{1,3})>(?<timestamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?<hostname>\S+) (?<appname>[^\s:[]{1,64})(?:\[(?<procid>[^\]]{1,32})\])?: ?(?<message>.*)$/s;

/**
 * The formats with a name: access and error logs of nginx and Apache, the format of Kubernetes components, and syslog.
 */
export const LINE_FORMS = {
  nginx: [ACCESS, INGRESS_ACCESS, TIMED_ACCESS, NAMED_ACCESS, NGINX_ERROR],
  apache: [VHOST_ACCESS, ACCESS, NAMED_ACCESS, APACHE_ERROR],
  klog: [KLOG],
  syslog: [SYSLOG_5424, SYSLOG_3164],
} as const satisfies Readonly<Record<string, readonly RegExp[]>>;

export type LineForm = keyof typeof LINE_FORMS;

/** Parts that are texts, though they may look like numbers: `0102` and `1130` are dates. */
export const TEXT_PARTS: ReadonlySet<string> = new Set(['date', 'user', 'hostname', 'appname', 'msgid', 'host']);

/** RFC 5424's severities, by the priority modulo 8, as loggers name them. */
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
const MOST_PRIORITY = 191;

/** The named parts of a line in a format. Undefined for any other line. */
export function parseForm(name: LineForm, text: string): [name: string, value: string][] | undefined {
  for (const form of LINE_FORMS[name]) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const { named = '', ...parts } = groups;
    if (Number(parts.priority) > MOST_PRIORITY) continue;
    if (parts.priority !== undefined) parts.level = SEVERITIES[Number(parts.priority) % 8]!;
    const others = Array.from(
      named.matchAll(NAMED_VALUE),
      ([, name, quoted, bare]) => [name!, quoted ?? bare!] as const,
    );
    const pairs: (readonly [string, string])[] = [...others, ...Object.entries(parts)];
    return pairs.filter(([, value]) => value !== undefined && value !== '-').map(([name, value]) => [name, value]);
  }
  return undefined;
}
