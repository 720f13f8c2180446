/** A proxy request's path, cut where the target's own begins. Both as sent, still encoded. */
export interface ProxyPath {
  /** Up to and with `/proxy`. */
  readonly prefix: string;
  /** '' or with its leading slash. */
  readonly rest: string;
}

const PATTERN = /^(\/api\/[^/]+\/(?:namespaces\/[^/]+\/)?[^/]+\/[^/]+\/proxy)(\/.*)?$/;

/** Undefined when the path is written in a way that leaves that open, with empty segments before `/proxy`. */
export const splitProxyPath = (path: string): ProxyPath | undefined => {
  const found = PATTERN.exec(path);
  return found?.[1] === undefined ? undefined : { prefix: found[1], rest: found[2] ?? '' };
};
