/**
 * An RFC 3339 time as `<input type="datetime-local">` takes it, in the person's own time zone: `2026-11-21T14:30:00`. Empty where the text is
 * no time.
 */
export function toLocalInput(text: string): string {
  const at = new Date(text);
  if (text === '' || Number.isNaN(at.getTime())) return '';
  const day = [pad(at.getFullYear(), 4), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${day}T${[at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => pad(part)).join(':')}`;
}

/** The other way: with the offset that holds in the person's time zone at that moment. */
export function fromLocalInput(local: string): string {
  const at = new Date(local);
  if (local === '' || Number.isNaN(at.getTime())) return '';
  const offset = -at.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local.length === 'yyyy-mm-ddThh:mm'.length ? `${local}:00` : local}${sign}${pad(hours)}:${pad(minutes)}`;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
