import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Recorded } from '../../events/envelope.ts';
import { aesSealer } from '../../infra/crypto/sealer.ts';
import { parseHeaders, recordedOf } from '../../infra/eventstore-jetstream/stored-message.ts';
import type { Sealer } from '../../services/kit/port.ts';

const HeadSchema = z.object({
  history: z.literal(1),
  recordedWith: z.string(),
  /** Of the recorded cluster, which is long gone: without it nobody could tell whether old secrets still open. */
  keyEncryptionKey: z.object({ id: z.string(), bytes: z.base64() }),
  dataKeys: z.record(z.string(), z.string()),
});

const MessageSchema = z.object({
  sequence: z.int(),
  storedAtMs: z.int(),
  subject: z.string(),
  /** As stored: `NATS/1.0`, then lines. */
  headers: z.string(),
  /** An object and a decision that are JSON written as JavaScript writes it; base64 of anything else. */
  body: z.union([z.tuple([z.json(), z.json()]), z.base64()]),
});

export type GoldenHead = z.infer<typeof HeadSchema>;
export type GoldenMessage = z.infer<typeof MessageSchema>;

/** EVENTS of a real cluster, message by message, as nats-server stored them. */
export interface GoldenHistory {
  readonly head: GoldenHead;
  readonly messages: readonly GoldenMessage[];
}

const FOLDER = join(import.meta.dirname, 'histories');

export const historyPath = (name: string): string => join(FOLDER, `${name}.jsonl`);
export const answersPath = (name: string): string => join(FOLDER, `${name}.answers.json`);

export const historyNames = (): readonly string[] => readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl')).map((file) => file.slice(0, -'.jsonl'.length));

export const formatHistory = ({ head, messages }: GoldenHistory): string => [head, ...messages].map((line) => `${JSON.stringify(line)}\n`).join('');

export const parseHistory = (text: string): GoldenHistory => {
  const [head, ...messages] = text.trimEnd().split('\n').map((line): unknown => JSON.parse(line));
  return { head: HeadSchema.parse(head), messages: z.array(MessageSchema).parse(messages) };
};

export const readHistory = (name: string): GoldenHistory => parseHistory(readFileSync(historyPath(name), 'utf8'));

const unpackBody = (body: GoldenMessage['body']): Buffer =>
  typeof body === 'string' ? Buffer.from(body, 'base64') : Buffer.from(body.map((part) => JSON.stringify(part)).join(''));

const bothAsJson = (bytes: Buffer, objectLength: number): GoldenMessage['body'] | undefined => {
  try {
    return MessageSchema.shape.body.parse([bytes.subarray(0, objectLength), bytes.subarray(objectLength)].map((part): unknown => JSON.parse(part.toString('utf8'))));
  } catch {
    return undefined;
  }
};

/** A stored body so that `eventsOf` gives back the very same bytes; JSON stays legible. */
export const packBody = (bytes: Buffer, objectLength: number): GoldenMessage['body'] => {
  const json = bothAsJson(bytes, objectLength);
  return json !== undefined && unpackBody(json).equals(bytes) ? json : bytes.toString('base64');
};

/** The events, read by what reads them in production. */
export const eventsOf = ({ messages }: GoldenHistory): readonly Recorded[] =>
  messages.map(({ headers, body, ...place }) => recordedOf('EVENTS', { ...place, header: parseHeaders(headers), body: unpackBody(body) }));

/** Opens what the recorded cluster sealed. */
export const sealerOf = ({ head: { keyEncryptionKey, dataKeys } }: GoldenHistory): Sealer =>
  aesSealer({
    keyEncryptionKey: { id: keyEncryptionKey.id, bytes: Buffer.from(keyEncryptionKey.bytes, 'base64') },
    keys: {
      get: (id) => Promise.resolve(dataKeys[id] === undefined ? undefined : Buffer.from(dataKeys[id])),
      put: () => Promise.reject(new Error('a recorded history takes no new keys')),
    },
  });
