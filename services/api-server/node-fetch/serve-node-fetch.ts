import { RefusalError, STATUS_CODES } from '../../../events/errors.ts';
import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { FetchAnswer, FetchRequest } from '../../../events/node/messages.ts';
import { nodeSubjects } from '../../../events/node/messages.ts';
import { decodeToken } from '../../../events/subject.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Follower } from '../../kit/follower.ts';
import type { Message, Messaging } from '../../kit/messaging/port.ts';
import type { Clock, Logger, Sealer, TokenSigner } from '../../kit/port.ts';
import { openSealed } from '../../kit/write/open-sealed.ts';
import { refusalOf } from '../answers/refusal-of.ts';
import type { EntryReader } from '../read/entry-reader.ts';
import { createEntryReader } from '../read/entry-reader.ts';
import { issueToken } from '../tokens/issue-token.ts';
import { TOKEN_ISSUER } from '../tokens/token-claims.ts';
import { parseFetchRequest } from './parse-fetch-request.ts';
import { podReferences } from './pod-references.ts';

export interface NodeFetchDeps {
  readonly messaging: Pick<Messaging, 'subscribe'>;
  readonly follower: Pick<Follower, 'waitForHead'>;
  readonly sealer: Sealer;
  readonly tokens: TokenSigner;
  readonly clock: Clock;
  readonly logger: Logger;
}

const HEAD_WAIT_MS = 4_000;
const PODS = { group: '', resource: 'pods' } as const;

const refusalAnswer = ({ message, reason }: Refusal): FetchAnswer => ({ error: message, reason });

const forbidden = (node: string, request: FetchRequest, why: string): FetchAnswer =>
  refusalAnswer({ reason: 'Forbidden', message: `node "${node}" may not read ${request.resource} "${request.name}" in the namespace "${request.namespace}": ${why}` });

/** The node authorizer: a pod of that uid, bound to that node, that refers to the object. Undefined when allowed. */
export const refuseFetch = (node: string, request: FetchRequest, pod: JsonObject | undefined): FetchAnswer | undefined => {
  if (pod === undefined || stringAt(pod, 'metadata', 'uid') !== request.podUid) return forbidden(node, request, 'there is no such pod');
  if (stringAt(pod, 'spec', 'nodeName') !== node) return forbidden(node, request, 'the pod is not bound to this node');
  return podReferences(pod)[request.resource].has(request.name) ? undefined : forbidden(node, request, 'the pod does not refer to it');
};

const readable = async (reader: EntryReader, entry: Entry | undefined): Promise<JsonObject | undefined> => {
  if (entry === undefined) return undefined;
  await reader.prepare([entry]);
  return reader.object(entry);
};

/** A token for the pod's account, bound to the pod, as its volume asks for one. */
const tokenFor = ({ tokens, clock }: NodeFetchDeps, snapshot: Snapshot, { request, pod }: { readonly request: FetchRequest; readonly pod: JsonObject }): FetchAnswer => {
  const wanted = podReferences(pod).tokens.get(request.name);
  if (wanted === undefined) return refusalAnswer({ reason: 'NotFound', message: `no volume wants the token ${request.name}` });
  const issued = issueToken({ signer: tokens, snapshot, nowMs: clock.now() }, {
    namespace: request.namespace, account: stringAt(pod, 'spec', 'serviceAccountName'), audiences: [wanted.audience === '' ? TOKEN_ISSUER : wanted.audience],
    expirationSeconds: wanted.expirationSeconds, boundTo: { apiVersion: 'v1', kind: 'Pod', name: request.pod, uid: request.podUid },
  });
  return { object: { ...issued } };
};

const answerRequest = async (deps: NodeFetchDeps, reader: EntryReader, asked: { readonly node: string; readonly request: FetchRequest }): Promise<FetchAnswer> => {
  const { node, request } = asked;
  const snapshot = await deps.follower.waitForHead(['EVENTS'], HEAD_WAIT_MS);
  const pod = await readable(reader, snapshot.get(PODS, request.namespace, request.pod));
  const refused = refuseFetch(node, request, pod);
  if (refused !== undefined) return refused;
  if (request.resource === 'tokens') return tokenFor(deps, snapshot, { request, pod: pod ?? {} });
  const object = await readable(reader, snapshot.get({ group: '', resource: request.resource }, request.namespace, request.name));
  return object === undefined ? refusalAnswer({ reason: 'NotFound', message: `${request.resource} "${request.name}" not found` }) : { object };
};

const INTERNAL: Refusal = { reason: 'InternalError', message: 'Internal error occurred: the object could not be read' };

/** The subject's node token is who asks: NATS lets each agent publish under its own name alone. */
const nodeOf = (subject: string): string => decodeToken(subject.split('.')[1] ?? '');

/**
 * Answers agents' requests for ConfigMaps, Secrets and tokens of their pods, at the newest state; several API servers share the
 * requests. Nothing is logged of an object's contents. Returns a function that stops.
 */
export const serveNodeFetch = (deps: NodeFetchDeps): (() => void) => {
  const reader = createEntryReader(openSealed(deps.sealer));
  const answer = async ({ subject, data }: Message): Promise<FetchAnswer> => {
    const request = parseFetchRequest(data);
    if (request === undefined) return refusalAnswer({ reason: 'BadRequest', message: 'not a fetch request' });
    try {
      return await answerRequest(deps, reader, { node: nodeOf(subject), request });
    } catch (error) {
      const known = refusalOf(error);
      if (known === undefined || STATUS_CODES[known.reason] === STATUS_CODES.InternalError) deps.logger.error('a node’s fetch failed', { resource: request.resource, error: error instanceof RefusalError ? error.message : String(error) });
      return refusalAnswer(known ?? INTERNAL);
    }
  };
  const handler = (message: Message): void => {
    void answer(message).then((answered) => message.respond?.(new TextEncoder().encode(JSON.stringify(answered))));
  };
  return deps.messaging.subscribe(nodeSubjects.fetch('*'), handler, { queue: 'node-fetch' });
};
