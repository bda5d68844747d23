export function RestorePage(_: Record<string, unknown>) {
  return null;
}
