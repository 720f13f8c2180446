import type { FollowerStatus } from '../../kit/follower.ts';
import { formatPosition } from '../../../events/envelope.ts';
import { STREAM_NAMES } from '../../../events/catalogue.ts';
import { answerText, refuse, routeNotFound } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';

/** One named check: its problem, or undefined when all is well. */
export interface Check {
  readonly name: string;
  readonly problem: string | undefined;
  /** What it found, for `?verbose`. */
  readonly note?: string;
}

const positionNote = ({ positions, heads }: FollowerStatus): string =>
  STREAM_NAMES.map((stream) => `${stream} ${positions[stream] ?? 0}/${heads[stream] ?? 0}`).join(', ');

/** Checks of one endpoint. `livez` only fails when restarting could help. */
export const checksOf = (endpoint: string, status: FollowerStatus): readonly Check[] => {
  const ping: Check = { name: 'ping', problem: undefined };
  const following: Check = { name: 'log-following', problem: status.halted };
  if (endpoint === 'livez') return [ping, following];
  const quarantined = status.quarantined.map(({ position, why }) => `${formatPosition(position)}: ${why}`).join('; ');
  return [
    ping,
    following,
    { name: 'log-caught-up', problem: status.caughtUp ? undefined : 'still reading the log', note: positionNote(status) },
    // A quarantined object answers errors of its own; the server goes on serving the others.
    { name: 'quarantine', problem: undefined, note: quarantined === '' ? 'empty' : quarantined },
  ];
};

const line = ({ name, problem, note }: Check): string => {
  const mark = problem === undefined ? `[+]${name} ok` : `[-]${name} failed: ${problem}`;
  return note === undefined ? mark : `${mark} (${note})`;
};

/** What was to be left out and is no check of the endpoint. */
const strangers = (excluded: ReadonlySet<string>, checks: readonly Check[]): readonly string[] => {
  const unknown = [...excluded].filter((name) => !checks.some((check) => check.name === name));
  return unknown.length === 0 ? [] : [`warn: some health checks cannot be excluded: no matches for ${unknown.map((name) => JSON.stringify(name)).join(',')}`];
};

/** `/healthz`, `/livez`, `/readyz`, each with `?verbose`, `?exclude=<check>` and `/<check>`. */
export const answerHealth = (segments: readonly string[], query: URLSearchParams, status: FollowerStatus): ApiAnswer => {
  const [endpoint = '', only] = segments;
  const all = checksOf(endpoint, status);
  const checks = only === undefined ? all : all.filter(({ name }) => name === only);
  if (checks.length === 0) return refuse(routeNotFound);
  const excluded = new Set(only === undefined ? query.getAll('exclude') : []);
  const failed = checks.some(({ name, problem }) => problem !== undefined && !excluded.has(name));
  if (!failed && (!query.has('verbose') || only !== undefined)) return answerText(200, 'ok');
  const lines = checks.map((check) => (excluded.has(check.name) ? `[+]${check.name} excluded: ok` : line(check)));
  const summary = `${endpoint} check ${failed ? 'failed' : 'passed'}`;
  return answerText(failed ? 500 : 200, `${[...lines, ...strangers(excluded, checks), summary].join('\n')}\n`);
};
