import { STREAMS, streamOf } from '../../events/catalogue.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import type { Command } from './command.ts';

/**
 * Commands on objects of one resource as the batches its stream takes: at most `most` each, in order; one each where
 * the stream keeps no history. Resources may live in different streams, so nobody mixes them in a batch.
 */
export const batchesOf = (resource: ResourceRef, commands: readonly Command[], most: number): readonly (readonly Command[])[] => {
  const size = STREAMS[streamOf(resource)].history ? most : 1;
  const batches: (readonly Command[])[] = [];
  for (let start = 0; start < commands.length; start += size) batches.push(commands.slice(start, start + size));
  return batches;
};
