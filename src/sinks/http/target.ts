/** Where a request goes. */
export interface Target {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** The UNIX socket to connect to, with any host in the origin. */
  readonly socketPath?: string;
  /** The URL for messages: without its query, which may hold secrets. */
  readonly shown: string;
}

/**
 * Parses a URL: `http`, `https`, or `http+unix` and `https+unix`, whose host is the percent-encoded path of a UNIX
 * socket (`http+unix://%2Frun%2Flogs.sock/push`). Ignores a user and a password in it.
 *
 * @throws TypeError when the text is no such URL; its message does not repeat the text
 */
export function parseTarget(text: string): Target {
  const url = parse(text);
  const [, scheme, unix] = /^(https?)(\+unix)?:$/.exec(url.protocol) ?? [];
  if (scheme === undefined || url.host === '') {
    throw new TypeError('a URL begins with http://, https://, http+unix:// or https+unix:// and a host');
  }
  const socketPath = unix === undefined ? undefined : decodeURIComponent(url.hostname);
  const origin = socketPath === undefined ? url.origin : `${scheme}://localhost`;
  const { pathname, search } = url;
  return {
    origin,
    path: `${pathname === '' ? '/' : pathname}${search}`,
    ...(socketPath === undefined ? {} : { socketPath }),
    shown: `${socketPath === undefined ? origin : `${url.protocol}//${url.host}`}${pathname === '' ? '/' : pathname}`,
  };
}

/** The target whose path is `path` (with its query, if any) below the base's path; the base's query is kept. */
export function targetBelow(base: Target, path: string): Target {
  const [basePath = '', baseQuery] = base.path.split('?');
  const [added = '', query] = path.split('?');
  const joined = basePath.replace(/\/+$/, '') + added;
  const queries = [baseQuery, query].filter((part) => part !== undefined && part !== '').join('&');
  const shownBase = base.shown.slice(0, base.shown.length - basePath.length);
  return { ...base, path: queries === '' ? joined : `${joined}?${queries}`, shown: shownBase + joined };
}

/** The target with that path, if it has no path of its own. */
export function withDefaultPath(target: Target, path: string): Target {
  return /^\/(\?|$)/.test(target.path) ? targetBelow(target, path) : target;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new TypeError('not a URL');
  }
}
