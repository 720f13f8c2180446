/** The peer broke the protocol in a way that leaves the connection without a common state. */
export class SpdyError extends Error {
  override readonly name = 'SpdyError';
}
