import type { EventStore } from '../../../events/event-store/port.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { AdmissionPlugin } from '../admission/admission-plugin.ts';
import type { Follower } from '../follower.ts';
import type { Clock, Digest, Entropy, Sealer, Telemetry } from '../port.ts';

/** What the write pipeline needs; one writer per process. */
export interface WriterDeps {
  readonly store: EventStore;
  readonly follower: Follower;
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly digest: Digest;
  /** Roles that hold no key leave it out; their writes of sealed kinds are refused. */
  readonly sealer?: Sealer;
  readonly plugins: readonly AdmissionPlugin[];
  /** Recorded in every decision, e.g. `v0.1.0+3f2a`. */
  readonly build: string;
  /** Absent: appends are neither traced nor measured. */
  readonly telemetry?: Telemetry;
}
