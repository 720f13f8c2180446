/** The name in the path of a proxy request: `[scheme:]name[:port]`; the port may be a name. */
export interface ProxyName {
  readonly secure: boolean;
  readonly name: string;
  /** '' when none is given. */
  readonly port: string;
}

/** Undefined for what is none. A scheme needs the port's colon too: `https:name:`. */
export const parseProxyName = (text: string): ProxyName | undefined => {
  const parts = text.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  if (parts.length > 3 || name === undefined || name === '') return undefined;
  return scheme === '' || scheme === 'http' || scheme === 'https' ? { secure: scheme === 'https', name, port: port ?? '' } : undefined;
};
