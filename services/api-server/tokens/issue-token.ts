import { badRequest, conflict, notFound } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import { splitSealed } from '../../../events/sealed-object.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { TokenSigner } from '../../kit/port.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { refuse } from '../answers/answer.ts';
import { parseObject } from '../read/entry-reader.ts';
import type { Named, TokenSubject } from './token-claims.ts';
import { tokenClaims } from './token-claims.ts';

/** A token that is asked for. */
export interface TokenOrder {
  readonly namespace: string;
  readonly account: string;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly boundTo?: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

export interface IssuedToken {
  readonly token: string;
  /** RFC 3339; when the asker should have a new one. */
  readonly expirationTimestamp: string;
}

export interface TokenIssuer {
  readonly signer: TokenSigner;
  /** The newest state. */
  readonly snapshot: Snapshot;
  readonly nowMs: number;
}

const clearObject = (entry: Entry): JsonObject => parseObject(entry.form === 'sealed' ? splitSealed(entry.body).clear : entry.body);

const objectOf = (snapshot: Snapshot, resource: string, { namespace, name }: { readonly namespace: string; readonly name: string }): JsonObject => {
  const ref = { group: '', resource, namespace, name };
  const entry = snapshot.get(ref, namespace, name);
  return entry === undefined || entry.quarantined !== undefined ? refuse(notFound(ref)) : clearObject(entry);
};

const namedOf = (object: JsonObject): Named => ({ name: stringAt(object, 'metadata', 'name'), uid: stringAt(object, 'metadata', 'uid') });

/** The pod's node; only its name when it is not there (any more). */
const nodeOf = (snapshot: Snapshot, pod: JsonObject): Named | undefined => {
  const name = stringAt(pod, 'spec', 'nodeName');
  if (name === '') return undefined;
  const entry = snapshot.get({ group: '', resource: 'nodes' }, '', name);
  return entry === undefined || entry.quarantined !== undefined ? { name } : namedOf(clearObject(entry));
};

const boundPod = (snapshot: Snapshot, order: TokenOrder, name: string): Pick<TokenSubject, 'pod' | 'node'> => {
  const pod = objectOf(snapshot, 'pods', { namespace: order.namespace, name });
  if (stringAt(pod, 'spec', 'serviceAccountName') !== order.account) {
    refuse(badRequest(`cannot bind token for serviceaccount "${order.account}" to pod running with different serviceaccount name.`));
  }
  return { pod: namedOf(pod), node: nodeOf(snapshot, pod) };
};

const boundSubject = (snapshot: Snapshot, order: TokenOrder): Pick<TokenSubject, 'pod' | 'node' | 'secret'> => {
  const { boundTo, namespace } = order;
  if (boundTo === undefined) return {};
  const { apiVersion, kind, name } = boundTo;
  switch (`${apiVersion}/${kind}`) {
    case 'v1/Pod': return boundPod(snapshot, order, name);
    case 'v1/Node': return { node: namedOf(objectOf(snapshot, 'nodes', { namespace: '', name })) };
    case 'v1/Secret': return { secret: namedOf(objectOf(snapshot, 'secrets', { namespace, name })) };
    default: return refuse(badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`));
  }
};

const checkUid = ({ boundTo }: TokenOrder, { pod, node, secret }: Pick<TokenSubject, 'pod' | 'node' | 'secret'>): void => {
  const bound = pod ?? secret ?? node;
  if (boundTo === undefined || boundTo.uid === '' || bound?.uid === boundTo.uid) return;
  const why = `the UID in the bound object reference (${boundTo.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  refuse(conflict({ group: '', resource: boundTo.kind, namespace: '', name: boundTo.name }, why));
};

/** Signs a token. Throws RefusalError for an account or bound object that is not as the order says. */
export const issueToken = ({ signer, snapshot, nowMs }: TokenIssuer, order: TokenOrder): IssuedToken => {
  const { namespace, account, audiences, expirationSeconds } = order;
  const found = objectOf(snapshot, 'serviceaccounts', { namespace, name: account });
  const bound = boundSubject(snapshot, order);
  checkUid(order, bound);
  const claims = tokenClaims({ namespace, account: namedOf(found), ...bound }, { audiences, expirationSeconds, nowMs });
  return { token: signer.sign(claims), expirationTimestamp: formatTime(nowMs + expirationSeconds * 1000) };
};
