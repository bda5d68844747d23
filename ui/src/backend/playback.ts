import type {
  AccountChoice,
  ChangeView,
  FetchProgress,
  OpenedPage,
  PlayedView,
  PlayerReport,
  RecordingsView,
  TriedView,
} from "../api/types";
import { call, channel } from "./invoke";

export const recordings = (bucket: string) => call<RecordingsView>("recordings", { bucket });
export const fetchRecording = (recording: string, listener: (progress: FetchProgress) => void) =>
  call<ArrayBuffer>("fetch_recording", { recording, onProgress: channel(listener) });
export const cancelFetch = () => call<void>("cancel_fetch");
export const recordingPlayed = (report: PlayerReport) => call<PlayedView>("recording_played", { report });
export const openInConnect = (recording: string) => call<OpenedPage>("open_in_connect", { recording });
export const saidInConnect = (recording: string, played: boolean) =>
  call<ChangeView | null>("said_in_connect", { recording, played });
export const tryAs = (profile: AccountChoice, recording: string) => call<TriedView>("try_as", { profile, recording });
