import type { KnownApp } from '../../../contract/known-apps.ts';
import { Option, OptionGroup } from '../../ui/labelled.tsx';
import { Card } from '../../ui/page.tsx';
import { useTellFailure } from '../../ui/toasts.tsx';
import { useGuard } from './use-change.ts';

const choices: readonly { readonly guard: KnownApp['guard']; readonly label: string; readonly meaning: string }[] = [
  { guard: 'tell', label: 'Tell me', meaning: 'It shows here, on the Overview and at the tray. One click on “Mend” puts it back.' },
  { guard: 'mend', label: 'Mend it by itself', meaning: 'The entry is put back, and the log says so. After three times it is left alone.' },
  { guard: 'off', label: 'Don’t look', meaning: 'You find out when the app has no tools any more.' },
];

/** What happens when the app, an update or another program takes the entry out. */
export function AppGuard({ app }: { readonly app: KnownApp }) {
  const guard = useGuard(app.id);
  const tellFailure = useTellFailure();
  const current = guard.isPending ? guard.variables : app.guard;
  const choose = (next: KnownApp['guard']) => guard.mutate(next, { onError: (error) => tellFailure('The choice had no effect', error) });
  return (
    <Card title="When the entry gets lost">
      <div className="px-5 py-3.5">
        <OptionGroup
          label="Apps and their updates overwrite their settings now and then. What should Patchbay do?"
          required={false}
          hint={null}
          fault={null}
        >
          {choices.map(({ guard: each, label, meaning }) => (
            <Option
              key={each}
              kind="radio"
              name={`guard-${app.id}`}
              label={
                <>
                  {label} <span className="block text-xs text-ink-soft">{meaning}</span>
                </>
              }
              checked={current === each}
              onChange={() => choose(each)}
            />
          ))}
        </OptionGroup>
      </div>
    </Card>
  );
}
