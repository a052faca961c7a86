/** What a client says about one server that stands in its file. */
export interface ServerReport {
  readonly isConnected: boolean;
  /** The client's own words; where it has none, what was seen, in brackets. */
  readonly words: string;
  /** The names by which it offers the server's tools to the model; null where this report doesn't tell. */
  readonly tools: readonly string[] | null;
}

/** By the name of the server's entry. A server that the client doesn't mention isn't in it. */
export type Report = ReadonlyMap<string, ServerReport>;

/** The computer on which a client is looked at, in a throw-away folder. */
export interface Bench {
  /** Absolute; files are named relative to it. */
  readonly home: string;
  /** Where the model stub listens; each way of talking to models has its own path there. */
  readonly modelUrl: string;
  /** Names of the tools in the latest conversation. */
  readonly offered: readonly string[];
  /** Runs the client to its end; resolves with what it wrote, without colours. */
  readonly run: (args: readonly string[], also?: { readonly input: string; readonly answer: RegExp }) => Promise<string>;
  /** The same, until its conversation with the model is over. */
  readonly converse: (args: readonly string[]) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
}

/** A client as its vendor ships it, and how it is asked what became of its servers. */
export interface RealClient {
  /** Patchbay's name for the app. */
  readonly app: string;
  readonly label: string;
  /** On the npm registry, with its exact version. */
  readonly package: { readonly name: string; readonly version: string };
  /** Below `node_modules`: what its package runs. None needs its install script, which would only put this same program elsewhere. */
  readonly program: string;
  /** Its own file, below the home, and the way to its servers in there. */
  readonly file: string;
  readonly keyPath: readonly string[];
  /** The text of that file before Patchbay: somebody's own settings, and the entry `control` of a server that can't start. */
  readonly text: (bench: Bench) => string;
  /** Keeps it from updating itself, from telemetry and from the network. */
  readonly environment: (bench: Bench) => Readonly<Record<string, string>>;
  /** Other things that it needs to have in its home. */
  readonly prepare?: (bench: Bench) => Promise<void>;
  /** Left out: it does, in its report or by `converse`. */
  readonly talksToModel?: false;
  readonly report: (bench: Bench) => Promise<Report>;
  /** A conversation with the model stub, for a client whose report is none. */
  readonly converse?: (bench: Bench) => Promise<void>;
  /** One server that can't start ends its whole run, so that the broken entry has to leave before Patchbay comes. */
  readonly failsAsAWhole?: { readonly without: (text: string) => string };
}

/** Both entries that a report is asked for. */
const names = ['patchbay', 'control'] as const;

/**
 * Reads a report that has a line for each server. `line` matches the line of one server, and its first group are the client's words about it;
 * the last such line counts. `connected` matches the words for a server that works.
 */
export function readLines(text: string, line: (name: string) => RegExp, connected: RegExp): Report {
  const found = names.flatMap((name) => {
    const words = [...text.matchAll(new RegExp(line(name), 'gm'))].at(-1)?.[1]?.trim();
    return words === undefined ? [] : [[name, { words, isConnected: connected.test(words), tools: null }] as const];
  });
  return new Map(found);
}

/** The entry of a server whose program isn't there: a check that calls everything connected is caught by it. */
export const brokenCommand = '/nonexistent/broker';
