import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

export const root = join(import.meta.dirname, '..', '..');

/** The folders that the layer rules speak about. */
export const layers = ['contract', 'main', 'preload', 'renderer', 'scripts'];

/** What the project's own rules say about the code below a folder that is laid out like the project. */
export async function cruiseTree(folder: string, directories: readonly string[]): Promise<ICruiseResult> {
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'));
  const { enhancedResolveOptions, ...cruiseOptions } = options;
  const { output } = await cruise([...directories], { ...cruiseOptions, baseDir: folder, validate: true }, { ...enhancedResolveOptions });
  if (typeof output === 'string') throw new Error('dependency-cruiser was asked for a result and gave text');
  return output;
}

export function violatedRules(result: ICruiseResult): string[] {
  return [...new Set(result.summary.violations.map(({ rule }) => rule.name))];
}
