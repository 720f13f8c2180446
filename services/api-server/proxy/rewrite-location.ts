/** Scheme, host and the rest of a Location. */
const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(.*)$/s;

/** Resolves `.` and `..` and doubled slashes, which a client would take for steps out of the prefix. */
const cleaned = (path: string): string => {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`;
};

export interface Rewriting {
  /** Path of the proxied object, up to and with `/proxy`. */
  readonly prefix: string;
  /** Hosts that mean the target: its own, and the one the client asked. */
  readonly hosts: readonly string[];
}

/**
 * Where a client must go to reach what the target calls by this URL: a path of the target becomes one below the proxy prefix.
 * Another host's URL, and a relative path, stay what they are.
 */
export const rewriteLocation = (location: string, { prefix, hosts }: Rewriting): string => {
  const [, , host = '', path = '', rest = ''] = PARTS.exec(location) ?? [];
  if ((host !== '' && !hosts.includes(host)) || !path.startsWith('/')) return location;
  return path.startsWith(prefix) ? `${path}${rest}` : `${prefix}${cleaned(path)}${rest}`;
};
