import { Search } from 'lucide-react';

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows the list below it. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  return (
    <search className="relative mb-3 block">
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-lg border border-field bg-surface pr-3 pl-9.5 text-base placeholder:text-ink-faint"
      />
    </search>
  );
}
