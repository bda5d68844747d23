// Numbers and times as people read them. Times come as RFC 3339 in UTC and are shown in the computer's own zone.

const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const count = new Intl.NumberFormat("en-GB");

function parse(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** "22 Nov 2026, 04:05"; a text that is no time is shown as it is. */
export function when(text: string): string {
  const date = parse(text);
  return date === null ? text : dateTime.format(date);
}

/** "04:05:12". */
export function timeOfDay(text: string): string {
  const date = parse(text);
  return date === null ? text : clock.format(date);
}

const RFC3339 = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g;

/** A sentence whose times are as people read them: "until 22 Nov 2026, 04:05". */
export function withLocalTimes(text: string): string {
  return text.replace(RFC3339, (time) => when(time));
}

/** "just now", "2 minutes ago", "3 hours ago"; longer ago, the time itself. `now` is in milliseconds. */
export function ago(text: string, now: number): string {
  const date = parse(text);
  if (date === null) {
    return text;
  }
  const minutes = Math.floor((now - date.getTime()) / 60_000);
  if (minutes < 1) {
    return "just now";
  }
  if (minutes < 60) {
    return `${plural(minutes, "minute", "minutes")} ago`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${plural(hours, "hour", "hours")} ago` : when(text);
}

export function number(value: number): string {
  return count.format(value);
}

/** "14.2 kB", "3.1 MB": thousands, as S3's console counts. */
export function bytes(value: number): string {
  if (value < 1_000) {
    return `${value} B`;
  }
  if (value < 1_000_000) {
    return `${(value / 1_000).toFixed(1)} kB`;
  }
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** "0:04", "12:31", "1:02:03". */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const s = String(whole % 60).padStart(2, "0");
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3_600);
  return h === 0 ? `${m}:${s}` : `${h}:${String(m).padStart(2, "0")}:${s}`;
}

export function plural(n: number, one: string, many: string): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
