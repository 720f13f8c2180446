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
