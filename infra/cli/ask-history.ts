import { z } from 'zod';
import { UsageError, stringOption } from './command.ts';
import type { Invocation, OptionTable } from './command.ts';
import { connectClusterApi } from './cluster-api.ts';
import { DIR_OPTION } from './command.ts';
import { runningCluster } from './open-cluster.ts';
import { resourceArgument } from './resource-argument.ts';

export const HISTORY_OPTIONS: OptionTable = {
  ...DIR_OPTION,
  namespace: { type: 'string', short: 'n', value: 'NS', help: 'namespace of the object (default "default")' },
  output: { type: 'string', short: 'o', value: 'json', help: 'print what the API answers' },
};

/** One event of the log as the API's history answers it. */
export const EventItemSchema = z.object({
  position: z.string(),
  sequence: z.number(),
  time: z.string(),
  storedAt: z.string(),
  type: z.string(),
  operation: z.enum(['put', 'delete']),
  ref: z.object({ group: z.string(), resource: z.string(), namespace: z.string(), name: z.string() }),
  actor: z.string(),
  reason: z.string(),
  changed: z.array(z.string()),
});

export type EventItem = z.infer<typeof EventItemSchema>;

const StatusSchema = z.object({ message: z.string() });

/** Asks the API about the object the command names; UsageError carries the API's own words when it refuses. */
export const askHistory = async (invocation: Invocation, what: 'history' | 'why', more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { definition, name } = resourceArgument(invocation.positionals[0]);
  const { folder, config } = await runningCluster(invocation);
  const query = new URLSearchParams({
    group: definition.group,
    resource: definition.resource,
    name,
    ...(definition.namespaced && { namespace: stringOption(invocation, 'namespace') ?? 'default' }),
    ...more,
  });
  const api = await connectClusterApi(folder, config);
  try {
    const answer = await api.get(`/apis/shiplog.dev/v1/${what}?${query.toString()}`);
    if (answer.status === 200) return answer.body;
    const refused = StatusSchema.safeParse(JSON.parse(answer.body));
    throw new UsageError(refused.success ? refused.data.message : `the API answered ${answer.status}`);
  } finally {
    api.close();
  }
};

/** `json` as the API sent it, or undefined for the readable form; UsageError for anything else. */
export const wantsJson = (invocation: Invocation): boolean => {
  const output = stringOption(invocation, 'output');
  if (output !== undefined && output !== 'json') throw new UsageError(`-o takes json, not "${output}"`);
  return output === 'json';
};
