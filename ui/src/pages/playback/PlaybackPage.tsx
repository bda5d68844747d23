export function PlaybackPage(_: Record<string, unknown>) {
  return null;
}
