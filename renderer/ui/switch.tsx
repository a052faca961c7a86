import { Switch as Base } from '@base-ui/react/switch';

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ label, checked, disabled, onChange }: SwitchProps) {
  return (
    <label className="flex items-center gap-2.5 text-sm font-medium">
      {label}
      <Base.Root
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next)}
        className="flex h-6 w-10 shrink-0 rounded-full border border-field bg-sunken p-0.5 transition-colors data-checked:border-warn data-checked:bg-warn data-disabled:opacity-60"
      >
        <Base.Thumb className="size-4.5 rounded-full bg-field transition-transform data-checked:translate-x-4 data-checked:bg-surface" />
      </Base.Root>
    </label>
  );
}
