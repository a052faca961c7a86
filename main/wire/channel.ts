import type { NamedError } from '../../contract/errors.ts';
import type { Frame, RequestId } from './frame.ts';

/** Something arrived that is not a frame. The channel goes on with the next line. */
export interface FrameFault {
  readonly kind: 'not_json' | 'not_a_frame' | 'too_deep' | 'too_large';
  /** One sentence that names the limit or the place. */
  readonly message: string;
  /** The id of the faulty request, where it could be read. */
  readonly id: RequestId | null;
  /** The id of the request of ours that the faulty line was meant to answer, where it could be read. */
  readonly answers?: RequestId;
  /** How the line began, for the log of the server that printed it. */
  readonly excerpt?: string;
}

export interface ChannelReceiver {
  /** `about`: the id of the request of ours that the other side sent this for, where the transport tells (a stream of HTTP). */
  frame(frame: Frame, about?: RequestId): void;
  fault(fault: FrameFault): void;
  /** One request of ours gets no answer, and why: it could not be sent, or the stream of its answer broke. The channel goes on. */
  failed?(id: RequestId, error: NamedError): void;
  /** The other side had forgotten the conversation; initialize was said again. What it was told besides, such as subscriptions, is gone. */
  renewed?(): void;
  /** Called once. `error` is set when the other side did not end it in order. */
  closed(error?: Error): void;
}

/** The whole transport seam: a stream of frames both ways. stdio, the socket, HTTP and tests implement this and nothing else. */
export interface Channel {
  /** Begins delivery. Called once. */
  start(receiver: ChannelReceiver): void;
  /**
   * Returns false when the other side is slow: wait for `drained()` before sending more that can wait. Never throws; after the end it is a
   * no-op. `about`: the id of the other side's request that this is sent for; HTTP sends it on that request's own stream.
   */
  send(frame: Frame, about?: RequestId): boolean;
  /** What the other side has not taken yet, in bytes. Left out by channels that bound it themselves. */
  readonly backlog?: number;
  /** Resolves when the outgoing buffer is below its mark, or the channel has ended. */
  drained(): Promise<void>;
  /** Stops reading: the other side feels backpressure. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}
