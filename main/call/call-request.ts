import type { ApprovalQueue } from '../approvals/approval-queue.ts';
import type { RememberedAnswers } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { RiskAssessment } from '../policy/risk.ts';
import type { Caller } from '../protocol/caller.ts';
import type { KnownTasks } from '../tasks/known-tasks.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { CallLog } from './call-record.ts';
import type { FlowLog } from './flow-record.ts';
import type { CallRounds } from './call-rounds.ts';

export interface CallRequest {
  readonly app: string;
  readonly session: string;
  /** `server.tool`. */
  readonly tool: string;
  /** The servers that this app's profile shows, as of now: a question may stay open while the person changes the profile. */
  readonly visibleServers: () => readonly string[];
  readonly arguments: JsonObject;
  /** The app called `call_tool`, so that its model may not have seen the tool's schema. */
  readonly isThroughFacade: boolean;
  /** The app's params as they came, with members that nobody knows. Its tool and its arguments are those above. */
  readonly params?: JsonObject;
  /** Whom the server may ask something for this call, and what it may know of it. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Given only when the app asked for progress. */
  readonly onProgress?: (params: JsonObject) => void;
}

/** What the path of a call needs from the rest of the broker. */
export interface CallSurroundings {
  readonly catalog: {
    find(qualifiedName: string): CatalogTool | undefined;
    nearest(name: string, servers: readonly string[], count: number, isHidden: (tool: CatalogTool) => boolean): string[];
  };
  readonly upstreams: { connect(server: string, options: { signal: AbortSignal; caller: Caller }): Promise<UpstreamConnection> };
  /** Resolves when the catalog knows all that a running server announced. */
  readonly relisted: (server: string) => Promise<void>;
  readonly approvals: ApprovalQueue;
  readonly remembered: RememberedAnswers;
  readonly rounds: CallRounds;
  readonly tasks: KnownTasks;
  /** Differs where a server has several connections, which may give out the same id for different tasks. */
  readonly connectionKey: (server: string, request: CallRequest) => string;
  readonly log: CallLog;
  /** For what else flows while a call runs. */
  readonly flowLog: FlowLog;
  readonly isPaused: () => boolean;
  /** Throws `paused`. */
  readonly refusePaused: () => void;
  readonly isHidden: (tool: CatalogTool) => boolean;
  readonly risk: (tool: CatalogTool) => RiskAssessment;
  /** One sentence that helps to mend the arguments, or null. */
  readonly checkArguments: (tool: CatalogTool, given: JsonObject) => string | null;
  /** Fingerprint of what is executed for a server. */
  readonly serverFingerprint: (server: string) => string;
  /** Milliseconds. */
  readonly callTimeout: (tool: CatalogTool) => number;
  /** Milliseconds. */
  readonly approvalTimeout: () => number;
}
