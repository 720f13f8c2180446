import type { ApiClient } from '../support/api-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { ConfigMap, ConfigMaps } from './config-maps.ts';
import type { ReadBack } from './validators.ts';

/** What clients did and saw; each adds to it. */
export interface Recording {
  /** `name@version` of every acknowledged put. */
  readonly acknowledged: string[];
  readonly readBacks: ReadBack[];
  /** Increments of the counter that were acknowledged. */
  readonly increments: number[];
  /** Newest version anybody was told was written. */
  newest: number;
}

export const COUNTER = 'counter';

export interface RandomWriterOptions {
  readonly random: SeededRandom;
  readonly apis: () => ApiClient;
  readonly maps: ConfigMaps;
  /** Names it alone writes, and names it fights for. */
  readonly names: readonly string[];
  readonly record: Recording;
  readonly steps: number;
}

const PARITIES = ['even', 'odd'];

/** Creates, replaces, deletes and counts at random, through whichever server; reads after every write, through whichever other. */
export const runRandomWriter = async ({ random, apis, maps, names, record, steps }: RandomWriterOptions): Promise<void> => {
  const readBack = async (name: string, wrote: number, deleted: boolean): Promise<void> => {
    const seen = await maps.get(apis(), name);
    record.readBacks.push({ name, wrote, deleted, seen: seen?.version });
  };
  const acknowledge = async (written: ConfigMap | undefined): Promise<void> => {
    if (written === undefined) return;
    record.acknowledged.push(`${written.name}@${written.version}`);
    record.newest = Math.max(record.newest, written.version);
    await readBack(written.name, written.version, false);
  };
  const remove = async ({ name, version }: ConfigMap): Promise<void> => {
    if (await maps.remove(apis(), name, version)) await readBack(name, version, true);
  };
  const count = async (): Promise<void> => {
    const before = await maps.get(apis(), COUNTER);
    if (before === undefined) throw new Error('the counter is gone');
    const after = await maps.replace(apis(), { name: COUNTER, version: before.version, data: { n: String(Number(before.data['n']) + 1) } });
    if (after !== undefined) record.increments.push(after.version);
    await acknowledge(after);
  };
  const change = async (step: number): Promise<void> => {
    const name = random.pick(names);
    const wanted = { name, data: { step: String(step), by: names[0] ?? '' }, labels: { parity: random.pick(PARITIES) } };
    const before = await maps.get(apis(), name);
    if (before === undefined) await acknowledge(await maps.create(apis(), wanted));
    else if (random.oneIn(4)) await remove(before);
    else await acknowledge(await maps.replace(apis(), { ...wanted, ...(random.oneIn(3) ? {} : { version: before.version }) }));
  };
  for (let step = 0; step < steps; step += 1) await (random.oneIn(5) ? count() : change(step));
};
