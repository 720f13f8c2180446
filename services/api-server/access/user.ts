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

/** Names the credential itself in a user's `extra`, as audit and reviews show it. */
export const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

/** A client certificate's CN is the user, its O values the groups; without one the user is `system:anonymous`. */
export const userOf = (peer: Peer): User => {
  const { certificate } = peer;
  if (certificate === undefined || certificate.commonName === '') return ANONYMOUS;
  const { commonName, organizations, sha256 } = certificate;
  return { name: commonName, groups: [...organizations, 'system:authenticated'], ...(sha256 !== undefined && { extra: { [CREDENTIAL_ID]: [`X509SHA256=${sha256}`] } }) };
};
