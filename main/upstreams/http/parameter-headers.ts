import type { ErrorFrame, Frame, JsonObject, JsonValue, RequestFrame, ResultFrame } from '../../wire/frame.ts';
import { spelledAs } from '../../wire/json-text.ts';
import { memberTexts } from '../../wire/json-tokens.ts';
import { isList, isObject } from '../../wire/parse-frame.ts';
import { sourceText } from '../../wire/source-text.ts';
import { type HeaderDeclaration, headerDeclarationsOf } from './header-declarations.ts';
import { headerValue, primitiveText } from './modern-headers.ts';

/** Tools of one server whose headers are kept. */
const mostTools = 10_000;

/** Which arguments of which tool a modern HTTP server wants repeated as headers (SEP-2243); learnt from its lists as they pass. */
export class ParameterHeaders {
  readonly #declared = new Map<string, readonly HeaderDeclaration[]>();
  readonly #note: (sentence: string) => void;

  constructor(note: (sentence: string) => void) {
    this.#note = note;
  }

  /** The answer without the tools whose declarations are invalid: the specification forbids to use them. The same frame where there are none. */
  learn(request: RequestFrame, answer: ResultFrame | ErrorFrame): Frame {
    if (request.method !== 'tools/list' || !('result' in answer) || !isList(answer.result['tools'])) return answer;
    const listed = answer.result['tools'];
    const tools = listed.filter((tool) => this.#isUsable(tool));
    if (tools.length === listed.length) return answer;
    const result = spelledAs({ ...answer.result, tools: spelledAs(tools, listed) }, answer.result);
    return { ...answer, result };
  }

  headersFor({ method, params = {} }: RequestFrame): Record<string, string> {
    const { name, arguments: given } = params;
    if (method !== 'tools/call' || typeof name !== 'string' || !isObject(given)) return {};
    const headers = (this.#declared.get(name) ?? []).map(({ path, header }): [string, string | undefined] => [header, textAt(given, path)]);
    return Object.fromEntries(
      headers.flatMap(([header, text]) => (text === undefined ? [] : [[`mcp-param-${header.toLowerCase()}`, headerValue(text)]])),
    );
  }

  #isUsable(tool: JsonValue): boolean {
    if (!isObject(tool) || typeof tool['name'] !== 'string') return true;
    const { declarations, fault } = headerDeclarationsOf(tool['inputSchema']);
    this.#declared.delete(tool['name']);
    if (fault !== null) {
      this.#note(`The tool ${JSON.stringify(tool['name'].slice(0, 128))} is left out: ${fault}.`);
      return false;
    }
    if (declarations.length > 0 && this.#declared.size < mostTools) this.#declared.set(tool['name'], declarations);
    return true;
  }
}

/** Null and what isn't there have no header. */
function textAt(given: JsonObject, path: readonly string[]): string | undefined {
  let holder: JsonValue | undefined = given;
  for (const name of path.slice(0, -1)) holder = memberOf(holder, name);
  const last = path.at(-1) ?? '';
  return primitiveText(memberOf(holder, last), spellingOf(holder, last));
}

function memberOf(holder: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function spellingOf(holder: JsonValue | undefined, name: string): string | undefined {
  const text = isObject(holder) ? sourceText(holder) : undefined;
  if (text === undefined) return undefined;
  for (const [member, spelling] of memberTexts(text)) if (member === name) return spelling;
  return undefined;
}
