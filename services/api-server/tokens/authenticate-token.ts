import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import { splitSealed } from '../../../events/sealed-object.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Follower } from '../../kit/follower.ts';
import type { Clock, TokenSigner } from '../../kit/port.ts';
import { parseTime } from '../../kit/timestamp.ts';
import type { User } from '../access/user.ts';
import { parseObject } from '../read/entry-reader.ts';
import type { Named, TokenSubject } from './token-claims.ts';
import { TOKEN_ISSUER, sharedAudiences, tokenSubject, tokenUser, whyNotNow } from './token-claims.ts';

export type TokenVerdict =
  | { readonly ok: true; readonly user: User; readonly audiences: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** Whose token it is, for one of the audiences (the API itself when none are given). */
export type AuthenticateToken = (token: string, audiences?: readonly string[]) => Promise<TokenVerdict>;

export interface TokenAuthenticatorDeps {
  readonly signer: TokenSigner;
  readonly follower: Pick<Follower, 'snapshot' | 'waitForHead'>;
  readonly clock: Clock;
}

interface Life {
  readonly uid: string;
  readonly endsMs: number | undefined;
}

const INVALID = 'invalid bearer token';
const GONE = 'service account token has been invalidated';
/** A deleted object's tokens stay good this long, for clocks differ. */
const SKEW_MS = 60_000;
const HEAD_WAIT_MS = 4_000;
const MOST_KNOWN = 2_048;

const lifeOf = (entry: Entry): Life => {
  const object = parseObject(entry.form === 'sealed' ? splitSealed(entry.body).clear : entry.body);
  return { uid: stringAt(object, 'metadata', 'uid'), endsMs: parseTime(stringAt(object, 'metadata', 'deletionTimestamp')) };
};

/** Each entry is looked into once. */
const createLives = (): ((entry: Entry) => Life) => {
  const known = new WeakMap<Entry, Life>();
  return (entry) => {
    const found = known.get(entry) ?? lifeOf(entry);
    known.set(entry, found);
    return found;
  };
};

/** Signatures are costly to check and clients send the same token again and again: the newest checked ones are kept. */
const createKnownTokens = ({ verify }: TokenSigner): ((token: string) => JsonObject | undefined) => {
  const known = new Map<string, JsonObject>();
  return (token) => {
    const claims = known.get(token) ?? verify(token);
    if (claims === undefined) return undefined;
    known.delete(token);
    known.set(token, claims);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return claims;
  };
};

interface Bound {
  readonly resource: ResourceRef;
  readonly namespace: string;
  readonly named: Named | undefined;
}

/** What a token stands and falls with. The node of a pod's token only says where the pod was. */
const boundTo = ({ namespace, account, pod, node, secret }: TokenSubject): readonly Bound[] => [
  { resource: { group: '', resource: 'serviceaccounts' }, namespace, named: account },
  { resource: { group: '', resource: 'pods' }, namespace, named: pod },
  { resource: { group: '', resource: 'secrets' }, namespace, named: secret },
  { resource: { group: '', resource: 'nodes' }, namespace: '', named: pod === undefined ? node : undefined },
];

/** Built once per API server. Never rejects for what is wrong with a token. */
export const createTokenAuthenticator = ({ signer, follower, clock }: TokenAuthenticatorDeps): AuthenticateToken => {
  const claimsOf = createKnownTokens(signer);
  const life = createLives();
  const lives = (snapshot: Snapshot, subject: TokenSubject): boolean =>
    boundTo(subject).every(({ resource, namespace, named }) => {
      if (named === undefined) return true;
      const entry = snapshot.get(resource, namespace, named.name);
      if (entry === undefined || entry.quarantined !== undefined) return false;
      const { uid, endsMs } = life(entry);
      return uid === named.uid && (endsMs === undefined || endsMs > clock.now() - SKEW_MS);
    });
  let isStarted = false;
  const newest = async (): Promise<Snapshot> => {
    const snapshot = await follower.waitForHead(['EVENTS'], HEAD_WAIT_MS);
    isStarted = true;
    return snapshot;
  };
  // What is missing here may only be newer than what this process has seen; one that has just started may hold what is gone.
  const holds = async (subject: TokenSubject): Promise<boolean> =>
    (isStarted && lives(follower.snapshot(), subject)) || lives(await newest(), subject);
  return async (token, audiences = [TOKEN_ISSUER]) => {
    const claims = claimsOf(token);
    const subject = claims && tokenSubject(claims);
    if (claims === undefined || subject === undefined) return { ok: false, error: INVALID };
    const why = whyNotNow(claims, clock.now());
    if (why !== undefined) return { ok: false, error: why };
    const shared = sharedAudiences(claims, audiences);
    if (shared.length === 0) return { ok: false, error: `token audiences ${JSON.stringify(claims['aud'])} is invalid for the target audiences ${JSON.stringify(audiences)}` };
    return (await holds(subject)) ? { ok: true, user: tokenUser(subject, stringAt(claims, 'jti')), audiences: shared } : { ok: false, error: GONE };
  };
};
