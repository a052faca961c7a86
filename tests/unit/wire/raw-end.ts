import type { Channel } from '../../../main/wire/channel.ts';
import type { Frame } from '../../../main/wire/frame.ts';
import { eventually } from '../../helpers/eventually.ts';

/** The other end of a channel under test: frames go in and out as they are. */
export class RawEnd {
  readonly frames: Frame[] = [];
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.start({ frame: (frame) => this.frames.push(frame), fault: () => {}, closed: () => {} });
  }

  send(...frames: Frame[]): void {
    for (const frame of frames) this.#channel.send(frame);
  }

  /** Everything that arrived so far, once it is at least `count` frames. */
  async receive(count: number): Promise<Frame[]> {
    await eventually(() => {
      if (this.frames.length < count) throw new Error(`${this.frames.length} of ${count} frames arrived`);
    });
    return this.frames;
  }

  pause(): void {
    this.#channel.pause();
  }

  resume(): void {
    this.#channel.resume();
  }

  close(): Promise<void> {
    return this.#channel.close();
  }
}
