import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { SecretsCard } from './secrets-card.tsx';
import { SignInsCard } from './sign-ins-card.tsx';
import { VaultCard } from './vault-card.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings" layout="scroll">
      <div className="space-y-5 pt-1">
        <VaultCard />
        <SecretsCard />
        <SignInsCard />
        <SetUpCard />
      </div>
    </Page>
  );
}

/** The way back to what the very first visit offered, and to taking it back. */
function SetUpCard() {
  return (
    <Card title="Setting up">
      <div className="flex items-center gap-4 px-5 py-4">
        <p className="min-w-0 flex-1 text-sm text-ink-soft">
          Patchbay looks for your AI apps and their servers once more, and shows what it would do before it does it. What it did the last
          time can be undone there.
        </p>
        <Link to="/welcome" className={buttonClass()}>
          Set up again
        </Link>
      </div>
    </Card>
  );
}
