import { Page } from '../../ui/page.tsx';
import { SecretsCard } from './secrets-card.tsx';
import { VaultCard } from './vault-card.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings" layout="scroll">
      <div className="space-y-5 pt-1">
        <VaultCard />
        <SecretsCard />
      </div>
    </Page>
  );
}
