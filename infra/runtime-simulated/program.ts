import type { ContainerSpec } from '../../services/node-agent/port.ts';

/** What a virtual container does, told by the JSON in its environment variable `SIMULATE`. */
export interface Program {
  /** Exits by itself after this long; absent: runs until stopped. */
  readonly runMs?: number;
  readonly exitCode?: number;
  /** Written at its start. */
  readonly stdout?: string;
  readonly stderr?: string;
  readonly ignoreTerm?: boolean;
  /** Its exit counts as killed for memory. */
  readonly oomKilled?: boolean;
  /** It cannot be started, for this reason. */
  readonly startError?: string;
}

/** Without `SIMULATE` a container runs for ever and says what it would have run. */
export const programOf = (spec: ContainerSpec): Program => {
  const told = spec.env.find(([name]) => name === 'SIMULATE')?.[1];
  if (told === undefined) return { stdout: `simulated ${[spec.image, ...(spec.command ?? []), ...(spec.args ?? [])].join(' ')}\n` };
  const parsed: Program = JSON.parse(told);
  return parsed;
};

/** Exit code of a virtual command: `exit N` anywhere in its last argument, else 0. */
export const exitCodeOfCommand = (command: readonly string[]): number =>
  Number(/\bexit (\d+)/.exec(command.at(-1) ?? '')?.[1] ?? 0);
