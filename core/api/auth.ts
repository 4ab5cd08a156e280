/** Sign-in with the access password. Browser-safe. */
import { z } from "zod";
import { leastPasswordLength } from "../model/password.ts";
import { Time } from "./common.ts";

export const LoginInput = z.strictObject({
  password: z.string("must be given").min(1, "must be given").max(1024, "must have at most 1024 characters"),
});

const NewPassword = z
  .string()
  .min(leastPasswordLength, `must have at least ${leastPasswordLength} characters`)
  .max(1024, "must have at most 1024 characters");

export const ChangePasswordInput = z.strictObject({
  currentPassword: LoginInput.shape.password,
  newPassword: NewPassword,
});

/**
 * Who is signed in. `mustChangePassword`: the generated first password is still in use; until it is changed all else
 * answers 403 `password_change_required`.
 */
export const SessionView = z.object({
  session: z.object({ createdAt: Time, expiresAt: Time, mustChangePassword: z.boolean() }),
});
export type SessionView = z.infer<typeof SessionView>;
