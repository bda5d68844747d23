import type { TroubleView } from "../api/types";
import { call } from "./invoke";

export const practiceTroubles = () => call<TroubleView[]>("practice_troubles");
export const setPracticeTrouble = (name: string, on: boolean) =>
  call<TroubleView[]>("set_practice_trouble", { name, on });
export const resetPractice = () => call<void>("reset_practice");
export const placeTestCall = (instanceKey: string) => call<void>("place_test_call", { instanceKey });
/** What the emergency user's MFA device shows now. */
export const practiceCode = () => call<string | null>("practice_code");
