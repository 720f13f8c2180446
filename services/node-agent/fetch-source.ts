import type { FetchAnswer, FetchRequest } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { SourceData, SourceRef, Sources } from './source-object.ts';
import { SourceError, sourceData, sourceKey } from './source-object.ts';

const FETCH_TIMEOUT_MS = 5000;

/** Fetches what a pod refers to from the API server; nothing is stored. Throws SourceError when it cannot be had. */
export type FetchSources = (pod: DesiredPod, refs: readonly SourceRef[]) => Promise<Sources>;

export const createFetchSources = (messaging: Messaging, node: string): FetchSources => {
  const subject = nodeSubjects.fetch(encodeToken(node));
  const fetchOne = async (pod: DesiredPod, { resource, name }: SourceRef): Promise<SourceData | undefined> => {
    const request: FetchRequest = { podUid: pod.podUid, namespace: pod.namespace, pod: pod.name, resource, name };
    const bytes = await messaging.request(subject, new TextEncoder().encode(JSON.stringify(request)), FETCH_TIMEOUT_MS).catch((cause: unknown) => {
      throw new SourceError(`failed to fetch ${resource} ${pod.namespace}/${name}: the API server did not answer`, { cause });
    });
    const answer: FetchAnswer = JSON.parse(new TextDecoder().decode(bytes));
    if ('object' in answer) return sourceData(resource, answer.object);
    if (resource === 'tokens') throw new SourceError(`failed to fetch token: ${answer.error}`);
    if (answer.reason === 'NotFound') return undefined;
    throw new SourceError(`failed to fetch ${resource} ${pod.namespace}/${name}: ${answer.error}`);
  };
  return async (pod, refs) => {
    const distinct = new Map(refs.map((ref) => [sourceKey(ref), ref]));
    return new Map(await Promise.all([...distinct].map(async ([key, ref]) => [key, await fetchOne(pod, ref)] as const)));
  };
};
