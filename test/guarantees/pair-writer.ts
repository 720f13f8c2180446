import type { JsonObject } from '../../events/json.ts';
import type { Command, Writer } from '../../services/kit/command.ts';
import type { ConfigMap } from './config-maps.ts';

const PAIR = ['pair-a', 'pair-z'] as const;

export interface PairWriter {
  stop(): Promise<void>;
}

/** Writes two objects in one batch after the other, always the same value in both, by one server's writer after the other's. */
export const startPairWriter = (writers: readonly Writer[], namespace: string): PairWriter => {
  let running = true;
  const commandsOf = (n: number): readonly Command[] =>
    PAIR.map((name) => {
      const ref = { group: '', resource: 'configmaps', namespace, name };
      const object: JsonObject = { metadata: { name }, data: { n: String(n) } };
      return n === 0 ? { verb: 'create', ref, object, reason: 'a pair' } : { verb: 'update', ref, object, reason: 'a pair' };
    });
  const write = async (): Promise<void> => {
    for (let n = 0; running; n += 1) {
      const outcome = await writers[n % writers.length]?.execute(commandsOf(n), { actor: 'pair-writer', fieldManager: 'pair-writer' });
      if (outcome?.ok !== true) throw new Error(`a pair was refused: ${outcome?.refusal.message ?? ''}`);
    }
  };
  const done = write();
  return {
    stop: async () => {
      running = false;
      await done;
    },
  };
};

/** The pair's values; a missing member counts as a value of its own. */
export const valuesOfPair = (items: readonly ConfigMap[]): readonly string[] =>
  PAIR.map((name) => items.find((item) => item.name === name)?.data['n'] ?? 'missing');
