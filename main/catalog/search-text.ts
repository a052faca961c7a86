import type { JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { searchableWords } from './search-tokens.ts';
import type { ToolDefinition } from './tool.ts';

/** What the index holds of one tool: words separated by spaces. */
export interface SearchText {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Names, descriptions and permitted values of the parameters. */
  readonly parameters: string;
  readonly server: string;
}

/** Characters per field: enough for any real description, and a bound for the others. */
const fieldLimit = 4_000;
const schemaDepth = 6;

export function searchText(server: string, definition: ToolDefinition): SearchText {
  const { title, annotations, description, inputSchema } = definition;
  return {
    name: words(definition.name),
    title: words(`${textOf(title)} ${textOf(isObject(annotations) ? annotations['title'] : undefined)}`),
    description: words(textOf(description)),
    parameters: words(parameterText(inputSchema, 0).join(' ')),
    server: words(server),
  };
}

function words(text: string): string {
  return searchableWords(text.slice(0, fieldLimit)).join(' ');
}

function parameterText(schema: JsonValue | undefined, depth: number): string[] {
  if (!isObject(schema) || depth > schemaDepth) return [];
  const { properties, items } = schema;
  const own = isObject(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([name, property]) => [name, ...propertyText(property), ...parameterText(property, depth + 1)]),
    ...parameterText(items, depth + 1),
  ];
}

function propertyText(property: JsonValue): string[] {
  if (!isObject(property)) return [];
  const values = Array.isArray(property['enum']) ? property['enum'].map(textOf) : [];
  return [textOf(property['description']), ...values];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
