/** Where a process keeps the snapshots of its fold. A file is whole or absent, never half; adapter: infra/snapshot-file. */
export interface SnapshotFiles {
  /** Names, newest first. */
  list(): Promise<readonly string[]>;
  read(name: string): AsyncIterable<Uint8Array>;
  /** Durable and visible only once everything is written. Leaves the newest few files and removes the rest. */
  write(name: string, chunks: Iterable<Uint8Array>): Promise<void>;
  remove(name: string): Promise<void>;
}
