import { Menu } from '@base-ui/react/menu';
import { Check, type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import { useRef, useState } from 'react';
import { readTheme, storeTheme, type Theme, themes } from '../../ui/theme.ts';

const looks: Record<Theme, { readonly label: string; readonly icon: LucideIcon }> = {
  system: { label: 'Like the system', icon: Monitor },
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
};

/** Light, dark, or whatever the operating system says. */
export function AppearanceMenu() {
  const [theme, setTheme] = useState(readTheme);
  const holder = useRef<HTMLDivElement>(null);
  const Icon = looks[theme].icon;
  const choose = (chosen: Theme) => {
    storeTheme(chosen);
    setTheme(chosen);
  };
  return (
    <div ref={holder}>
      <Menu.Root>
        <Menu.Trigger
          title="Appearance"
          className="flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm text-ink-soft transition-colors hover:bg-hover hover:text-ink max-md:justify-center"
        >
          <Icon aria-hidden className="size-4.5 shrink-0" />
          <span className="max-md:sr-only">Appearance</span>
        </Menu.Trigger>
        <Menu.Portal container={holder}>
          <Menu.Positioner side="top" align="start" sideOffset={6} className="z-50">
            <Menu.Popup className="popup min-w-44 rounded-xl p-1">
              <Menu.RadioGroup value={theme} onValueChange={choose}>
                {themes.map((each) => (
                  <AppearanceItem key={each} theme={each} />
                ))}
              </Menu.RadioGroup>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}

function AppearanceItem({ theme }: { readonly theme: Theme }) {
  const { label, icon: Icon } = looks[theme];
  return (
    <Menu.RadioItem
      value={theme}
      closeOnClick
      className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-sm data-highlighted:bg-hover"
    >
      <Icon aria-hidden className="size-4 text-ink-soft" />
      <span className="flex-1">{label}</span>
      <Menu.RadioItemIndicator render={<Check aria-hidden className="size-4 text-accent" />} />
    </Menu.RadioItem>
  );
}
