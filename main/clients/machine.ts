export type System = 'linux' | 'macos' | 'windows';

/** What paths depend on, as data: so every system's paths can be worked out on any other. */
export interface Machine {
  readonly system: System;
  /** The person's home directory, absolute. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What is looked at, and never changed. Anything that can't be read counts as absent, but for `text`. */
export interface Disk {
  exists(path: string): Promise<boolean>;
  /** Of what lies in a folder. */
  names(folder: string): Promise<readonly string[]>;
  /** Null: there is no such file. @throws what the system says where there is one that can't be read. */
  text(path: string): Promise<string | null>;
}
