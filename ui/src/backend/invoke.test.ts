import { expect, it } from "vitest";
import { BackendError, toErrorView } from "./invoke";

it("passes the app's own errors on, whole", () => {
  const view = { code: "busy" as const, message: "m", help: "h", detail: "d", requestId: "r" };
  expect(toErrorView(view)).toEqual(view);
  expect(toErrorView(new BackendError(view))).toBe(view);
});

it("fills what an error leaves out", () => {
  expect(toErrorView({ code: "cancelled", message: "m" })).toEqual({
    code: "cancelled",
    message: "m",
    help: null,
    detail: null,
    requestId: null,
  });
});

it("keeps the host's own words as the detail", () => {
  expect(toErrorView("no such command").detail).toBe("no such command");
  expect(toErrorView(new Error("broken")).detail).toBe("broken");
  expect(toErrorView(undefined).code).toBe("other");
});
