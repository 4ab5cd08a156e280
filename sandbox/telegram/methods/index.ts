/** Every method the sandbox serves. */
import type { MethodTable } from "../core.ts";
import { authMethods } from "./auth.ts";
import { channelMethods } from "./channels.ts";
import { dialogMethods } from "./dialogs.ts";
import { helpMethods } from "./help.ts";
import { historyMethods } from "./history.ts";
import { manageMethods } from "./manage.ts";
import { sendMethods } from "./send.ts";
import { updateMethods } from "./updates.ts";
import { uploadMethods } from "./upload.ts";

export const methods: MethodTable = {
  ...authMethods,
  ...helpMethods,
  ...dialogMethods,
  ...historyMethods,
  ...channelMethods,
  ...updateMethods,
  ...uploadMethods,
  ...sendMethods,
  ...manageMethods,
};

/** Good without being signed in. */
export const OPEN_METHODS: ReadonlySet<string> = new Set([
  "help.getConfig",
  "help.getNearestDc",
  "help.getAppConfig",
  "auth.sendCode",
  "auth.resendCode",
  "auth.cancelCode",
  "auth.signIn",
  "auth.signUp",
  "auth.checkPassword",
  "auth.exportLoginToken",
  "auth.importLoginToken",
  "auth.importAuthorization",
  "auth.bindTempAuthKey",
  "account.getPassword",
]);

/** Calls that do not make a session one that gets updates. */
export const QUIET_METHODS = /^(upload\.|help\.|auth\.(import|export)Authorization)/;
