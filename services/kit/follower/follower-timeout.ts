import type { Vector } from '../../../events/envelope.ts';

/** The fold did not get there in time, or has stopped for good. Whoever waited must answer an error, never older data. */
export class FollowerTimeout extends Error {
  override readonly name = 'FollowerTimeout';
  readonly wanted: Vector;
  readonly reached: Vector;
  constructor(wanted: Vector, reached: Vector, why: string) {
    super(`${why}: waited for ${JSON.stringify(wanted)}, at ${JSON.stringify(reached)}`);
    this.wanted = wanted;
    this.reached = reached;
  }
}
