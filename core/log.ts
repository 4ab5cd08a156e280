/** Log set-up: one JSON object per line on stdout, secrets removed. */
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger } from "pino";

/** Field names whose values never reach the log, wherever in the object they stand (two levels deep). */
const secretFields = [
  "password",
  "token",
  "authorization",
  "cookie",
  "secret",
  "encryptionKey",
  "secretKey",
  "databaseUrl",
  "session",
];

/** Things that look like a secret inside a longer text, such as an error message of a library. */
const secretShapes: [RegExp, string][] = [
  [/\b(postgres(?:ql)?:\/\/[^:@\s/]+:)[^@\s]+@/gi, "$1***@"],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, "***"], // a Discord bot token
];

/**
 * A logger whose lines carry `process` (discord-bot, discord-api), an ISO `time` and a `level` word.
 * Every line that an operator may look for has a stable `code` such as `task.claimed`.
 */
export function createLogger(
  options: { process: string; level: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: { process: options.process },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: "***",
      },
      serializers: { error: describeError, err: describeError },
    },
    destination ?? pino.destination({ fd: 1, sync: true }), // sync: the last line before a crash is not lost
  );
}

/** `text` without anything that looks like a secret. */
export function withoutSecrets(text: string): string {
  return secretShapes.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text);
}

interface ErrorDescription {
  name: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: ErrorDescription;
}

/** What the log shows of an error: name, message, code, stack and the chain of causes, secrets removed. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: "NotAnError", message: withoutSecrets(String(error)) };
  return {
    name: error.name,
    message: withoutSecrets(error.message),
    ...("code" in error ? { code: error.code } : {}),
    ...(error.stack ? { stack: withoutSecrets(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
