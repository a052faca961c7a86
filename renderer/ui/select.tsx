import { ChevronDown } from 'lucide-react';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** The platform's own list: it is already reachable by keyboard, finger and screen reader. */
export function Select({ label, value, onChange, options }: SelectProps) {
  return (
    <span className="relative inline-flex">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 max-w-44 appearance-none truncate rounded-lg border border-line bg-surface pr-8 pl-3 text-sm text-ink shadow-card hover:bg-hover"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-4 text-ink-soft" />
    </span>
  );
}
