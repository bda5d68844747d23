import type { BucketDetailsView, DiscoveryEvent, OverviewView } from "../api/types";
import { call, channel } from "./invoke";

export const startDiscovery = (listener: (event: DiscoveryEvent) => void) =>
  call<void>("start_discovery", { onEvent: channel(listener) });
export const cancelDiscovery = () => call<void>("cancel_discovery");
/** Looks at one more Region from the next look on. */
export const addRegion = (region: string) => call<void>("add_region", { region });
export const removeRegion = (region: string) => call<void>("remove_region", { region });
export const bucketDetails = (bucket: string) => call<BucketDetailsView>("bucket_details", { bucket });
export const overview = () => call<OverviewView>("overview");
