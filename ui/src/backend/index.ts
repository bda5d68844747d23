// Everything the window asks of the app: one function for each command.

export { BackendError, toErrorView } from "./invoke";
export * from "./account";
export * from "./overview";
export * from "./permissions";
export * from "./lock";
export * from "./limit";
export * from "./change";
export * from "./playback";
export * from "./history";
export * from "./practice";
export * from "./signIn";
