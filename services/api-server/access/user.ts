import type { Peer } from '../port.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  /** Empty where the credentials tell none. */
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** A client certificate's CN is the user, its O values the groups; without one the user is `system:anonymous`. */
export const userOf = (peer: Peer): User => {
  const { certificate } = peer;
  if (certificate === undefined || certificate.commonName === '') return ANONYMOUS;
  return { name: certificate.commonName, groups: [...certificate.organizations, 'system:authenticated'] };
};
