import { expect, it } from "vitest";
import { saysAll } from "./saysAll";

it("leaves out what to do only where the row's own button does it", () => {
  expect(saysAll("signed_out", true)).toBe(true);
  expect(saysAll("signed_out", false)).toBe(false);
  expect(saysAll("expired", true)).toBe(false);
  expect(saysAll("ready", false)).toBe(true);
});
