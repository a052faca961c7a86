import type { Risk } from '../../contract/models.ts';
import { changingVerbs, destroyingVerbs, outsideWords, readingNouns, readingVerbs } from './risk-words.ts';

export interface RiskAssessment {
  readonly risk: Risk;
  /** One phrase for a person: why it was classed so. */
  readonly reason: string;
}

/** The hints of MCP's `ToolAnnotations`, as the server claims them. */
export interface AnnotationHints {
  readonly readOnlyHint?: boolean | undefined;
  readonly destructiveHint?: boolean | undefined;
  readonly openWorldHint?: boolean | undefined;
}

const caution: Readonly<Record<Risk, number>> = { read: 0, write: 1, 'open-world': 2, destructive: 3 };

/**
 * How much care a tool needs: the person's own word first; else what its name says, raised (never lowered) by the server's annotations,
 * because the specification calls annotations untrusted (schema.ts, `ToolAnnotations`). A name that says nothing counts as writing.
 */
export function assessRisk(toolName: string, hints: AnnotationHints, override: Risk | undefined): RiskAssessment {
  if (override !== undefined) return { risk: override, reason: 'you set it in config.yaml' };
  const byName = riskOfName(toolName);
  const claimed = riskOfHints(hints);
  return claimed !== null && caution[claimed.risk] > caution[byName.risk] ? claimed : byName;
}

function riskOfName(toolName: string): RiskAssessment {
  const words = wordsOf(toolName);
  const destroying = words.find((word) => destroyingVerbs.has(word));
  if (destroying !== undefined) return { risk: 'destructive', reason: `its name says “${destroying}”` };
  const outside = words.find((word) => outsideWords.has(word));
  if (outside !== undefined) return { risk: 'open-world', reason: `its name says “${outside}”` };
  const changing = words.find((word, index) => changingVerbs.has(word) && !(index > 0 && isReadingVerb(words[0])));
  if (changing !== undefined) return { risk: 'write', reason: `its name says “${changing}”` };
  const reading = readingWord(words);
  if (reading !== undefined) return { risk: 'read', reason: `its name says “${reading}” and nothing that changes` };
  return { risk: 'write', reason: 'nothing says that it only reads' };
}

function readingWord(words: readonly string[]): string | undefined {
  const [first] = words;
  if (isReadingVerb(first)) return first;
  const last = words.at(-1);
  return last !== undefined && readingNouns.has(last) ? last : undefined;
}

function isReadingVerb(word: string | undefined): boolean {
  return word !== undefined && readingVerbs.has(word);
}

function riskOfHints(hints: AnnotationHints): RiskAssessment | null {
  if (hints.destructiveHint === true && hints.readOnlyHint !== true)
    return { risk: 'destructive', reason: 'its server says that it can destroy' };
  if (hints.openWorldHint === true) return { risk: 'open-world', reason: 'its server says that it reaches outside this computer' };
  if (hints.readOnlyHint === false) return { risk: 'write', reason: 'its server says that it changes something' };
  return null;
}

function wordsOf(toolName: string): string[] {
  return toolName
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
