import { RefusalError, badRequest, notFound } from '../../../../events/errors.ts';
import type { Refusal } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { objectAt, stringAt } from '../../../../events/json-path.ts';
import type { Entry } from '../../../../projections/cluster-state/cluster-state.ts';
import type { Command } from '../../../kit/command.ts';
import { decodeObject, readBody } from '../../../kit/decode/decode-body.ts';
import type { DeleteOptions } from '../../../kit/decode/decode-delete-options.ts';
import { deleteOptionsOf } from '../../../kit/decode/decode-delete-options.ts';
import { answerJson, refuse, routeNotFound } from '../../answers/answer.ts';
import { warningHeaders } from '../../answers/warning-headers.ts';
import type { ApiAnswer } from '../../port.ts';
import type { Scope } from '../../scope.ts';
import { streamOfScope } from '../../scope.ts';
import type { WriteOptions } from '../../write/write-options.ts';
import { execute, reasonOf, refOf, writeOptionsOf } from '../../write/write-scope.ts';
import type { EvictionPlan, Stored } from './plan-eviction.ts';
import { planEviction, withDisruptionTarget } from './plan-eviction.ts';

const BUDGETS = { group: 'policy', resource: 'poddisruptionbudgets' } as const;
const VERSIONS: readonly string[] = ['', 'policy/v1', 'policy/v1beta1'];
/** How long races with other writers of the pod or the budget are run again. */
const MOST_RACING_MS = 10_000;

const SUCCESS: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
const SEVERAL: JsonObject = {
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.', code: 500,
};

const checkType = (apiVersion: string, kind: string): void => {
  if (kind !== '' && kind !== 'Eviction') refuse(badRequest(`${kind} in version "${apiVersion}" cannot be handled as a Eviction`));
  if (!VERSIONS.includes(apiVersion)) refuse(badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (policy/v1)`));
};

interface Asked {
  readonly options: DeleteOptions;
  readonly write: WriteOptions;
  readonly warnings: readonly string[];
}

const readEviction = async (scope: Scope): Promise<Asked> => {
  const write = writeOptionsOf(scope, 'CreateOptions');
  const kind = scope.shared.deps.kinds.byKind('policy', 'v1', 'Eviction') ?? refuse(routeNotFound);
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { input, complaints } = readBody({ kind: 'Eviction', check: checkType, fromProtobuf: kind.fromProtobuf }, body);
  const { object, warnings } = decodeObject(kind, input, { fieldValidation: write.fieldValidation, complaints });
  if (stringAt(object, 'metadata', 'name') !== scope.info.name) refuse(badRequest('name in URL does not match name in Eviction object'));
  const options = deleteOptionsOf(objectAt(object, 'deleteOptions'));
  return { options: { ...options, dryRun: options.dryRun || write.dryRun }, write, warnings };
};

const storedOf = ({ shared }: Scope, entry: Entry): Stored => ({ object: shared.reader.object(entry), sequence: entry.sequence });

interface Decided {
  readonly pod: Stored;
  readonly plan: EvictionPlan;
}

const decide = async (scope: Scope, { options }: Asked): Promise<Decided> => {
  const snapshot = await scope.source.newest(streamOfScope(scope));
  const { namespace, name } = scope.info;
  const found = snapshot.get(scope.kind.definition, namespace, name) ?? refuse(notFound(refOf(scope)));
  const budgets = [...snapshot.list(BUDGETS, { namespace })];
  await scope.shared.reader.prepare([found, ...budgets]);
  const pod = storedOf(scope, found);
  const { preconditions } = options;
  return { pod, plan: planEviction({ pod, budgets: budgets.map((entry) => storedOf(scope, entry)), preconditions, nowMs: scope.shared.deps.clock.now() }) };
};

/** The budget's status and the pod's deletion stand or fall together; either's newer version is a lost race. */
const commandsOf = (scope: Scope, { pod, plan }: Decided & { readonly plan: { readonly do: 'evict' } }, { options, write }: Asked): readonly Command[] => {
  const reason = reasonOf(scope, 'evicted', write);
  const nowMs = scope.shared.deps.clock.now();
  const evict: Command = {
    verb: 'delete', ref: refOf(scope), reason, expect: { uid: stringAt(pod.object, 'metadata', 'uid'), sequence: pod.sequence },
    mark: (object) => withDisruptionTarget(object, nowMs),
    ...(options.gracePeriodSeconds !== undefined && { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.propagationPolicy && { propagation: options.propagationPolicy }),
  };
  const { budget } = plan;
  if (budget === undefined) return [evict];
  const ref = { ...BUDGETS, namespace: scope.info.namespace, name: stringAt(budget.stored.object, 'metadata', 'name') };
  return [evict, { verb: 'update', subresource: 'status', ref, object: { ...budget.stored.object, status: budget.status }, expect: { sequence: budget.stored.sequence }, reason }];
};

const lostRace = (error: unknown): boolean => error instanceof RefusalError && (error.refusal.reason === 'Conflict' || error.refusal.reason === 'NotFound');

const timedOut = ({ plan }: Decided): Refusal => {
  const budget = plan.do === 'evict' && plan.budget ? stringAt(plan.budget.stored.object, 'metadata', 'name') : '';
  return { reason: 'Timeout', message: `Timeout: couldn't update PodDisruptionBudget "${budget}" due to conflicts`, details: { retryAfterSeconds: 10 } };
};

const isEvict = (decided: Decided): decided is Decided & { readonly plan: { readonly do: 'evict' } } => decided.plan.do === 'evict';

/** POST pods/x/eviction. 201 with a Status; 429 while a budget forbids it; 500 when several budgets cover the pod. */
export const evictPod = async (scope: Scope): Promise<ApiAnswer> => {
  const { clock } = scope.shared.deps;
  const asked = await readEviction(scope);
  const untilMs = clock.now() + MOST_RACING_MS;
  for (;;) {
    const decided = await decide(scope, asked);
    if (decided.plan.do === 'refuse') return refuse(decided.plan.refusal);
    if (!isEvict(decided)) return answerJson(500, SEVERAL);
    try {
      await execute(scope, commandsOf(scope, decided, asked), { dryRun: asked.options.dryRun, fieldManager: asked.write.fieldManager });
      return answerJson(201, SUCCESS, warningHeaders(asked.warnings));
    } catch (error) {
      if (!lostRace(error)) throw error;
      if (clock.now() > untilMs) return refuse(timedOut(decided));
    }
  }
};
