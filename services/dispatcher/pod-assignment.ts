import type { Json, JsonObject } from '../../events/json.ts';
import { isJsonArray, numberAt, objectAt, stringAt } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';
import { fingerprint } from '../../events/node/fingerprint.ts';
import type { Assignment } from '../../events/node/messages.ts';

/** Where an assignment goes. */
export interface Addressed {
  readonly node: string;
  readonly assignment: Assignment;
}

/** Same text for the same content, whatever the order of a map's keys. */
const canonical = (value: Json | undefined): string => {
  if (isJsonArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};

/** Fingerprint of all an agent acts upon; a status write leaves it as it is. */
const revisionOf = (metadata: JsonObject, spec: JsonObject): string =>
  fingerprint(canonical({
    uid: metadata.uid,
    labels: metadata.labels,
    annotations: metadata.annotations,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    spec,
  }));

const graceOf = (metadata: JsonObject): number => numberAt(metadata, 'deletionGracePeriodSeconds') ?? 0;

export interface PodVersion {
  readonly pod: JsonObject;
  readonly sequence: number;
  readonly traceparent?: string | undefined;
  readonly correlation?: string | undefined;
}

/** What the pod's node must do about this version of it; undefined while it has no node. */
export const assignmentOf = ({ pod, sequence, traceparent, correlation }: PodVersion): Addressed | undefined => {
  const metadata = objectAt(pod, 'metadata');
  const spec = objectAt(pod, 'spec');
  const node = stringAt(spec, 'nodeName');
  if (node === '') return undefined;
  const common = {
    podUid: stringAt(metadata, 'uid'),
    namespace: stringAt(metadata, 'namespace'),
    name: stringAt(metadata, 'name'),
    sequence,
    revision: revisionOf(metadata, spec),
    pod,
    ...(traceparent !== undefined && { traceparent }),
    ...(correlation !== undefined && { correlation }),
  };
  const assignment: Assignment = metadata.deletionTimestamp === undefined
    ? { ...common, action: 'run' }
    : { ...common, action: 'terminate', graceSeconds: graceOf(metadata) };
  return { node, assignment };
};

/** The last word on a pod whose object is gone: its final form, with the metadata alone. */
export const farewellOf = (version: PodVersion): Addressed | undefined => {
  const addressed = assignmentOf(version);
  if (addressed === undefined) return undefined;
  const { node, assignment } = addressed;
  const metadata = objectAt(version.pod, 'metadata');
  return { node, assignment: { ...assignment, action: 'terminate', deleted: true, graceSeconds: graceOf(metadata), pod: { metadata } } };
};
