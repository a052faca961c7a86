import type { RealClient } from './client.ts';
import { amp } from './drivers/amp.ts';
import { claudeCode } from './drivers/claude-code.ts';
import { cline } from './drivers/cline.ts';
import { codex } from './drivers/codex.ts';
import { continueCli } from './drivers/continue.ts';
import { copilotCli } from './drivers/copilot-cli.ts';
import { factoryDroid } from './drivers/factory-droid.ts';
import { geminiCli } from './drivers/gemini-cli.ts';
import { inspector } from './drivers/inspector.ts';
import { kiloCode } from './drivers/kilo-code.ts';
import { opencode } from './drivers/opencode.ts';
import { qwenCode } from './drivers/qwen-code.ts';

/** The clients that can be had from the npm registry, with the reference at the end. */
export const allClients: readonly RealClient[] = [
  claudeCode,
  codex,
  geminiCli,
  qwenCode,
  opencode,
  kiloCode,
  factoryDroid,
  copilotCli,
  cline,
  continueCli,
  amp,
  inspector,
];
