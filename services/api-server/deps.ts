import type { EventStore } from '../../events/event-store/port.ts';
import type { Kinds } from '../../events/resources/kinds.ts';
import type { Writer } from '../kit/command.ts';
import type { Follower } from '../kit/follower.ts';
import type { Clock, Dialer, Logger, Sealer, Telemetry, TokenSigner, YamlReader } from '../kit/port.ts';
import type { ComponentHealth } from './components/component-statuses.ts';
import type { NodeTunnel } from '../kit/tunnel/port.ts';
import type { HttpForwarder, OpenSpdy } from './port.ts';

/** What this build says about itself at `/version`; `gitVersion` is semver with a `v`. */
export interface VersionFacts {
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly buildDate: string;
  /** `linux/amd64`. */
  readonly platform: string;
}

/** Everything the API server needs; built in infra/processes. */
export interface ApiDeps {
  readonly kinds: Kinds;
  readonly follower: Follower;
  readonly writer: Writer;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Opens sealed entries for reading. */
  readonly sealer: Sealer;
  /** Reads long YAML bodies; absent: they are read where everything else waits. */
  readonly yaml?: YamlReader;
  /** Signs and checks service accounts' tokens. */
  readonly tokens: TokenSigner;
  readonly tunnel: NodeTunnel;
  /** The other parts of the control plane; absent: only the log is known of. */
  readonly components?: () => Promise<readonly ComponentHealth[]>;
  readonly spdy: OpenSpdy;
  /** Passes requests on to pods, services and nodes. */
  readonly forwarder: HttpForwarder;
  /** For addresses that are no pod's: nothing else is dialled from here. */
  readonly dialer: Dialer;
  readonly version: VersionFacts;
  /** How long older states stay readable on the compatible path, milliseconds; default 5 minutes. */
  readonly windowMs?: number;
  /** For the legacy discovery documents, e.g. `127.0.0.1:6443`. */
  readonly address: string;
}
