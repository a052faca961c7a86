import type { AuditRecorder } from '../audit/recorder.ts';
import type { Api } from './api.ts';

export function auditApi(audit: AuditRecorder): Pick<Api, 'audit.search' | 'audit.verify'> {
  return {
    'audit.search': (query) => audit.search(query),
    'audit.verify': () => audit.verify(),
  };
}
