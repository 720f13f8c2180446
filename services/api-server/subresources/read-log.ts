import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { LogsTunnelRequest, NodeTunnelStream } from '../../kit/tunnel/port.ts';
import { answerStream, refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { chooseContainer, whyNoLog, whyNoPreviousLog } from './choose-container.ts';

type LogOptions = Pick<LogsTunnelRequest, 'follow' | 'previous' | 'timestamps' | 'tailLines' | 'sinceTime' | 'limitBytes'>;

const flag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name);
  return value === 'true' || value === '1';
};

const wholeNumber = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : refuse(badRequest(`invalid ${name}: "${text}"`));
};

const below = (field: string, value: number | undefined, least: number): FieldError[] =>
  (value !== undefined && value < least ? [{ type: 'FieldValueInvalid', field, value, detail: `must be greater than ${least === 0 ? 'or equal to 0' : least - 1}` }] : []);

interface SinceQuery {
  readonly seconds: number | undefined;
  /** '' when absent. */
  readonly time: string;
}

const sinceErrors = ({ seconds, time }: SinceQuery): FieldError[] =>
  (time !== '' && seconds !== undefined ? [{ type: 'FieldValueForbidden', field: 'sinceSeconds', detail: 'at most one of `sinceTime` or `sinceSeconds` may be specified' }] : below('sinceSeconds', seconds, 1));

const sinceOf = ({ seconds, time }: SinceQuery, nowMs: number): string => {
  if (seconds !== undefined) return new Date(nowMs - seconds * 1000).toISOString();
  return time === '' || !Number.isNaN(Date.parse(time)) ? time : refuse(badRequest(`parsing time "${time}": not an RFC 3339 time`));
};

/** Reads PodLogOptions; throws 400 and 422 with upstream's texts. */
export const parseLogOptions = (query: URLSearchParams, pod: string, nowMs: number): LogOptions => {
  const tailLines = wholeNumber(query, 'tailLines');
  const limitBytes = wholeNumber(query, 'limitBytes');
  const since: SinceQuery = { seconds: wholeNumber(query, 'sinceSeconds'), time: query.get('sinceTime') ?? '' };
  const errors = [...below('tailLines', tailLines, 0), ...below('limitBytes', limitBytes, 1), ...sinceErrors(since)];
  if (errors.length > 0) refuse(invalid({ group: '', kind: 'PodLogOptions' }, pod, errors));
  const sinceTime = sinceOf(since, nowMs);
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceTime !== '' && { sinceTime }),
  };
};

/** What is needed to reach a pod's container. Throws 400 for a pod on no node. */
export const targetOf = (pod: JsonObject, container: string): { readonly node: string; readonly namespace: string; readonly pod: string; readonly podUid: string; readonly container: string } => {
  const name = stringAt(pod, 'metadata', 'name');
  const node = stringAt(pod, 'spec', 'nodeName');
  if (node === '') refuse(badRequest(`pod ${name} does not have a host assigned`));
  return { node, namespace: stringAt(pod, 'metadata', 'namespace'), pod: name, podUid: stringAt(pod, 'metadata', 'uid'), container };
};

/** A broken tunnel breaks the answer: a log that only looks complete would be worse. */
async function* logBytes(stream: NodeTunnelStream, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const close = (): void => stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    for await (const { bytes } of stream.frames) yield bytes;
    const end = await stream.end;
    if (end.kind === 'failed' && !signal.aborted) throw new Error(`the log could not be read to its end: ${end.message}`);
  } finally {
    signal.removeEventListener('abort', close);
    stream.close();
  }
}

/** GET pods/x/log. */
export const readLog = async (scope: Scope): Promise<ApiAnswer> => {
  const entry = await requireEntry(scope);
  const pod = scope.shared.reader.object(entry);
  const options = parseLogOptions(scope.query, scope.info.name, scope.shared.deps.clock.now());
  const container = chooseContainer(pod, scope.query.get('container') ?? '');
  const { node, ...target } = targetOf(pod, container);
  const why = options.previous ? whyNoPreviousLog(pod, container) : whyNoLog(pod, container);
  if (why !== undefined) refuse(badRequest(why));
  const stream = await scope.shared.deps.tunnel.open(node, { kind: 'logs', ...target, ...options });
  return answerStream(logBytes(stream, scope.request.signal), { headers: [['Content-Type', 'text/plain']] });
};
