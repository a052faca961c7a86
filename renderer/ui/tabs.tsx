import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export function TabList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Tabs.List aria-label={label} className="relative flex gap-5 border-b border-line">
      {children}
      <Tabs.Indicator className="absolute -bottom-px left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) rounded-full bg-accent transition-[translate,width] duration-150" />
    </Tabs.List>
  );
}

export function Tab({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <Tabs.Tab
      value={value}
      className="h-9 rounded-sm text-sm font-medium text-ink-soft transition-colors hover:text-ink data-active:text-ink"
    >
      {children}
    </Tabs.Tab>
  );
}
