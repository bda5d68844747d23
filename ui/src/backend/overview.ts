import type { DiscoveryEvent, OverviewView } from "../api/types";
import { call, channel } from "./invoke";

export const startDiscovery = (listener: (event: DiscoveryEvent) => void) =>
  call<void>("start_discovery", { onEvent: channel(listener) });
export const cancelDiscovery = () => call<void>("cancel_discovery");
export const overview = () => call<OverviewView>("overview");
