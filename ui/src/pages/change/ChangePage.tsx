export function ChangePage(_: Record<string, unknown>) {
  return null;
}
