import { Toast } from '@base-ui/react/toast';
import { CircleAlert, X } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { UntrustedText } from './untrusted-text.tsx';

/** Small notes in the corner, for a failure that has no place of its own in the page. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider timeout={12_000} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-5 bottom-5 z-60 flex w-88 flex-col gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="popup rounded-xl text-ink">
      <Toast.Content className="flex items-start gap-3 py-3 pr-2 pl-4">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
        <div className="min-w-0 flex-1 wrap-anywhere">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-sm text-ink-soft" />
        </div>
        <Toast.Close aria-label="Dismiss" className="rounded-md p-1 text-ink-soft hover:bg-hover">
          <X aria-hidden className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Tells of a failure: `what` is what didn't work, the error's own sentence says what to do. */
export function useTellFailure(): (what: string, error: Error) => void {
  const { add } = Toast.useToastManager();
  return useCallback((what, error) => add({ title: what, description: <UntrustedText text={error.message} /> }), [add]);
}
