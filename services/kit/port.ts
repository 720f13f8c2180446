import type { JsonObject } from '../../events/json.ts';

/** The host facilities services use. Adapters: infra/host (real), test/simulation (virtual). */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after the delay; the returned function cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface Entropy {
  /** UUID v4. */
  uuid(): string;
  /** Random lower-case suffix of Kubernetes' name alphabet, e.g. for generateName. */
  nameSuffix(length: number): string;
}

/** Content hashes and sealing, done by the platform's crypto. */
export interface Digest {
  /** First `length` hex characters of SHA-256 over the parts, each length-prefixed. */
  hex(length: number, ...parts: readonly (string | Uint8Array)[]): string;
}

/** Encrypts objects of sealed kinds before append and opens them for reading. Only API roles have a real one. */
export interface Sealer {
  seal(plain: Uint8Array, label: string): Promise<Uint8Array>;
  open(sealed: Uint8Array, label: string): Promise<Uint8Array>;
}

/** Signs and checks the tokens of service accounts (JSON Web Tokens) with the cluster's key. */
export interface TokenSigner {
  /** Name of the signature's algorithm, e.g. `ES256`. */
  readonly algorithm: string;
  /** The signed token over the claims and a `jti` of its own. */
  sign(claims: JsonObject): string;
  /** The claims of a token this cluster signed, undefined for anything else. Says nothing about time or audience. */
  verify(token: string): JsonObject | undefined;
  /** The public keys, as JSON Web Keys. */
  readonly publicKeys: readonly JsonObject[];
}

/** What became of a YAML text; `busy`: too many wait, nothing was looked at. */
export type ReadYaml =
  | { readonly json: Uint8Array; /** Of its keys, as strict decoding words it. */ readonly complaints: readonly string[] }
  | { readonly error: string }
  | { readonly busy: true };

/** Turns YAML into JSON beside the event loop, within a time limit. */
export interface YamlReader {
  read(bytes: Uint8Array): Promise<ReadYaml>;
}

export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Traces and metrics; the default does nothing and loads nothing. */
export interface Telemetry {
  /**
   * Runs `work` in a span; `traceparent` is the parent, from an event's header or a message, and without one the span
   * begins a trace. `work` is called before this returns, with the new span's own traceparent. Names and attributes say
   * which objects are meant, never what is in them.
   */
  span<T>(name: string, options: { readonly traceparent?: string | undefined; readonly attributes?: Readonly<Record<string, string | number>> }, work: (traceparent: string | undefined) => Promise<T>): Promise<T>;
  counter(name: string, help: string): (add: number, labels?: Readonly<Record<string, string>>) => void;
  /** Of durations, in seconds. */
  histogram(name: string, help: string): (value: number, labels?: Readonly<Record<string, string>>) => void;
  /** Read when scraped. */
  gauge(name: string, help: string, read: () => Iterable<{ readonly value: number; readonly labels?: Readonly<Record<string, string>> }>): void;
}

/** A stream of bytes both ways, like a TCP connection. */
export interface ByteStream {
  /**
   * What the other end sends, in order; read by one consumer. Not pulling stops the other end. Ends when it has ended its
   * side, or the connection is over.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more; does nothing once the connection is over. The bytes must not change afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes from this end; the other may go on. */
  end(): void;
  /** Drops the connection. Idempotent. */
  close(): void;
}

/** Opens TCP connections from this machine (infra/http). */
export interface Dialer {
  /** Rejects with DialError. */
  dial(host: string, port: number): Promise<ByteStream>;
}

/** A connection that could not be had; the message has the words the rest of Kubernetes uses: `dial tcp 10.0.0.1:80: connect: connection refused`. */
export class DialError extends Error {
  override readonly name = 'DialError';
  /** Somebody answered that nobody listens there. */
  readonly isRefused: boolean;
  constructor(message: string, options: { readonly isRefused: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isRefused = options.isRefused;
  }
}
