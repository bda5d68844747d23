import { expect, it } from "vitest";
import type { NoteView, PlanView } from "../../api/types";
import { acceptedRegions, noWishes, regionsToAccept } from "./wishes";

const blocker = (code: string, subject: string | null): NoteView => ({ code, title: code, text: null, subject });
const plan = (blockers: NoteView[]): PlanView => ({
  digest: "d",
  kind: "restore",
  madeAt: "2026-11-22T04:00:00Z",
  targets: [],
  keep: [],
  blockers,
  warnings: [],
  notCovered: [],
  trialMinutes: null,
  confirmationPrompt: "",
  cannotApply: null,
});

it("asks for each Region once, and for no other subject", () => {
  const blockers = [
    blocker("region_unread", "ap-northeast-1"),
    blocker("storage_unread", "ap-northeast-1"),
    blocker("storage_unread", "eu-west-2"),
    blocker("dead_principals", "some-bucket"),
    blocker("region_unread", null),
  ];
  expect(regionsToAccept(plan(blockers))).toEqual(["ap-northeast-1", "eu-west-2"]);
});

it("sends what was typed and nothing for what was left empty", () => {
  const accepted = { "ap-northeast-1": " ap-northeast-1 ", "eu-west-2": "  ", "us-east-1": "us-west" };
  expect(acceptedRegions({ ...noWishes, accepted })).toEqual(["ap-northeast-1", "us-west"]);
});
