import type { JsonObject } from '../../../events/json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, stringsAt } from '../../../events/json-path.ts';
import type { User } from '../access/user.ts';
import { CREDENTIAL_ID } from '../access/user.ts';

/** Issuer of the cluster's tokens, and the audience of those that are for its API. */
export const TOKEN_ISSUER = 'https://kubernetes.default.svc.cluster.local';

export interface Named {
  readonly name: string;
  /** Absent for a node of which only the name is known. */
  readonly uid?: string;
}

/** Whose token it is, and with what it loses its validity. */
export interface TokenSubject {
  readonly namespace: string;
  readonly account: Named;
  readonly pod?: Named | undefined;
  readonly node?: Named | undefined;
  readonly secret?: Named | undefined;
}

export interface TokenTerms {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly nowMs: number;
}

const PRIVATE = 'kubernetes.io';
const ACCOUNT = 'system:serviceaccount';

/** The lifetime kubelets ask for; such a token goes on working for a year, as upstream's do, for programs that read it once. */
const KUBELET_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 60 * 60;

const named = ({ name, uid }: Named): JsonObject => ({ name, ...(uid !== undefined && { uid }) });

const isExtended = ({ pod }: TokenSubject, { audiences, expirationSeconds }: TokenTerms): boolean =>
  pod !== undefined && expirationSeconds === KUBELET_SECONDS && audiences.length === 1 && audiences[0] === TOKEN_ISSUER;

/** The claims of a new token, without `jti`. */
export const tokenClaims = (subject: TokenSubject, terms: TokenTerms): JsonObject => {
  const { namespace, account, pod, node, secret } = subject;
  const now = Math.floor(terms.nowMs / 1000);
  const extended = isExtended(subject, terms);
  return {
    aud: terms.audiences,
    exp: now + (extended ? EXTENDED_SECONDS : terms.expirationSeconds),
    iat: now,
    iss: TOKEN_ISSUER,
    [PRIVATE]: {
      namespace,
      ...(node !== undefined && { node: named(node) }),
      ...(pod !== undefined && { pod: named(pod) }),
      ...(secret !== undefined && { secret: named(secret) }),
      serviceaccount: named(account),
      ...(extended && { warnafter: now + terms.expirationSeconds }),
    },
    nbf: now,
    sub: `${ACCOUNT}:${namespace}:${account.name}`,
  };
};

const readNamed = (holder: JsonObject, field: string): Named | undefined => {
  const found = optionalObjectAt(holder, field);
  if (found === undefined) return undefined;
  const uid = stringAt(found, 'uid');
  return { name: stringAt(found, 'name'), ...(uid !== '' && { uid }) };
};

/** The subject of a token's claims; undefined when they do not hold together. */
export const tokenSubject = (claims: JsonObject): TokenSubject | undefined => {
  const own = objectAt(claims, PRIVATE);
  const namespace = stringAt(own, 'namespace');
  const account = readNamed(own, 'serviceaccount');
  if (account?.uid === undefined || stringAt(claims, 'sub') !== `${ACCOUNT}:${namespace}:${account.name}`) return undefined;
  return { namespace, account, pod: readNamed(own, 'pod'), node: readNamed(own, 'node'), secret: readNamed(own, 'secret') };
};

const LEEWAY_SECONDS = 60;

/** Why the claims do not hold now; undefined when they do. */
export const whyNotNow = (claims: JsonObject, nowMs: number): string | undefined => {
  const now = nowMs / 1000;
  if (stringAt(claims, 'iss') !== TOKEN_ISSUER) return 'invalid bearer token';
  if ((numberAt(claims, 'exp') ?? 0) < now - LEEWAY_SECONDS) return 'service account token has expired';
  return (numberAt(claims, 'nbf') ?? Infinity) > now + LEEWAY_SECONDS ? 'service account token is not valid yet' : undefined;
};

/** Those of the wanted audiences that the token is for. */
export const sharedAudiences = (claims: JsonObject, wanted: readonly string[]): readonly string[] => {
  const own = stringsAt(claims, 'aud');
  return wanted.filter((audience) => own.includes(audience));
};

const EXTRA = 'authentication.kubernetes.io';

/** The user behind a valid token. */
export const tokenUser = ({ namespace, account, pod, node }: TokenSubject, jti: string): User => ({
  name: `${ACCOUNT}:${namespace}:${account.name}`,
  uid: account.uid ?? '',
  groups: [`${ACCOUNT}s`, `${ACCOUNT}s:${namespace}`, 'system:authenticated'],
  extra: {
    ...(jti !== '' && { [CREDENTIAL_ID]: [`JTI=${jti}`] }),
    ...(node !== undefined && { [`${EXTRA}/node-name`]: [node.name], ...(node.uid !== undefined && { [`${EXTRA}/node-uid`]: [node.uid] }) }),
    ...(pod?.uid !== undefined && { [`${EXTRA}/pod-name`]: [pod.name], [`${EXTRA}/pod-uid`]: [pod.uid] }),
  },
});
