// Where the window is. The address's hash holds it, so that a reloaded window comes back to the same page.

import { createStore, useStore } from "./store";

export type Route =
  | { page: "account" }
  | { page: "overview" }
  | { page: "bucket"; bucket: string }
  | { page: "instance"; key: string }
  | { page: "lock"; buckets: string[] }
  | { page: "unlock"; buckets: string[] }
  | { page: "change"; change: string }
  | { page: "playback"; bucket: string }
  | { page: "limits" }
  | { page: "limit"; key: string | null }
  | { page: "unlimit"; key: string }
  | { page: "history" }
  | { page: "restore"; backup: string }
  | { page: "permissions" }
  | { page: "help" }
  | { page: "practice" };

export function parseRoute(hash: string): Route {
  const [page = "", ...rest] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map((part) => decode(part));
  const first = rest[0] ?? "";
  switch (page) {
    case "overview":
    case "limits":
    case "history":
    case "permissions":
    case "help":
    case "practice":
      return { page };
    case "bucket":
    case "playback":
      return first === "" ? { page: "overview" } : { page, bucket: first };
    case "instance":
      return first === "" ? { page: "overview" } : { page, key: first };
    case "lock":
    case "unlock":
      return rest.length === 0 ? { page: "overview" } : { page, buckets: rest };
    case "change":
      return first === "" ? { page: "history" } : { page, change: first };
    case "limit":
      return { page, key: first === "" ? null : first };
    case "unlimit":
      return first === "" ? { page: "limits" } : { page, key: first };
    case "restore":
      return first === "" ? { page: "history" } : { page, backup: first };
    default:
      return { page: "account" };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function toHash(route: Route): string {
  const parts: string[] = [route.page];
  switch (route.page) {
    case "bucket":
    case "playback":
      parts.push(route.bucket);
      break;
    case "instance":
      parts.push(route.key);
      break;
    case "lock":
    case "unlock":
      parts.push(...route.buckets);
      break;
    case "change":
      parts.push(route.change);
      break;
    case "limit":
      if (route.key !== null) {
        parts.push(route.key);
      }
      break;
    case "unlimit":
      parts.push(route.key);
      break;
    case "restore":
      parts.push(route.backup);
      break;
    default:
      break;
  }
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
}

const store = createStore<Route>({ page: "account" });

/** Follows the address from now on. */
export function followAddress(): void {
  const read = () => {
    store.set(parseRoute(window.location.hash));
    window.scrollTo(0, 0);
  };
  window.addEventListener("hashchange", read);
  read();
}

export function go(route: Route): void {
  window.location.hash = toHash(route);
}

export const useRoute = (): Route => useStore(store);
