import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { splitSealed } from '../../events/sealed-object.ts';
import { loadKeyEncryptionKey } from '../../infra/crypto/key-encryption-key.ts';
import { natsKeyRing } from '../../infra/crypto/key-ring.ts';
import { parseHeaders } from '../../infra/eventstore-jetstream/stored-message.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import { BUILD } from '../../infra/processes/build.ts';
import { natsCertificateName } from '../../infra/processes/nats-certificate-name.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { answersOf } from './answers.ts';
import type { GoldenHistory, GoldenMessage } from './golden-history.ts';
import { answersPath, eventsOf, formatHistory, historyPath, packBody, parseHistory } from './golden-history.ts';
import { placesIn } from './places.ts';
import { scenarios } from './scenario.ts';

const API = { role: 'api' } as const;
const MAX_BYTES = 300 * 1024;

const AnswerSchema = z.object({
  message: z.object({ subject: z.string(), seq: z.int(), time: z.string(), hdrs: z.string(), data: z.string().default('') }).optional(),
});

/** The next stored message of EVENTS behind a sequence, untouched. */
const nextMessage = async (connection: NatsConnection, after: number): Promise<GoldenMessage | undefined> => {
  const answer = await connection.request('$JS.API.STREAM.MSG.GET.EVENTS', JSON.stringify({ seq: after + 1, next_by_subj: '>' }));
  const { message } = AnswerSchema.parse(answer.json());
  if (message === undefined) return undefined;
  const { subject, seq, time, hdrs, data } = message;
  const headers = Buffer.from(hdrs, 'base64').toString('latin1');
  const objectLength = Number(parseHeaders(headers)('ce-objlen'));
  return { sequence: seq, storedAtMs: Date.parse(time), subject, headers, body: packBody(Buffer.from(data, 'base64'), objectLength) };
};

const readMessages = async (connection: NatsConnection): Promise<readonly GoldenMessage[]> => {
  const messages: GoldenMessage[] = [];
  for (let message = await nextMessage(connection, 0); message !== undefined; message = await nextMessage(connection, message.sequence)) messages.push(message);
  return messages;
};

/** Ids of the data keys that sealed events name. */
const keyIdsIn = (history: GoldenHistory): readonly string[] =>
  eventsOf(history).flatMap(({ form, object }) => {
    if (form !== 'sealed') return [];
    const [line = ''] = Buffer.from(splitSealed(object).sealed).toString('latin1').split('\n');
    return [z.object({ key: z.string() }).parse(JSON.parse(line)).key];
  });

const readHistoryOf = async (cluster: LiveCluster): Promise<GoldenHistory> => {
  const { folder, config } = cluster;
  const connection = await connectNats({
    servers: [`127.0.0.1:${config.natsPort}`], name: 'recorder', inboxPrefix: inboxPrefixOf(API), tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(API)) },
  });
  try {
    const { id, bytes } = await loadKeyEncryptionKey({ file: folder.keyEncryptionKey });
    const history: GoldenHistory = {
      head: { history: 1, recordedWith: BUILD.gitVersion, keyEncryptionKey: { id, bytes: Buffer.from(bytes).toString('base64') }, dataKeys: {} },
      messages: await readMessages(connection),
    };
    const keys = await natsKeyRing(connection);
    const dataKeys = await Promise.all(keyIdsIn(history).map(async (key) => [key, Buffer.from((await keys.get(key)) ?? '').toString()] as const));
    return { ...history, head: { ...history.head, dataKeys: Object.fromEntries(dataKeys) } };
  } finally {
    await connection.close();
  }
};

const NodesSchema = z.object({ items: z.array(z.object({ status: z.object({ nodeInfo: z.record(z.string(), z.string()) }) })) });
const OF_THE_MACHINE = ['machineID', 'systemUUID', 'bootID', 'kernelVersion'];

/** Zeros in place of what only the recording machine has, byte for byte, so that lengths stay true. */
const withoutMachine = async (cluster: LiveCluster, text: string): Promise<string> => {
  const { items } = NodesSchema.parse(JSON.parse(await cluster.ok(['get', 'nodes', '-o', 'json'])));
  const facts = items.flatMap(({ status }) => OF_THE_MACHINE.map((fact) => status.nodeInfo[fact] ?? ''));
  return facts.filter((fact) => fact !== '').reduce((left, fact) => left.replaceAll(fact, '0'.repeat(fact.length)), text);
};

const record = async (scenario: string, name: string): Promise<void> => {
  const play = scenarios[scenario];
  if (play === undefined || !/^[a-z0-9.-]+$/.test(name)) throw new Error(`usage: node test/golden/record.ts ${Object.keys(scenarios).join('|')} NAME`);
  if (existsSync(historyPath(name))) throw new Error(`${name} is recorded already, and kept for ever as it is`);
  const cluster = await startLiveCluster(['--nodes', '1']);
  try {
    await play(cluster);
    const text = await withoutMachine(cluster, formatHistory(await readHistoryOf(cluster)));
    const history = parseHistory(text);
    const places = placesIn(text, [hostname(), cluster.folder.root]);
    if (places.length > 0) throw new Error(`the history tells where it was recorded: ${places.join(', ')}`);
    if (text.length > MAX_BYTES) throw new Error(`${text.length} bytes of history exceed ${MAX_BYTES}`);
    const answers = await answersOf(history);
    await writeFile(historyPath(name), text);
    await writeFile(answersPath(name), `${JSON.stringify(answers, undefined, 1)}\n`);
    process.stdout.write(`${name}: ${history.messages.length} events, ${text.length} bytes\n`);
  } finally {
    await cluster.stop();
  }
};

const [scenario = '', name = scenario] = process.argv.slice(2);
await record(scenario, name);
