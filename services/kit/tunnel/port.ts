/**
 * Streams between the API server and the agent of one node. The contract both ends share; the framing over NATS
 * (64 KiB frames, byte credits, half-close, dead-peer time-out) lives beside it in this folder.
 */

/** Channel numbers are those of Kubernetes' `v5.channel.k8s.io`. */
export const TUNNEL_CHANNELS = { stdin: 0, stdout: 1, stderr: 2, resize: 4 } as const;

/** One piece of one channel. Order is kept within a tunnel. `resize` carries `{"Width":80,"Height":24}` as JSON. */
export interface TunnelFrame {
  readonly channel: number;
  readonly bytes: Uint8Array;
}

interface PodTarget {
  readonly namespace: string;
  readonly pod: string;
  /** The agent refuses when the pod it runs under that name has another uid. */
  readonly podUid: string;
}

interface TunnelTarget extends PodTarget {
  readonly container: string;
}

/** Runs a command in a running container. Output channels: 1 stdout, 2 stderr (never with `tty`). */
export interface ExecTunnelRequest extends TunnelTarget {
  readonly kind: 'exec';
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/**
 * Takes part in what a running container's own process reads and writes, from now on. Ends with `exit` 0 when the container
 * has ended, whatever its exit code. Whether there is a terminal is the container's affair; without `stdin` of its own it reads nothing.
 */
export interface AttachTunnelRequest extends TunnelTarget {
  readonly kind: 'attach';
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/**
 * A TCP connection to a port of a pod: bytes up on channel 0 (half-closed at their end), down on channel 1. Refused with
 * `ServiceUnavailable` when it cannot be made; ends with `exit` 0 when the pod has ended its side.
 */
export interface ConnectTunnelRequest extends PodTarget {
  readonly kind: 'connect';
  readonly port: number;
  /** What listens in the pod on its loopback address only will do as well. */
  readonly loopback: boolean;
}

/** As `connect`, to a port of the node itself. */
export interface NodeConnectTunnelRequest {
  readonly kind: 'node-connect';
  readonly port: number;
}

/** Asks the agent what a kubelet would tell over HTTP. The first frame is a NodeAnswerHead as JSON, the rest is the body; all on channel 1. */
export interface NodeAskTunnelRequest {
  readonly kind: 'node-ask';
  readonly method: string;
  /** Decoded, with its leading slash. */
  readonly path: string;
  readonly query: string;
}

export interface NodeAnswerHead {
  readonly status: number;
  readonly contentType: string;
}

/** Reads a container's output; everything arrives on channel 1. */
export interface LogsTunnelRequest extends TunnelTarget {
  readonly kind: 'logs';
  /** Go on until the container ends. */
  readonly follow: boolean;
  /** Of the attempt before the newest one. */
  readonly previous: boolean;
  /** Prefix each line with its RFC 3339 nanosecond time and a space. */
  readonly timestamps: boolean;
  /** Last lines only; absent: all. */
  readonly tailLines?: number;
  /** Lines at or after this RFC 3339 time; absent: all. */
  readonly sinceTime?: string;
  /** Stop after this many bytes; absent: no limit. */
  readonly limitBytes?: number;
}

export type TunnelRequest = ExecTunnelRequest | AttachTunnelRequest | ConnectTunnelRequest | NodeConnectTunnelRequest | NodeAskTunnelRequest | LogsTunnelRequest;

/** How a tunnel ended. `exit` is the command's own end (0 is success); logs that were read to their end are `exit` 0. */
export type TunnelEnd =
  | { readonly kind: 'exit'; readonly exitCode: number }
  /** The container, the runtime or the way there failed; `message` is for people. */
  | { readonly kind: 'failed'; readonly message: string };

/** The API server's end of one tunnel. */
export interface NodeTunnelStream {
  /**
   * Frames from the node. Pulling is the credit: a consumer that stops pulling stops the node after at most one
   * window (256 KiB). Ends when the node has sent everything; then `end` settles. Read by one consumer.
   */
  readonly frames: AsyncIterable<TunnelFrame>;
  /** Sends one frame; resolves when the node's window has room for the next, so awaiting it is the back-pressure. */
  send(frame: TunnelFrame): Promise<void>;
  /** Half-close: no more frames on this channel, e.g. stdin at its end. */
  closeInput(channel: number): void;
  /** Never rejects; a lost node is `failed`. Settles at the latest when the dead-peer time-out has run out. */
  readonly end: Promise<TunnelEnd>;
  /** Gives up: the node stops the command or the reading. Idempotent; harmless after the end. */
  close(): void;
}

/** Opens streams to nodes. */
export interface NodeTunnel {
  /**
   * Resolves when the agent has accepted. Rejects with `RefusalError`: the agent's own refusal (`NotFound`, `BadRequest`
   * such as `previous terminated container "c" in pod "p" not found`), or `ServiceUnavailable` when no agent
   * answers within 10 s.
   */
  open(node: string, request: TunnelRequest): Promise<NodeTunnelStream>;
}
