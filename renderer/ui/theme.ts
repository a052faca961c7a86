export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'patchbay.theme';

function isTheme(value: string | null): value is Theme {
  return themes.some((theme) => theme === value);
}

/** The look that this window was set to; `system` follows the operating system. */
export function readTheme(): Theme {
  const stored = localStorage.getItem(key);
  return isTheme(stored) ? stored : 'system';
}

/** Sets the look of the page: the style sheet reads the attribute. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme(theme);
}
