import type { BucketDetailsView, DiscoveryEvent, OverviewView } from "../api/types";
import { call, channel } from "./invoke";

export const startDiscovery = (listener: (event: DiscoveryEvent) => void) =>
  call<void>("start_discovery", { onEvent: channel(listener) });
export const cancelDiscovery = () => call<void>("cancel_discovery");
/** Looks at one more Region; whether a look that is under way takes it in. Else it takes a new one. */
export const addRegion = (region: string) => call<boolean>("add_region", { region });
export const removeRegion = (region: string) => call<void>("remove_region", { region });
export const bucketDetails = (bucket: string) => call<BucketDetailsView>("bucket_details", { bucket });
export const overview = () => call<OverviewView>("overview");
