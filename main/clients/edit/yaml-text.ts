import { isJsonRecord, type JsonRecord } from '../../lib/json-record.ts';

/** The lines of a block collection, without the indentation of the whole. */
export function yamlLines(value: JsonRecord | readonly unknown[], unit: string): string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, unit));
  return Object.entries(value).flatMap(([key, member]) => memberLines(key, member, unit));
}

function memberLines(key: string, value: unknown, unit: string): string[] {
  const lines = isList(value) || isJsonRecord(value) ? yamlLines(value, unit) : [];
  return lines.length === 0 ? [`${yamlText(key)}: ${yamlFlow(value)}`] : [`${yamlText(key)}:`, ...lines.map((line) => unit + line)];
}

function itemLines(value: unknown, unit: string): string[] {
  if (!isJsonRecord(value) || Object.keys(value).length === 0) return [`- ${yamlFlow(value)}`];
  return yamlLines(value, unit).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** On one line. */
export function yamlFlow(value: unknown): string {
  if (typeof value === 'string') return yamlText(value);
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`;
  if (!isJsonRecord(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${yamlText(key)}: ${yamlFlow(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** Words that some version of YAML takes for something else than text. */
const otherThanText = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Bare only where every reader of YAML sees text; else in double quotes, whose escapes are JSON's and a few more. */
function yamlText(text: string): string {
  if (/^[A-Za-z_][\w-]*$/.test(text) && !otherThanText.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[\u007F-\u009F\u2028\u2029\uFEFF]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
