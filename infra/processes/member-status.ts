import type { NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';

/** Every control-plane process answers here: who it is and how far it has folded. */
const SUBJECT = 'member.status';
const COLLECT_MS = 2_000;
const STALL_MS = 300;

const MemberStatusSchema = z.object({
  component: z.string(),
  pid: z.int(),
  /** Sequences folded and newest known, per stream. */
  positions: z.record(z.string(), z.number()),
  heads: z.record(z.string(), z.number()),
  caughtUp: z.boolean(),
  quarantined: z.int(),
  rssBytes: z.number(),
});

export type MemberStatus = z.infer<typeof MemberStatusSchema>;

export const answerMemberStatus = (connection: NatsConnection, read: () => MemberStatus): void => {
  connection.subscribe(SUBJECT, { callback: (error, message) => void (error === null && message.respond(JSON.stringify(read()))) });
};

/** Asks all and waits until they have gone quiet; a process that hangs is missing from the answer. */
export const collectMemberStatus = async (connection: NatsConnection): Promise<readonly MemberStatus[]> => {
  const found: MemberStatus[] = [];
  for await (const message of await connection.requestMany(SUBJECT, '', { strategy: 'stall', maxWait: COLLECT_MS, stall: STALL_MS })) {
    const parsed = MemberStatusSchema.safeParse(message.headers === undefined ? message.json() : undefined);
    if (parsed.success) found.push(parsed.data);
  }
  return found;
};
