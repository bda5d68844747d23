export function PracticePage(_: Record<string, unknown>) {
  return null;
}
